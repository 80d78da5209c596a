/**
 * The numbers of a comparison once more, from nothing but the lines of episodes.jsonl and the catalogue, by the formulas of docs/metrics.md and
 * docs/statistics.md as they stand there. Imports nothing of experiments/, so that it cannot repeat its mistakes.
 */
import { readFileSync } from "node:fs";
import jstat from "jstat";

interface Line {
  readonly user: number;
  readonly split: string;
  readonly end: { readonly kind: string; readonly reason: string | null };
  readonly rounds: readonly { readonly item: number | null; readonly reward: number; readonly accepted: boolean }[];
}

/** The test episodes of one run. */
export interface Played {
  readonly seed: number;
  readonly episodes: readonly Line[];
}

interface Catalogue {
  readonly items: readonly unknown[];
  readonly users: readonly { readonly split: string; readonly history: readonly number[] }[];
  readonly distance: (a: number, b: number) => number;
}

export function readPlayed(file: string, seed: number): Played {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((l) => l !== "");
  return { seed, episodes: lines.map((l) => JSON.parse(l) as Line).filter((e) => e.split === "test") };
}

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
const mean = (list: readonly number[]) => sum(list) / list.length;
const lenOf = (e: Line) => e.rounds.filter((r) => r.accepted).length;
const returnOf = (e: Line) => sum(e.rounds.filter((r) => r.accepted).map((r) => r.reward));
const itemsOf = (list: readonly Line[]) =>
  list.flatMap((e) => e.rounds.map((r) => r.item)).filter((i): i is number => i !== null);
const all = (runs: readonly Played[]) => runs.flatMap((r) => r.episodes);

/** Values of an arm by measure id. */
export function valuesOf(runs: readonly Played[], world: Catalogue): Record<string, number | null> {
  const list = all(runs);
  const items = itemsOf(list);
  const train = world.users.filter((u) => u.split === "train");
  const overrides = train.map((u) => new Set(u.history));
  const known = new Map<number, number>();
  const holders = (item: number) => {
    if (!known.has(item)) known.set(item, overrides.filter((s) => s.has(item)).length);
    return known.get(item) as number;
  };
  const logged = world.items.map(() => 0);
  for (const user of train) for (const item of user.history) logged[item] = (logged[item] as number) + 1;
  const byPopularity = world.items.map((_, i) => i).sort((a, b) => (logged[b] as number) - (logged[a] as number) || a - b);
  const head = new Set(byPopularity.slice(0, Math.round(world.items.length / 5)));
  const perRun = (of: (items: number[]) => number) => mean(runs.map((r) => of(itemsOf(r.episodes))));
  const ended = (how: string) => mean(list.map((e) => ((e.end.reason ?? e.end.kind) === how ? 1 : 0)));
  const pairs = list
    .map((e) => e.rounds.filter((r) => r.accepted).map((r) => r.item as number))
    .filter((accepted) => accepted.length >= 2)
    .map((a) => mean(a.flatMap((x, i) => a.slice(i + 1).map((y) => world.distance(x, y)))));
  return {
    rTraj: mean(list.map(returnOf)),
    len: mean(list.map(lenOf)),
    rEach: sum(list.map(returnOf)) / sum(list.map(lenOf)),
    roundsPlayed: mean(list.map((e) => e.rounds.length)),
    "quits.similar": ended("similar"),
    "quits.dislike": ended("dislike"),
    "quits.repeat": ended("repeat"),
    "quits.limit": ended("limit"),
    coverage: perRun((found) => new Set(found).size / world.items.length),
    coveragePerRecommendation: perRun((found) => new Set(found).size / found.length),
    gini: perRun((found) => giniOf(found, world.items.length)),
    longTail: items.filter((i) => !head.has(i)).length / items.length,
    diversity: pairs.length === 0 ? null : mean(pairs),
    novelty: mean(items.map((i) => -Math.log((holders(i) + 1) / (train.length + 2)))),
  };
}

/** Σ n_(i)(2i − N − 1) / (N Σ n), counts ascending. */
function giniOf(found: readonly number[], catalogue: number): number {
  const counts = new Array<number>(catalogue).fill(0);
  for (const item of found) counts[item] = (counts[item] as number) + 1;
  counts.sort((a, b) => a - b);
  return sum(counts.map((n, i) => n * (2 * (i + 1) - catalogue - 1))) / (catalogue * found.length);
}

/** What the comparison of two arms in R_traj or Len says: pairs by user and seed, the crossed analysis, t. */
export function compareBy(of: "return" | "len", first: readonly Played[], second: readonly Played[]) {
  const score = of === "return" ? returnOf : lenOf;
  const at = (runs: readonly Played[]) =>
    new Map(runs.flatMap((r) => r.episodes.map((e) => [`${e.user} ${r.seed}`, score(e)] as const)));
  const [a, b] = [at(first), at(second)];
  const users = [...new Set(all(first).map((e) => e.user))];
  const seeds = first.map((r) => r.seed);
  const d = users.map((u) => seeds.map((s) => (a.get(`${u} ${s}`) as number) - (b.get(`${u} ${s}`) as number)));
  const flat = d.flat();
  const m = mean(flat);
  const [U, S] = [users.length, seeds.length];
  const rows = d.map(mean);
  const columns = seeds.map((_, s) => mean(d.map((row) => row[s] as number)));
  const ss = (x: readonly number[]) => sum(x.map((v) => v * v));
  const msU = (S * ss(rows.map((x) => x - m))) / (U - 1);
  const msS = (U * ss(columns.map((x) => x - m))) / (S - 1);
  const msE =
    ss(d.flatMap((row, u) => row.map((x, s) => x - (rows[u] as number) - (columns[s] as number) + m))) / ((U - 1) * (S - 1));
  const [userSquare, seedSquare] = [Math.max(msU, msE), Math.max(msS, msE)];
  const total = userSquare + seedSquare - msE;
  const se = Math.sqrt(total / (U * S));
  const satterthwaite = total ** 2 / (userSquare ** 2 / (U - 1) + seedSquare ** 2 / (S - 1) + msE ** 2 / ((U - 1) * (S - 1)));
  const df = S < 4 ? S - 1 : msS <= msE ? U - 1 : Math.max(satterthwaite, Math.min(U, S) - 1);
  const half = jstat.studentt.inv(0.975, df) * se;
  const wins = flat.filter((x) => x > 0).length + flat.filter((x) => x === 0).length / 2;
  return {
    difference: m,
    method: [m - half, m + half] as const,
    p: 2 * (1 - jstat.studentt.cdf(Math.abs(m / se), df)),
    winRate: wins / flat.length,
  };
}
