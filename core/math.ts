/** Sums, means, spread, correlation and quantiles of lists of numbers. What cannot be computed is null; nothing here throws. */

/** Sum in the given order, so that equal lists round alike everywhere; 0 of nothing. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** {@link sum} of what `of` says of each. */
export function sumBy<T>(list: Iterable<T>, of: (one: T) => number): number {
  let total = 0;
  for (const one of list) total += of(one);
  return total;
}

/** Mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** part / whole; null when the whole is 0. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The nearest number in [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Variance of a sample (n − 1); null of fewer than two. */
export function variance(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const m = mean(values) as number;
  return sumBy(values, (v) => (v - m) ** 2) / (values.length - 1);
}

/** Standard deviation of a sample (n − 1); null of fewer than two. */
export function sd(values: readonly number[]): number | null {
  const found = variance(values);
  return found === null ? null : Math.sqrt(found);
}

/** Differences from the mean; a difference within rounding of the mean is 0, so that a constant has no variance. */
export function deviations(values: readonly number[]): number[] {
  const m = mean(values) ?? 0;
  return values.map((v) => (Math.abs(v - m) <= 1e-12 * Math.abs(m) ? 0 : v - m));
}

/** Pearson's correlation of x_i with y_i, in [-1, 1]; null with fewer than two, without variance on either side, or beyond numbers. */
export function pearson(xs: readonly number[], ys: readonly number[]): number | null {
  const [dx, dy] = [deviations(xs), deviations(ys)];
  const product = (a: readonly number[], b: readonly number[]) => sum(a.map((v, i) => v * (b[i] as number)));
  const r = product(dx, dy) / Math.sqrt(product(dx, dx)) / Math.sqrt(product(dy, dy));
  return Number.isFinite(r) ? clamp(r, -1, 1) : null;
}

/** Quantile of an ascending list (linear interpolation between order statistics), q in [0, 1]; null of nothing. */
export function quantile(sorted: ArrayLike<number>, q: number): number | null {
  if (sorted.length === 0) return null;
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - low);
}

/** The middle value; the mean of the two middle ones for an even count; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
