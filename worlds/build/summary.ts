/** Summary figures of a set of ratings or distances: what worlds are calibrated by and reported with. */
import type { Random } from "../../core/random.ts";

/** Summary of ratings grouped by user. */
export interface RatingSummary {
  readonly ratings: number;
  readonly mean: number;
  readonly sd: number;
  /** Shares of ratings in (0,1], (1,2], (2,3], (3,4], (4,5] stars, after rounding to half stars as people give them; sums to 1. */
  readonly histogram: readonly number[];
  /** Mean and standard deviation, over users, of the user's mean rating. */
  readonly userMean: readonly [number, number];
  /** Mean and standard deviation, over users, of the standard deviation of the user's ratings. */
  readonly userSd: readonly [number, number];
}

/** Mean of numbers; NaN when there are none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Population standard deviation; NaN when there are no values. */
export function deviation(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - center) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Summarises ratings in stars, one list a user; users without ratings are left out. Figures are rounded to four digits. */
export function summarise(byUser: readonly (readonly number[])[]): RatingSummary {
  const groups = byUser.filter((ratings) => ratings.length > 0);
  const all = groups.flat();
  const halves = all.map((r) => Math.round(2 * r) / 2);
  const histogram = [1, 2, 3, 4, 5].map((k) => round(halves.filter((r) => r > k - 1 && r <= k).length / all.length));
  const means = groups.map(mean);
  const deviations = groups.map(deviation);
  return {
    ratings: all.length,
    mean: round(mean(all)),
    sd: round(deviation(all)),
    histogram,
    userMean: [round(mean(means)), round(deviation(means))],
    userSd: [round(mean(deviations)), round(deviation(deviations))],
  };
}

/** Rounds to four decimals. */
export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** The distance below which `percent` % of random pairs of different items lie; `pairs` pairs are drawn. */
export function distancePercentile(
  distance: (a: number, b: number) => number,
  items: number,
  percent: number,
  random: Random,
  pairs = 200_000,
): number {
  const drawn = new Float64Array(pairs);
  for (let k = 0; k < pairs; k++) {
    const a = random.int(items);
    const b = (a + 1 + random.int(items - 1)) % items;
    drawn[k] = distance(a, b);
  }
  drawn.sort();
  return drawn[Math.min(pairs - 1, Math.floor((percent / 100) * pairs))] as number;
}
