/**
 * The numbers of a study once more, from episodes.jsonl and the formulas in docs/metrics.md and docs/statistics.md: plain and slow, sharing no
 * code with what it checks. Users are left out one by one, sign patterns are tried one by one.
 */
import { readFileSync } from "node:fs";

interface Round {
  readonly item: number | null;
  readonly reward: number;
  readonly accepted: boolean;
  readonly value: number | null;
  readonly advantage: number | null;
  readonly replaced: boolean | null;
}

export interface Line {
  readonly user: number;
  readonly split: string;
  readonly len: number;
  readonly return: number;
  readonly end: { readonly kind: string; readonly reason: string | null };
  readonly rounds: readonly Round[];
}

/** The part of a world that the numbers need. */
export interface Catalogue {
  readonly items: readonly { readonly categories: readonly string[] }[];
  readonly users: readonly { readonly id: number; readonly split: string; readonly history: readonly number[] }[];
  distance(a: number, b: number): number;
  reward(user: number, item: number): number;
}

/** Test episodes of a run folder. */
export function testEpisodes(folder: string): Line[] {
  const lines = readFileSync(`${folder}/episodes.jsonl`, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Line).filter((e) => e.split === "test");
}

const total = (list: readonly number[]) => {
  let sum = 0;
  for (const x of list) sum += x;
  return sum;
};
const average = (list: readonly number[]) => (list.length === 0 ? null : total(list) / list.length);
const itemsOf = (e: Line) => e.rounds.map((r) => r.item).filter((i): i is number => i !== null);

function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const [mx, my] = [average(pairs.map((p) => p[0])), average(pairs.map((p) => p[1]))];
  if (mx === null || my === null) return null;
  const sum = (of: (x: number, y: number) => number) => total(pairs.map(([x, y]) => of(x - mx, y - my)));
  const [xx, yy, xy] = [sum((x) => x * x), sum((_, y) => y * y), sum((x, y) => x * y)];
  return xx < 1e-20 || yy < 1e-20 ? null : xy / Math.sqrt(xx * yy);
}

/** V and the discounted rewards from each round on. */
function judged(e: Line, gamma: number): [number, number][] {
  return e.rounds.flatMap((r, n) => {
    if (r.value === null) return [];
    return [[r.value, total(e.rounds.slice(n).map((later, k) => gamma ** k * later.reward))] as [number, number]];
  });
}

function withinEpisodes(episodes: readonly Line[], gamma: number): [number, number][] {
  return episodes.flatMap((e) => {
    const pairs = judged(e, gamma);
    const [mv, mg] = [average(pairs.map((p) => p[0])) ?? 0, average(pairs.map((p) => p[1])) ?? 0];
    return pairs.map(([v, g]) => [v - mv, g - mg] as [number, number]);
  });
}

/** Gini coefficient over all items by its definition: mean absolute difference of any two counts / twice their mean. */
function giniOf(episodes: readonly Line[], catalogue: number): number | null {
  const counts = new Array<number>(catalogue).fill(0);
  for (const i of episodes.flatMap(itemsOf)) counts[i]! += 1;
  const all = total(counts);
  if (all === 0) return null;
  const differences = total(counts.flatMap((a) => counts.map((b) => Math.abs(a - b))));
  return differences / (2 * catalogue * all);
}

function worldTests({ items, users, reward }: Catalogue) {
  const train = users.filter((u) => u.split === "train");
  const popular = items.map((_, i) => total(train.map((u) => u.history.filter((h) => h === i).length)));
  const having = items.map((_, i) => train.filter((u) => u.history.includes(i)).length);
  const order = items.map((_, i) => i).sort((a, b) => popular[b]! - popular[a]! || a - b);
  const head = new Set(order.slice(0, Math.round(0.2 * items.length)));
  const volume = new Map<string, number>();
  for (const u of train)
    for (const i of u.history)
      if (reward(u.id, i) >= 4) for (const c of new Set(items[i]!.categories)) volume.set(c, (volume.get(c) ?? 0) + 1);
  const ranked = [...volume].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const border = 0.8 * total(ranked.map(([, n]) => n));
  const leading = new Set(ranked.filter((_, k) => total(ranked.slice(0, k).map(([, n]) => n)) < border).map(([c]) => c));
  return {
    longTail: (i: number) => !head.has(i),
    majority: (i: number) => items[i]!.categories.some((c) => leading.has(c)),
    novelty: (i: number) => -Math.log((having[i]! + 1) / (train.length + 2)),
  };
}

export interface Cell {
  readonly user: number;
  readonly seed: number;
  readonly value: number;
}

export interface Recomputed {
  readonly value: number | null;
  readonly measurements: readonly Cell[];
  /** Whether a cell is an episode's own value. */
  readonly episode: boolean;
}

