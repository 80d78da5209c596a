/** Quantised numbers: whole numbers of 8 or 16 bits and one scale, a quarter or half of the bytes of float32. */

/** Whole numbers that stand for multiples of `scale`. */
export interface Quantised<T extends Int8Array | Int16Array> {
  readonly data: T;
  /** Greater than 0; stored in the manifest under `scales`. */
  readonly scale: number;
}

/**
 * The nearest multiples of a 127th (8 bits) or a 32,767th (16 bits) of the largest magnitude: each is off by half of that at most.
 * @throws RangeError when a value is no finite number.
 */
export function quantised(values: ArrayLike<number>, bits: 8): Quantised<Int8Array>;
export function quantised(values: ArrayLike<number>, bits: 16): Quantised<Int16Array>;
export function quantised(values: ArrayLike<number>, bits: 8 | 16): Quantised<Int8Array | Int16Array> {
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number;
    if (!Number.isFinite(value)) throw new RangeError(`value ${k} is ${value}: only finite numbers can be quantised`);
    largest = Math.max(largest, Math.abs(value));
  }
  const most = bits === 8 ? 127 : 32_767;
  // Of zeros alone, and of numbers so small that a part of them is 0, any scale will do.
  const scale = largest / most || 1;
  const data = bits === 8 ? new Int8Array(values.length) : new Int16Array(values.length);
  for (let k = 0; k < data.length; k++) data[k] = Math.max(-most, Math.min(most, Math.round((values[k] as number) / scale)));
  return { data, scale };
}

/** The numbers that are meant, as a reader of the folder has them. */
export function scaled(data: Int8Array | Int16Array, scale: number): Float32Array {
  return Float32Array.from(data, (value) => value * scale);
}
