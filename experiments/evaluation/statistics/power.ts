/** Power of a table of users × seeds: the difference it can see, and what a given difference would take. */
import jstat from "jstat";
import { type Components, type Crossed, errorOf } from "./crossed.ts";

/** What it would take to see a difference of 5 % of the baseline with a power of 80 % at the level of the intervals. */
export interface Power {
  /** The difference in question, in the measure's own unit. */
  readonly effect: number;
  /** Power of this study for that effect. */
  readonly here: number;
  /** Seeds needed with the users there are; null when no number up to 10,000 is enough. */
  readonly seeds: number | null;
  /** Users needed with the seeds there are; null when no number up to 1,000,000 is enough. */
  readonly users: number | null;
  readonly line: string;
}

const WANTED = 0.8;
const [MOST_SEEDS, MOST_USERS] = [10_000, 1_000_000];
/** Largest noncentrality that jstat's series holds; above it the numerator's own noise is as nothing. */
const SERIES = 20;

/**
 * Power of the two-sided t test of the crossed design for a true difference of `effect`: P(|T| > t_crit), T noncentral t with
 * ncp = effect / se and the design's degrees of freedom, the components taken for true.
 */
export function powerOf(components: Components, effect: number, level = 0.95): number {
  const { se, df } = errorOf(components);
  if (effect === 0) return 1 - level;
  if (se === 0) return 1;
  const critical = jstat.studentt.inv((1 + level) / 2, df);
  const ncp = Math.abs(effect) / se;
  if (ncp > SERIES) return jstat.chisquare.cdf(df * (ncp / critical) ** 2, df);
  return Math.min(1, 1 - jstat.noncentralt.cdf(critical, df, ncp) + jstat.noncentralt.cdf(-critical, df, ncp));
}

/**
 * Power here, and the seeds or users needed for 80 % at the level of the intervals; no correction for several comparisons.
 * Null where there is no crossed analysis to learn the components from, or no effect to look for.
 * @param effect in the measure's unit; `name` the measure's, `percent` the effect as a part of the baseline, for the sentence.
 */
export function powerFor(
  { crossed }: { readonly crossed: Crossed | null },
  effect: number,
  name: string,
  { percent = 5, level = 0.95 } = {},
): Power | null {
  if (crossed === null || !Number.isFinite(effect) || effect === 0) return null;
  const { components } = crossed;
  const enough = (change: Partial<Components>) => powerOf({ ...components, ...change }, effect, level) >= WANTED;
  const here = powerOf(components, effect, level);
  const seeds = least(2, MOST_SEEDS, (n) => enough({ seeds: n }));
  const users = least(2, MOST_USERS, (n) => enough({ users: n }));
  const size = Math.abs(effect);
  const line = `To see a difference of ${percent} % (${figure(size)} in ${name}) with a power of 80 %: ${needed(components, seeds, users)}. This study's power for it: ${Math.round(100 * here)} %.`;
  return { effect: size, here, seeds, users, line };
}

function needed(at: Components, seeds: number | null, users: number | null): string {
  const bySeeds =
    seeds === null ? `with these ${at.users} users no number of seeds is enough` : `${seeds} seeds with these ${at.users} users`;
  const byUsers =
    users === null ? `with ${at.seeds} seeds no number of users is enough` : `with ${at.seeds} seeds, ${users} users`;
  return `${bySeeds}; ${byUsers}`;
}

/** Two significant digits, without an exponent. */
const figure = (x: number) => String(Number(x.toPrecision(2)));

/** The least n in from..most for which `enough` holds, null when none; by bisection, because power grows with n. */
function least(from: number, most: number, enough: (n: number) => boolean): number | null {
  if (!enough(most)) return null;
  let [below, high] = [from - 1, most];
  while (high - below > 1) {
    const middle = Math.floor((below + high) / 2);
    if (enough(middle)) high = middle;
    else below = middle;
  }
  return high;
}
