/** Recall: exact nearest neighbours by cosine distance of texts. Vectors live here, outside the state, one row per distinct text. */

/** A remembered entry and the cosine distance of its text to the query, in [0, 2]. */
export interface Recalled<E> {
  readonly entry: E;
  readonly distance: number;
}

export interface RecallOptions {
  /** Entries of later episodes are invisible; they are filtered before the top k is taken. */
  readonly sees: number;
  /** How many entries at most. */
  readonly k: number;
  /** Largest distance that still counts (inclusive): nearer is never worse. */
  readonly maxDistance: number;
}

export interface Recall {
  /** The nearest visible entries, by distance, then id. */
  nearest<E extends { id: string; episode: number }>(
    query: string,
    entries: readonly E[],
    textOf: (entry: E) => string,
    options: RecallOptions,
  ): Promise<Recalled<E>[]>;
}

type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

/** An index over texts that only grows: a text is embedded when it is first met, and never again. */
export function createRecall(embed: Embed): Recall {
  const rows = new Map<string, number>();
  let matrix = new Float32Array(0);
  let dims = 0;
  const scans = new Map<string, Float64Array>();

  function add(texts: readonly string[], vectors: readonly Float32Array[]): void {
    dims ||= vectors[0]?.length ?? 0;
    const needed = (rows.size + texts.length) * dims;
    if (needed > matrix.length) {
      const grown = new Float32Array(Math.max(needed, matrix.length * 2));
      grown.set(matrix);
      matrix = grown;
    }
    texts.forEach((text, i) => {
      if (rows.has(text)) return;
      matrix.set(vectors[i] as Float32Array, rows.size * dims);
      rows.set(text, rows.size);
    });
  }

  async function ensure(texts: Iterable<string>): Promise<void> {
    const missing = [...new Set(texts)].filter((t) => !rows.has(t));
    if (missing.length > 0) add(missing, await embed(missing));
  }

  /** Distances of all rows to the query; kept for the few queries in flight, since Actor and Critic ask about the same state. */
  function scan(query: string): Float64Array {
    const known = scans.get(query);
    if (known !== undefined && known.length === rows.size) return known;
    const from = known?.length ?? 0;
    const distances = new Float64Array(rows.size);
    if (known !== undefined) distances.set(known);
    const q = (rows.get(query) as number) * dims;
    for (let row = from; row < rows.size; row++) distances[row] = 1 - dot(matrix, q, matrix, row * dims, dims);
    scans.delete(query);
    scans.set(query, distances);
    if (scans.size > 32) scans.delete(scans.keys().next().value as string);
    return distances;
  }

  return {
    async nearest(query, entries, textOf, { sees, k, maxDistance }) {
      if (k === 0 || entries.length === 0) return [];
      const texts: string[] = [query];
      for (const e of entries) if (e.episode <= sees && !rows.has(textOf(e))) texts.push(textOf(e));
      await ensure(texts);
      const distances = scan(query);
      const best: Recalled<(typeof entries)[number]>[] = [];
      for (const entry of entries) {
        if (entry.episode > sees) continue;
        const distance = distances[rows.get(textOf(entry)) as number] as number;
        if (distance > maxDistance) continue;
        insert(best, { entry, distance }, k);
      }
      return best;
    },
  };
}

/** Keeps `best` sorted by (distance, id) and at most k long. */
function insert<E extends { id: string }>(best: Recalled<E>[], found: Recalled<E>, k: number): void {
  const last = best[best.length - 1];
  if (best.length === k && last !== undefined && !before(found, last)) return;
  let i = best.length;
  while (i > 0 && before(found, best[i - 1] as Recalled<E>)) i--;
  best.splice(i, 0, found);
  if (best.length > k) best.pop();
}

function before<E extends { id: string }>(a: Recalled<E>, b: Recalled<E>): boolean {
  return a.distance < b.distance || (a.distance === b.distance && a.entry.id < b.entry.id);
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
