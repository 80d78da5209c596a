/** Percentile bootstrap over users: what other users would change, these trained runs given. Seeded, no clock. */

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { quantile } from "../../../core/math.ts";

/** Lower and upper end. */
export type Interval = readonly [number, number];

export interface BootstrapOptions {
  /** Seed of the resampling. Default 1. */
  readonly seed?: number;
  /** Bootstrap resamples. Default 2,000. */
  readonly resamples?: number;
  /** Level of the interval, in (0, 1). Default 0.95. */
  readonly level?: number;
}

/** Percentile interval of a sample (linear interpolation between order statistics); null of nothing. */
export function percentileInterval(sample: ArrayLike<number>, level = 0.95): Interval | null {
  if (sample.length === 0) return null;
  const sorted = Float64Array.from(sample).sort();
  const at = (q: number) => quantile(sorted, q) as number;
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

/**
 * Means of bootstrap samples of the users, each with all its cells (Efron & Tibshirani 1993, chapter 6): users drawn with replacement,
 * sum of their sums / sum of their numbers of cells.
 * @param sum of each user's cells, `n` their number (at least 1).
 */
export function bootstrapMeans(sum: Float64Array, n: Float64Array, resamples = 2000, seed = 1): Float64Array {
  const users = sum.length;
  const times = draws(users, resamples, seed);
  const means = new Float64Array(resamples);
  for (let k = 0, at = 0; k < resamples; k++) {
    let [total, weight] = [0, 0];
    for (let u = 0; u < users; u++, at++) {
      total += times[at]! * sum[u]!;
      weight += times[at]! * n[u]!;
    }
    means[k] = total / weight;
  }
  return means;
}

/** The draws last made: every measure of a study is resampled over the same users, and drawing takes nearly all of the time. */
let last: { readonly key: string; readonly times: Uint16Array } | null = null;

/** How often each user is drawn in each resample, resample by resample. */
function draws(users: number, resamples: number, seed: number): Uint16Array {
  const key = `${users}/${resamples}/${seed}`;
  if (last?.key === key) return last.times;
  const rng = xoroshiro128plus(seed);
  const times = new Uint16Array(users * resamples);
  for (let from = 0; from < times.length; from += users) {
    for (let i = 0; i < users; i++) times[from + uniformInt(rng, 0, users - 1)]! += 1;
  }
  last = { key, times };
  return times;
}

/** Percentile bootstrap of a mean over cells, users resampled with all their cells; null with fewer than two users. */
export function bootstrapUsers(
  measurements: readonly { readonly user: number; readonly value: number }[],
  { seed, resamples, level }: BootstrapOptions = {},
): Interval | null {
  const ids = [...new Set(measurements.map((c) => c.user))].sort((a, b) => a - b);
  if (ids.length < 2) return null;
  const index = new Map(ids.map((id, i) => [id, i]));
  const [sum, n] = [new Float64Array(ids.length), new Float64Array(ids.length)];
  for (const { user, value } of measurements) {
    sum[index.get(user) as number]! += value;
    n[index.get(user) as number]! += 1;
  }
  return percentileInterval(bootstrapMeans(sum, n, resamples, seed), level);
}