/** Every measure of an arm by id. */
export function measures(runs: readonly { seed: number; episodes: readonly Line[] }[], world: Catalogue, gamma: number) {
  const each = (of: (e: Line) => number): Recomputed => {
    const measurements = runs.flatMap(({ seed, episodes }) => episodes.map((e) => ({ user: e.user, seed, value: of(e) })));
    return { value: average(measurements.map((c) => c.value)), measurements, episode: true };
  };
  const ratio = (of: (e: Line) => readonly [number, number]): Recomputed => {
    const all = runs.flatMap(({ seed, episodes }) => episodes.map((e) => ({ user: e.user, seed, parts: of(e) })));
    const [part, whole] = [total(all.map((a) => a.parts[0])), total(all.map((a) => a.parts[1]))];
    if (whole === 0) return { value: null, measurements: [], episode: false };
    const [t, mean] = [part / whole, whole / all.length];
    const measurements = all.map(({ user, seed, parts: [n, d] }) => ({ user, seed, value: t + (n - t * d) / mean }));
    return { value: t, measurements, episode: false };
  };
  const whole = (of: (episodes: readonly Line[]) => number | null): Recomputed => {
    const values = runs.map(({ episodes }) => of(episodes));
    const measurements = runs.flatMap(({ seed, episodes }, r) => {
      const without = episodes.map(({ user }) => of(episodes.filter((e) => e.user !== user)));
      const [t, mean] = [values[r], average(without.filter((w) => w !== null))];
      if (t == null || mean === null || without.includes(null)) return [];
      return episodes.map(({ user }, i) => ({ user, seed, value: t + (episodes.length - 1) * (mean - (without[i] as number)) }));
    });
    return { value: average(values.filter((v) => v !== null)), measurements, episode: false };
  };
  const mean = (of: (e: Line) => number | null) => ratio((e) => (of(e) === null ? [0, 0] : [of(e) as number, 1]));
  const rounds = (those: (e: Line) => readonly Round[], test: (r: Round) => boolean) =>
    ratio((e) => [those(e).filter(test).length, those(e).length]);
  const items = (score: (i: number) => number) => ratio((e) => [total(itemsOf(e).map(score)), itemsOf(e).length]);
  const ended = (how: string) => each((e) => ((e.end.reason ?? e.end.kind) === how ? 1 : 0));
  const { longTail, majority, novelty } = worldTests(world);
  const catalogue = world.items.length;
  const distinct = (episodes: readonly Line[]) => new Set(episodes.flatMap(itemsOf)).size;
  const apart = (e: Line) => {
    const taken = e.rounds.filter((r) => r.accepted).map((r) => r.item as number);
    return average(taken.flatMap((a, i) => taken.filter((_, j) => j > i).map((b) => world.distance(a, b))));
  };
  const weighed = (e: Line) => e.rounds.filter((r) => r.advantage !== null);
  const over = (a: number, b: number) => (b === 0 ? null : a / b);
  return new Map<string, Recomputed>([
    ["rTraj", each((e) => total(e.rounds.filter((r) => r.accepted).map((r) => r.reward)))],
    ["len", each((e) => e.rounds.filter((r) => r.accepted).length)],
    ["rEach", ratio((e) => [e.return, e.len])],
    ["rEachPerEpisode", mean((e) => over(e.return, e.len))],
    ["roundsPlayed", each((e) => e.rounds.length)],
    ...["repeat", "similar", "dislike", "limit", "unusable"].map((how) => [`quits.${how}`, ended(how)] as const),
    [
      "replacedRate",
      rounds(
        (e) => e.rounds.filter((r) => r.replaced !== null),
        (r) => r.replaced === true,
      ),
    ],
    ["criticCorrelation", whole((list) => correlation(list.flatMap((e) => judged(e, gamma))))],
    ["criticCorrelationWithin", whole((list) => correlation(withinEpisodes(list, gamma)))],
    [
      "encouraged.accepted",
      rounds(
        (e) => weighed(e).filter((r) => r.accepted),
        (r) => (r.advantage as number) >= 0,
      ),
    ],
    [
      "encouraged.quitting",
      rounds(
        (e) => (e.end.kind === "quit" ? weighed(e).filter((r) => !r.accepted) : []),
        (r) => (r.advantage as number) >= 0,
      ),
    ],
    ["coverage", whole((list) => distinct(list) / catalogue)],
    ["coveragePerRecommendation", whole((list) => over(distinct(list), list.flatMap(itemsOf).length))],
    ["majority", items((i) => (majority(i) ? 1 : 0))],
    ["gini", whole((list) => giniOf(list, catalogue))],
    ["longTail", items((i) => (longTail(i) ? 1 : 0))],
    ["diversity", mean(apart)],
    ["novelty", items(novelty)],
  ]);
}
