/**
 * Two sets of runs compared user by user and seed by seed: mean difference, bootstrap intervals, win rate, sign-flip test.
 * Users are the unit everywhere: episodes of one user (over the seeds) are never treated as independent. Seeded, no clock.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { BillpError } from "../errors.ts";
import type { Episode } from "./episode.ts";
import { mean } from "./metrics.ts";

/** Episodes of one run with its seed. */
export interface SeededRun {
  readonly seed: number;
  readonly episodes: readonly Episode[];
}

/** Lower and upper end. */
export type Interval = readonly [number, number];

export interface PairedOptions {
  /** Seed of the resampling. Default 1. */
  readonly seed?: number;
  /** Bootstrap resamples. Default 2,000. */
  readonly resamples?: number;
  /** Random sign flips; with at most 13 users all of them are tried instead. Default 10,000. */
  readonly flips?: number;
  /** Level of the intervals, in (0, 1). Default 0.95. */
  readonly level?: number;
}

/** First minus second, over the pairs (user, seed) that both sides have. */
export interface PairedResult {
  readonly pairs: number;
  readonly users: number;
  readonly seeds: number;
  /** Pairs (user, seed) only one side has; they are left out. */
  readonly unpaired: number;
  /** Mean over the pairs. */
  readonly meanDifference: number | null;
  /** About these trained runs: users resampled, a user's seeds together. Null with fewer than two users. */
  readonly trainedRuns: Interval | null;
  /** About the method: users and seeds resampled independently. Null with fewer than two users or seeds. */
  readonly method: Interval | null;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** (wins + ties / 2) / pairs. */
  readonly winRate: number | null;
  /** Two-sided sign-flip p about these trained runs: a user's differences change sign together. In (0, 1]. */
  readonly p: number | null;
}

interface Cell {
  readonly user: number;
  readonly seed: number;
  readonly d: number;
}

/** Compares `first` with `second` in what `score` says of an episode (such as `e => e.return`). Same input, same output. */
export function comparePaired(
  first: readonly SeededRun[],
  second: readonly SeededRun[],
  score: (e: Episode) => number,
  options: PairedOptions = {},
): PairedResult {
  const { seed = 1, resamples = 2000, flips = 10_000, level = 0.95 } = options;
  const { cells, users, seeds, unpaired } = pairUp(first, second, score);
  const count = (test: (d: number) => boolean) => cells.filter((c) => test(c.d)).length;
  const [wins, ties, losses] = [count((d) => d > 0), count((d) => d === 0), count((d) => d < 0)];
  const draws = (withSeeds: boolean) =>
    users < 2 || (withSeeds && seeds < 2)
      ? null
      : percentileInterval(bootstrap(cells, users, withSeeds ? seeds : 0, resamples, seed), level);
  return {
    pairs: cells.length,
    users,
    seeds,
    unpaired,
    meanDifference: mean(cells.map((c) => c.d)),
    trainedRuns: draws(false),
    method: draws(true),
    wins,
    ties,
    losses,
    winRate: cells.length === 0 ? null : (wins + ties / 2) / cells.length,
    p: signFlip(sumsByUser(cells, users), flips, seed),
  };
}

/** Table (user, seed) -> mean score; differences where both tables have an entry, users and seeds numbered from 0. */
function pairUp(first: readonly SeededRun[], second: readonly SeededRun[], score: (e: Episode) => number) {
  const [a, b] = [tabulate(first, score), tabulate(second, score)];
  const both = [...a].filter(([key]) => b.has(key)).map(([key, cell]) => ({ ...cell, d: cell.d - (b.get(key) as Cell).d }));
  const number = (ids: number[]) => new Map([...new Set(ids)].sort((x, y) => x - y).map((id, i) => [id, i]));
  const [users, seeds] = [number(both.map((c) => c.user)), number(both.map((c) => c.seed))];
  const cells = both
    .map((c) => ({ user: users.get(c.user) as number, seed: seeds.get(c.seed) as number, d: c.d }))
    .sort((x, y) => x.user - y.user || x.seed - y.seed);
  return { cells, users: users.size, seeds: seeds.size, unpaired: a.size + b.size - 2 * both.length };
}

