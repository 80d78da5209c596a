/** Paired comparison of measurements, and one set by itself: the two intervals, the p values, the win rate. */

import { BillpError } from "../../../core/errors.ts";
import { sum as total } from "../../../core/math.ts";
import { type Crossed, crossedMean } from "./crossed.ts";
import { signFlip } from "./flips.ts";
import { type BootstrapOptions, bootstrapMeans, type Interval, percentileInterval } from "./intervals.ts";
import { intervalOf, type MeanError, pOf, seedMean, seedMeans, userMean } from "./student.ts";
import { type Measurement, type Table, tableOf, totalsBy } from "./table.ts";

export type { Measurement as Cell } from "./table.ts";

export interface EstimateOptions extends BootstrapOptions {
  /**
   * `seeds` where the users of a seed are not independent of one another (online memory); `users` where nothing depends on the seed, so that
   * users alone are random. Default: users and seeds.
   */
  readonly unit?: "users and seeds" | "seeds" | "users";
}

export interface CompareOptions extends EstimateOptions {
  /** Random sign flips where there are more than 15 units. Default 10,000. */
  readonly flips?: number;
  /** Point estimate to report in place of the mean over the pairs; intervals and p stay those of the pairs. */
  readonly difference?: number | null;
}

/** First minus second, over the pairs (user, seed) that both have. */
export interface Compared {
  readonly pairs: number;
  readonly users: number;
  readonly seeds: number;
  /** Pairs (user, seed) that only one side has; left out. */
  readonly unpaired: number;
  /** Mean over the pairs. */
  readonly difference: number | null;
  /** Users resampled, a user's seeds together. Null with fewer than two users, and where the seed is the unit. */
  readonly trainedRuns: Interval | null;
  /** t interval of the crossed analysis, or of the seeds' means where the seed is the unit. Null with fewer than two seeds (or users). */
  readonly method: Interval | null;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** (wins + ties / 2) / pairs. */
  readonly winRate: number | null;
  /** Two-sided, each in (0, 1]. `trainedRuns`: whole users' signs flipped. `method`: t test. `seeds`: whole seeds' signs flipped. */
  readonly p: { readonly trainedRuns: number | null; readonly method: number | null; readonly seeds: number | null };
  /** What `method` rests on, for the power. Null with fewer than two seeds or users, and where the seed is the unit. */
  readonly crossed: Crossed | null;
}

/** Compares two sets of cells. Same input, same output; the order of the cells does not matter. */
export function compareMeasurements(
  first: readonly Measurement[],
  second: readonly Measurement[],
  options: CompareOptions = {},
): Compared {
  const { unit = "users and seeds", seed = 1, flips = 10_000 } = options;
  const { measurements, unpaired } = pairUp(first, second);
  const table = tableOf(measurements);
  const { value, trainedRuns, method, error, crossed } = analyse(table, options);
  const wins = measurements.filter((c) => c.value > 0).length;
  const ties = measurements.filter((c) => c.value === 0).length;
  return {
    pairs: measurements.length,
    users: table.users,
    seeds: table.seeds,
    unpaired,
    difference: options.difference === undefined ? value : options.difference,
    trainedRuns,
    method,
    wins,
    ties,
    losses: measurements.length - wins - ties,
    winRate: measurements.length === 0 ? null : (wins + ties / 2) / measurements.length,
    p: {
      trainedRuns: unit === "seeds" ? null : signFlip(totalsBy("user", table).sum, flips, seed),
      method: error && pOf(error),
      seeds: table.seeds < 2 ? null : signFlip(seedMeans(table), flips, seed),
    },
    crossed,
  };
}

/** Mean of one set of cells with both intervals, made as those of a comparison. */
export function estimateMeasurements(measurements: readonly Measurement[], options: EstimateOptions = {}) {
  const { value, trainedRuns, method } = analyse(tableOf(measurements), options);
  return { value, trainedRuns, method };
}

function analyse(table: Table, { unit = "users and seeds", seed, resamples, level }: EstimateOptions) {
  const { sum, n } = totalsBy("user", table);
  const bySeed = unit === "seeds";
  const crossed = unit === "users and seeds" ? crossedMean(table) : null;
  const error: MeanError | null = bySeed ? seedMean(table) : unit === "users" ? userMean(table) : crossed;
  const resampled = bySeed || table.users < 2 ? [] : bootstrapMeans(sum, n, resamples, seed);
  return {
    value: table.measurements === 0 ? null : total(sum) / total(n),
    trainedRuns: percentileInterval(resampled, level),
    method: error && intervalOf(error, level),
    error,
    crossed,
  };
}

/** Differences by (user, seed), in ascending order, where both sides have cells. */
function pairUp(
  first: readonly Measurement[],
  second: readonly Measurement[],
): { measurements: Measurement[]; unpaired: number } {
  const [a, b] = [places(first), places(second)];
  const measurements: Measurement[] = [];
  for (const [key, { user, seed, sum, n }] of a) {
    const other = b.get(key);
    if (other !== undefined) measurements.push({ user, seed, value: minus(sum / n, other.sum / other.n) });
  }
  return {
    measurements: measurements.sort((x, y) => x.user - y.user || x.seed - y.seed),
    unpaired: a.size + b.size - 2 * measurements.length,
  };
}

/** a − b; what is equal but for rounding is a tie, so that a constant computed in two ways is no difference, however regular its last digits. */
const minus = (a: number, b: number) => (Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b);

function places(measurements: readonly Measurement[]) {
  const found = new Map<string, { user: number; seed: number; sum: number; n: number }>();
  for (const { user, seed, value } of measurements) {
    if (!Number.isFinite(value)) throw new BillpError("bad-input", `The value of user ${user} (seed ${seed}) is ${value}`);
    const key = `${user}/${seed}`;
    const place = found.get(key);
    if (place === undefined) found.set(key, { user, seed, sum: value, n: 1 });
    else {
      place.sum += value;
      place.n += 1;
    }
  }
  return found;
}
