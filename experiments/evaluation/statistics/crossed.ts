/**
 * Crossed random-effects model of users × seeds: d_us = m + a_u + b_s + e_us. The error of the mean has a part
 * from each, so that an interval "for the method" widens with the differences between trainings, however many users there are.
 */
import { sum, sumBy } from "../../../core/math.ts";
import type { MeanError } from "./student.ts";
import { completeUsers, type Table, totalsBy } from "./table.ts";

/** Variance components (squares of the measure's unit, never negative), and the size of the table they come from. */
export interface Components {
  readonly users: number;
  readonly seeds: number;
  /** σ²_a: how much users differ in the difference. */
  readonly user: number;
  /** σ²_b: how much trainings differ. */
  readonly seed: number;
  /** σ²_e: the rest, a user in a training. */
  readonly measurement: number;
}

/** Analysis of a table: its mean with error, and what the error consists of. */
export interface Crossed extends MeanError {
  readonly components: Components;
  /** Mean squares of users, seeds and the rest. */
  readonly squares: { readonly users: number; readonly seeds: number; readonly measurements: number };
  /** Users without a cell for every seed; they are not in it. */
  readonly leftOut: number;
}

/** With fewer seeds Satterthwaite's degrees of freedom are too many (docs/statistics.md has the simulated rates). */
const FEW_SEEDS = 4;

/**
 * Analysis of variance of the users that have a cell for every seed. Null with fewer than two of them, or two seeds. Where the seeds spread
 * no more than the cells let them (MS_s ≤ MS_e) their component is 0 and leaves the table: Var = MS_u/(US) with U − 1 degrees of freedom. That
 * rule was chosen by simulation: it keeps the level as well as keeping MS_s does, and is less conservative where trainings do not differ.
 */
export function crossedMean(all: Table): Crossed | null {
  const { table, leftOut } = completeUsers(all);
  const [U, S] = [table.users, table.seeds];
  if (U < 2 || S < 2) return null;
  const { mean, squares } = analysis(table);
  const components = {
    users: U,
    seeds: S,
    user: excess(squares.users, squares.measurements) / S,
    seed: excess(squares.seeds, squares.measurements) / U,
    measurement: squares.measurements,
  };
  const { se, df } = errorOf(components);
  return { mean, se, df: components.seed === 0 && S >= FEW_SEEDS ? U - 1 : df, components, squares, leftOut };
}

/**
 * Standard error and degrees of freedom of the mean of a table of this size, from variance components:
 * Var = σ²_a/U + σ²_b/S + σ²_e/(US) = (MS_u + MS_s − MS_e)/(US), df = (MS_u + MS_s − MS_e)² / (MS_u²/(U−1) + MS_s²/(S−1) + MS_e²/((U−1)(S−1)))
 * (Satterthwaite 1946; the quasi-F of two crossed random factors, Clark 1973), and S − 1 with two or three seeds.
 */
export function errorOf({ users: U, seeds: S, user, seed, measurement }: Components): { se: number; df: number } {
  const [msU, msS] = [measurement + S * user, measurement + U * seed];
  const total = msU + msS - measurement;
  const se = Math.sqrt(total / (U * S));
  if (S < FEW_SEEDS || total === 0) return { se, df: S - 1 };
  const df = total ** 2 / (msU ** 2 / (U - 1) + msS ** 2 / (S - 1) + measurement ** 2 / ((U - 1) * (S - 1)));
  return { se, df: Math.max(df, Math.min(U, S) - 1) };
}

/** What a mean square has above that of the cells; an excess within rounding is none, so that no tie is broken by it. */
const excess = (square: number, measurements: number) =>
  square - measurements <= 1e-12 * measurements ? 0 : square - measurements;

/** Mean and mean squares of a complete table. A deviation within rounding of the values counts as none. */
function analysis(table: Table) {
  const { users: U, seeds: S, values } = table;
  const users = totalsBy("user", table).sum.map((total) => total / S);
  const seeds = totalsBy("seed", table).sum.map((total) => total / U);
  const mean = sum(users) / U;
  const rounding = 1e-12 * values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const square = (x: number) => (Math.abs(x) <= rounding ? 0 : x * x);
  const sumSquares = (means: Float64Array) => sumBy(means, (m) => square(m - mean));
  let rest = 0;
  for (let u = 0; u < U; u++) for (let s = 0; s < S; s++) rest += square(values[u * S + s]! - users[u]! - seeds[s]! + mean);
  return {
    mean,
    squares: {
      users: (S * sumSquares(users)) / (U - 1),
      seeds: (U * sumSquares(seeds)) / (S - 1),
      measurements: rest / ((U - 1) * (S - 1)),
    },
  };
}