function tabulate(runs: readonly SeededRun[], score: (e: Episode) => number): Map<string, Cell> {
  const values = new Map<string, { user: number; seed: number; all: number[] }>();
  for (const { seed, episodes } of runs) {
    for (const e of episodes) {
      const value = score(e);
      if (!Number.isFinite(value)) throw new BillpError("bad-input", `Score of episode ${e.episode} (seed ${seed}) is ${value}`);
      const key = `${e.user}/${seed}`;
      const entry = values.get(key) ?? { user: e.user, seed, all: [] };
      entry.all.push(value);
      values.set(key, entry);
    }
  }
  return new Map([...values].map(([key, { user, seed, all }]) => [key, { user, seed, d: mean(all) as number }]));
}

/** Resampled means of d: users drawn with replacement; with `seeds` > 0 seeds too, a cell weighing users × seeds drawn. */
function bootstrap(cells: readonly Cell[], users: number, seeds: number, resamples: number, seed: number): number[] {
  const rng = xoroshiro128plus(seed);
  const draw = (n: number) => {
    const times = new Uint32Array(n);
    for (let i = 0; i < n; i++) times[uniformInt(rng, 0, n - 1)]! += 1;
    return times;
  };
  const means: number[] = [];
  for (let k = 0; k < resamples; k++) {
    const u = draw(users);
    const s = seeds === 0 ? null : draw(seeds);
    let [sum, weight] = [0, 0];
    for (const c of cells) {
      const w = u[c.user]! * (s === null ? 1 : s[c.seed]!);
      sum += w * c.d;
      weight += w;
    }
    if (weight > 0) means.push(sum / weight);
  }
  return means;
}

/** Percentile interval of a sample (linear interpolation between order statistics); null of nothing. */
export function percentileInterval(sample: readonly number[], level = 0.95): Interval | null {
  if (sample.length === 0) return null;
  const sorted = Float64Array.from(sample).sort();
  const at = (q: number) => {
    const x = q * (sorted.length - 1);
    const low = sorted[Math.floor(x)] as number;
    return low + (x - Math.floor(x)) * ((sorted[Math.ceil(x)] as number) - low);
  };
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

/** Percentile bootstrap of a mean over episodes, users resampled with all their episodes; null with fewer than two users. */
export function userInterval(episodes: readonly Episode[], score: (e: Episode) => number, options: PairedOptions = {}) {
  const ids = new Map([...new Set(episodes.map((e) => e.user))].map((id, i) => [id, i]));
  if (ids.size < 2) return null;
  const cells = episodes.map((e) => ({ user: ids.get(e.user) as number, seed: 0, d: score(e) }));
  const means = bootstrap(cells, ids.size, 0, options.resamples ?? 2000, options.seed ?? 1);
  return percentileInterval(means, options.level ?? 0.95);
}

function sumsByUser(cells: readonly Cell[], users: number): number[] {
  const sums = new Array<number>(users).fill(0);
  for (const c of cells) sums[c.user]! += c.d;
  return sums;
}

/** Most users for which all sign patterns are tried (2^13 = 8,192). */
const EXACT = 13;

/** Share of sign patterns whose |sum| is at least the observed one; the observed pattern counts as one of them. */
function signFlip(sums: readonly number[], flips: number, seed: number): number | null {
  if (sums.length === 0) return null;
  const exact = sums.length <= EXACT;
  const rng = xoroshiro128plus(seed);
  const patterns = exact ? 2 ** sums.length : flips;
  const size = sums.reduce((s, d) => s + Math.abs(d), 0);
  const observed = Math.abs(sums.reduce((s, d) => s + d, 0)) - 1e-12 * size;
  let reached = 0;
  for (let k = 0; k < patterns; k++) {
    let [sum, bits] = [0, k];
    for (let i = 0; i < sums.length; i++) {
      if (!exact && i % 30 === 0) bits = uniformInt(rng, 0, 2 ** 30 - 1);
      sum += bits & 1 ? -sums[i]! : sums[i]!;
      bits >>>= 1;
    }
    if (Math.abs(sum) >= observed) reached += 1;
  }
  return exact ? reached / patterns : (reached + 1) / (patterns + 1);
}
