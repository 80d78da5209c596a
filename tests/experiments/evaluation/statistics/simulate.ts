/** Simulated tables of users × seeds with known effects, and how often the tests reject. Seeded; `print-rates.ts` prints the table of the docs. */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type Components, crossedMean } from "../../../../experiments/evaluation/statistics/crossed.ts";
import { signFlip } from "../../../../experiments/evaluation/statistics/flips.ts";
import { pOf } from "../../../../experiments/evaluation/statistics/student.ts";
import { type Table, totalsBy } from "../../../../experiments/evaluation/statistics/table.ts";

export interface Random {
  /** Uniform in (0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Mean 0, variance 1, skewness 2. */
  skewed(): number;
}

export function makeRandom(seed: number): Random {
  const rng = xoroshiro128plus(seed);
  const uniform = () => ((rng.next() >>> 0) + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal, skewed: () => -Math.log(uniform()) - 1 };
}

/** A kind of difference: standard deviations of users and seeds (a cell's is 1), and how they are distributed. */
export interface Setting {
  readonly name: string;
  readonly users: number;
  readonly seeds: number;
  readonly sdUser: number;
  readonly sdSeed: number;
  /**
   * `normal`; `returns`: two arms' returns (capped geometric lengths times ratings, whose quitting rates vary by user and seed) subtracted;
   * `skewed`: users exponential, cells −0.5 or 2; `skewed seeds`: seeds exponential too.
   */
  readonly kind: "normal" | "returns" | "skewed" | "skewed seeds";
}

/** A table whose true mean is `effect`. */
export function simulate({ users, seeds, sdUser, sdSeed, kind }: Setting, random: Random, effect = 0): Table {
  const draw = (n: number, sd: number, of: () => number) => Array.from({ length: n }, () => sd * of());
  const arm = () => {
    const a = draw(users, sdUser, kind === "normal" || kind === "returns" ? random.normal : random.skewed);
    const b = draw(seeds, sdSeed, kind === "skewed seeds" ? random.skewed : random.normal);
    return { a, b };
  };
  const [first, second] = [arm(), arm()];
  const values = new Float64Array(users * seeds);
  for (let u = 0; u < users; u++) {
    for (let s = 0; s < seeds; s++) {
      const shift = first.a[u]! + first.b[s]!;
      const value =
        kind === "returns" ? gain(random, shift) - gain(random, second.a[u]! + second.b[s]!) : shift + measurement(kind, random);
      values[u * seeds + s] = effect + value;
    }
  }
  return { users, seeds, measurements: values.length, values };
}

/** Mean 0, variance 1. */
const measurement = (kind: Setting["kind"], { uniform, normal }: Random) =>
  kind === "normal" ? normal() : uniform() < 0.8 ? -0.5 : 2;

/** Return of an episode: 3, 4 or 5 a round until the user quits, at most 20 rounds. */
function gain({ uniform }: Random, shift: number): number {
  const quit = 1 / (1 + Math.exp(1 + shift));
  let sum = 0;
  for (let n = 0; n < 20 && uniform() > quit; n++) sum += 3 + Math.floor(3 * uniform());
  return sum;
}

/** Settings of the docs' table; `low` to `high`: where the method's rate at 5 % must lie with 2,000 tables, in per cent. */
export const SETTINGS: readonly (Setting & { readonly low: number; readonly high: number })[] = [
  { name: "users and seeds alike", users: 60, seeds: 5, sdUser: 1, sdSeed: 0.3, kind: "normal", low: 3.5, high: 6.5 },
  { name: "small seed effect", users: 300, seeds: 5, sdUser: 0.5, sdSeed: 0.1, kind: "normal", low: 3.5, high: 6.5 },
  { name: "seeds dominate", users: 100, seeds: 5, sdUser: 0.5, sdSeed: 1, kind: "normal", low: 3.5, high: 6.5 },
  { name: "ten seeds", users: 50, seeds: 10, sdUser: 0.7, sdSeed: 0.2, kind: "normal", low: 3.5, high: 6.5 },
  { name: "no seed effect", users: 100, seeds: 5, sdUser: 1, sdSeed: 0, kind: "normal", low: 3.5, high: 6.5 },
  { name: "no seed effect, small user effect", users: 100, seeds: 5, sdUser: 0.3, sdSeed: 0, kind: "normal", low: 2, high: 5 },
  { name: "cells only", users: 100, seeds: 5, sdUser: 0, sdSeed: 0, kind: "normal", low: 1, high: 4.5 },
  { name: "returns subtracted", users: 100, seeds: 5, sdUser: 0.5, sdSeed: 0.2, kind: "returns", low: 3.5, high: 6.5 },
  { name: "returns, no seed effect", users: 100, seeds: 5, sdUser: 0.5, sdSeed: 0, kind: "returns", low: 2, high: 6.5 },
  { name: "skewed users and cells", users: 100, seeds: 5, sdUser: 1, sdSeed: 0.15, kind: "skewed", low: 3.5, high: 6.5 },
  { name: "skewed seeds dominate", users: 100, seeds: 5, sdUser: 0.5, sdSeed: 1, kind: "skewed seeds", low: 6.5, high: 15 },
  { name: "four seeds", users: 100, seeds: 4, sdUser: 1, sdSeed: 0.3, kind: "normal", low: 3.5, high: 7 },
  { name: "three seeds", users: 100, seeds: 3, sdUser: 1, sdSeed: 0.3, kind: "normal", low: 0, high: 5 },
  { name: "three seeds dominate", users: 100, seeds: 3, sdUser: 0.5, sdSeed: 1, kind: "normal", low: 3, high: 6.5 },
  { name: "two seeds", users: 100, seeds: 2, sdUser: 1, sdSeed: 0.3, kind: "normal", low: 0, high: 5 },
];

/** Shares of tables in which each test rejects at `alpha`: the method's t test, and the trained runs' sign flips (null without flips). */
export function rates(setting: Setting, times: number, { effect = 0, alpha = 0.05, flips = 0, seed = 1 } = {}) {
  const random = makeRandom(seed);
  let [method, trainedRuns] = [0, 0];
  for (let k = 0; k < times; k++) {
    const table = simulate(setting, random, effect);
    const found = crossedMean(table);
    if (found !== null && pOf(found) <= alpha) method += 1;
    if (flips > 0 && (signFlip(totalsBy("user", table).sum, flips, k) as number) <= alpha) trainedRuns += 1;
  }
  return { method: method / times, trainedRuns: flips > 0 ? trainedRuns / times : null };
}

/** The true components of a normal setting. */
export function componentsOf({ users, seeds, sdUser, sdSeed }: Setting): Components {
  return { users, seeds, user: sdUser ** 2, seed: sdSeed ** 2, measurement: 1 };
}
