/** Student's t of a mean with its standard error: interval and p; and the mean of seeds where the seed is the unit. */

import jstat from "jstat";
import { sum, sumBy } from "../../../core/math.ts";
import type { Interval } from "./intervals.ts";
import { type Table, totalsBy } from "./table.ts";

/** A mean with its standard error (both in the measure's unit) and the degrees of freedom of that error. */
export interface MeanError {
  readonly mean: number;
  readonly se: number;
  readonly df: number;
}

/** t interval of a mean; without any spread the interval is the point. */
export function intervalOf({ mean, se, df }: MeanError, level = 0.95): Interval {
  const half = se === 0 ? 0 : jstat.studentt.inv((1 + level) / 2, df) * se;
  return [mean - half, mean + half];
}

/**
 * Two-sided p of "the mean is 0": I_{df/(df+t²)}(df/2, 1/2), t = mean/se. In (0, 1]: 1 for a mean of 0, never below 2^−52 = 2.2e-16, the
 * rounding of the numbers it is computed from (also for a mean other than 0 without any spread).
 */
export function pOf({ mean, se, df }: MeanError): number {
  if (mean === 0) return 1;
  const t = mean / se;
  const p = se === 0 ? 0 : jstat.ibeta(df / (df + t * t), df / 2, 0.5);
  return Math.min(1, Math.max(Number.EPSILON, p));
}

/** Means of the seeds, each over the users it has, as a sample of its own: one number a seed. Null with fewer than two seeds. */
export function seedMean(table: Table): MeanError | null {
  return sampleMean(seedMeans(table));
}

/** Means of the users as a sample of its own: one number a user. Null with fewer than two users. */
export function userMean(table: Table): MeanError | null {
  const { sum: totals, n } = totalsBy("user", table);
  return sampleMean(totals.map((x, u) => x / (n[u] as number)));
}

/** Mean of independent numbers. A deviation within rounding counts as none. */
function sampleMean(values: Float64Array): MeanError | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = sum(values) / n;
  const rounding = 1e-12 * values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const squares = sumBy(values, (v) => (Math.abs(v - mean) <= rounding ? 0 : (v - mean) ** 2));
  return { mean, se: Math.sqrt(squares / (n - 1) / n), df: n - 1 };
}

/** Mean of each seed over the users it has. */
export function seedMeans(table: Table): Float64Array {
  const { sum: totals, n } = totalsBy("seed", table);
  return totals.map((x, s) => x / (n[s] as number));
}
