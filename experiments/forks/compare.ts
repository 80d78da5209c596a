/** Comparison of the original with its forks: return and Len of the repeats, with their mean and its interval. */

import { mean as meanOf, variance } from "../../core/math.ts";
import { endOf } from "../evaluation/outcome-difference.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Interval } from "../evaluation/statistics/intervals.ts";
import { intervalOf } from "../evaluation/statistics/student.ts";
import type { ForkRecord } from "./records.ts";

/** One measure over the repeats. */
export interface Repeats {
  /** The parent's value; null when its episode is not finished. */
  readonly original: number | null;
  readonly mean: number | null;
  /** t interval of the mean over the repeats: what other sampling seeds would change. Null with fewer than two. */
  readonly ci95: Interval | null;
  /** Mean minus original. */
  readonly difference: number | null;
}

/** All that is compared. */
export interface Compared {
  readonly return: Repeats;
  readonly len: Repeats;
  /** How often each end came, such as `quit: similar`. */
  readonly ends: { readonly original: string | null; readonly forks: Readonly<Record<string, number>> };
}

/** Compares the forks of one round with the original. */
export function compareForks(original: Episode | null, forks: readonly ForkRecord[]): Compared {
  const ends: Record<string, number> = {};
  for (const { record } of forks) ends[endOf(record)] = (ends[endOf(record)] ?? 0) + 1;
  const measure = (of: (e: Episode) => number): Repeats =>
    repeatsOf(
      original === null ? null : of(original),
      forks.map((f) => of(f.record)),
    );
  return {
    return: measure((e) => e.return),
    len: measure((e) => e.len),
    ends: { original: original === null ? null : endOf(original), forks: ends },
  };
}

function repeatsOf(original: number | null, values: readonly number[]): Repeats {
  const n = values.length;
  if (n === 0) return { original, mean: null, ci95: null, difference: null };
  const mean = meanOf(values) as number;
  const spread = variance(values);
  const ci95 = spread === null ? null : intervalOf({ mean, se: Math.sqrt(spread / n), df: n - 1 });
  return { original, mean, ci95, difference: original === null ? null : mean - original };
}
