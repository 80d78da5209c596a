/** Growing vector index with inner products: exact, and the same to the last bit however the vectors are laid out. */

export interface Vectors {
  readonly size: number;
  /** Appends a vector. All have the length of the first. */
  add(vector: Float32Array): void;
  /** Writes the inner product of the query with vector i into out[i], for every i from `from` on. */
  products(query: Float32Array, out: Float64Array, from: number): void;
}

/** A first vector with a smaller share of numbers unequal to zero means that zeros are worth leaving out: hashed texts are like that. */
const SPARSE = 0.6;

/** An empty list; the first vector decides the layout, which decides nothing but the time. */
export function createVectors(): Vectors {
  let vectors: Vectors | undefined;
  return {
    get size() {
      return vectors?.size ?? 0;
    },
    add(vector) {
      vectors ??= isSparse(vector) ? sparse(vector.length) : dense(vector.length);
      vectors.add(vector);
    },
    products: (query, out, from) => vectors?.products(query, out, from),
  };
}

function isSparse(vector: Float32Array): boolean {
  return vector.filter((x) => x !== 0).length < SPARSE * vector.length;
}

function dense(dims: number): Vectors {
  let rows = new Float32Array(64 * dims);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(vector) {
      if ((size + 1) * dims > rows.length) rows = grown(rows, Float32Array);
      rows.set(vector, size++ * dims);
    },
    products(query, out, from) {
      for (let row = from; row < size; row++) out[row] = dot(query, 0, rows, row * dims, dims);
    },
  };
}

/** Inner product of a[i..i+dims) and b[j..j+dims); four sums, added in a fixed order, so that it is the same everywhere. */
export function dot(a: Float32Array, i: number, b: Float32Array, j: number, dims: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let d = 0;
  for (; d + 3 < dims; d += 4) {
    s0 += (a[i + d] as number) * (b[j + d] as number);
    s1 += (a[i + d + 1] as number) * (b[j + d + 1] as number);
    s2 += (a[i + d + 2] as number) * (b[j + d + 2] as number);
    s3 += (a[i + d + 3] as number) * (b[j + d + 3] as number);
  }
  for (; d < dims; d++) s0 += (a[i + d] as number) * (b[j + d] as number);
  return s0 + s1 + (s2 + s3);
}

/** The numbers unequal to zero of one dimension, by vector. */
interface Dimension {
  at: Int32Array;
  values: Float32Array;
  length: number;
}

/** By dimension, zeros left out. The four sums of `dot` meet their terms in its order; a zero would change none of them. */
function sparse(dims: number): Vectors {
  const dimensions = Array.from(
    { length: dims },
    (): Dimension => ({ at: new Int32Array(16), values: new Float32Array(16), length: 0 }),
  );
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(vector) {
      for (let d = 0; d < dims; d++) if (vector[d] !== 0) push(dimensions[d] as Dimension, size, vector[d] as number);
      size++;
    },
    products(query, out, from) {
      const sums = [0, 1, 2, 3].map(() => new Float64Array(size - from));
      for (let d = 0; d < dims; d++) {
        const sum = sums[d < dims - (dims % 4) ? d % 4 : 0] as Float64Array;
        if (query[d] !== 0) addTo(sum, query[d] as number, dimensions[d] as Dimension, from);
      }
      const [s0, s1, s2, s3] = sums as [Float64Array, Float64Array, Float64Array, Float64Array];
      for (let i = 0; i < size - from; i++)
        out[from + i] = (s0[i] as number) + (s1[i] as number) + ((s2[i] as number) + (s3[i] as number));
    },
  };
}

function push(dimension: Dimension, vector: number, value: number): void {
  if (dimension.length === dimension.at.length) {
    dimension.at = grown(dimension.at, Int32Array);
    dimension.values = grown(dimension.values, Float32Array);
  }
  dimension.at[dimension.length] = vector;
  dimension.values[dimension.length++] = value;
}

function addTo(sum: Float64Array, factor: number, { at, values, length }: Dimension, from: number): void {
  let i = length;
  while (from > 0 && i > 0 && (at[i - 1] as number) >= from) i--;
  for (let k = from > 0 ? i : 0; k < length; k++) {
    const v = (at[k] as number) - from;
    sum[v] = (sum[v] as number) + factor * (values[k] as number);
  }
}

function grown<A extends Float32Array | Int32Array>(array: A, Kind: new (length: number) => A): A {
  const larger = new Kind(array.length * 2);
  larger.set(array);
  return larger;
}

/** The vector scaled in place to length one; the zero vector and broken numbers become the first unit vector. */
export function unit(vector: Float32Array): Float32Array {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  if (!(sum > 0) || !Number.isFinite(sum)) {
    vector.fill(0);
    vector[0] = 1;
    return vector;
  }
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! * scale;
  return vector;
}
