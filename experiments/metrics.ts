/**
 * Every number we claim about episodes, as pure functions; docs/metrics.md explains each. Protocol and Len, R_each, R_traj:
 * Shi et al., SIGIR 2024 (arXiv 2403.00843), experiments section; the rest is what the field adds. No metric throws on
 * missing data: what cannot be computed is null.
 */
import type { Faults } from "../nodes/state.ts";
import type { World } from "../worlds/world.ts";
import { type Episode, type Round, sumOf } from "./episode.ts";

/** What the catalogue metrics need of a world. */
export type CatalogueInfo = Pick<World, "items" | "users" | "popularity" | "distance" | "reward">;

/** Mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const lastRound = (e: Episode): Round | undefined => e.rounds.at(-1);

/** Len and R_traj (means over episodes; null of none) and R_each = ΣR_traj / ΣLen, pooled (null when ΣLen = 0). */
export function totals(episodes: readonly Episode[]) {
  const sumLen = sumOf(episodes.map((e) => e.len));
  const sumReturn = sumOf(episodes.map((e) => e.return));
  const n = episodes.length;
  return { episodes: n, len: ratio(sumLen, n), rEach: ratio(sumReturn, sumLen), rTraj: ratio(sumReturn, n) };
}

/** How the episodes ended, as counts that add up to the episodes. `unknown` (quits of unrecorded reason) only when there are any. */
export function quitCounts(episodes: readonly Episode[]) {
  const counts = { repeat: 0, similar: 0, dislike: 0, limit: 0, unusable: 0 };
  let unknown = 0;
  for (const { end } of episodes) {
    if (end.kind !== "quit") counts[end.kind] += 1;
    else if (end.reason === null) unknown += 1;
    else counts[end.reason] += 1;
  }
  return unknown === 0 ? counts : { ...counts, unknown };
}

/** Unusable answers by role, and clipped values, summed over episodes. Zero where no model was asked. */
export function faultTotals(episodes: readonly Episode[]): Faults {
  const total = { planner: 0, actor: 0, critic: 0, reflector: 0, clipped: 0 };
  for (const { faults } of episodes) for (const k of Object.keys(total) as (keyof Faults)[]) total[k] += faults?.[k] ?? 0;
  return total;
}

/** Share of rounds in which grounding put another item in place of the proposal; null when nothing was grounded. */
export function replacedRate(episodes: readonly Episode[]): number | null {
  const known = episodes.flatMap((e) => e.rounds).filter((r) => r.replaced !== null);
  return ratio(known.filter((r) => r.replaced).length, known.length);
}

/** Share of A >= 0 among accepted rounds and among the rounds with which users quit; null where no advantage is known. */
export function encouraged(episodes: readonly Episode[]) {
  const share = (rounds: readonly Round[]) => {
    const known = rounds.flatMap((r) => (r.advantage === null ? [] : [r.advantage]));
    return ratio(known.filter((a) => a >= 0).length, known.length);
  };
  const quitting = episodes.filter((e) => e.end.kind === "quit").flatMap((e) => lastRound(e) ?? []);
  return {
    accepted: share(episodes.flatMap((e) => e.rounds).filter((r) => r.accepted)),
    quitting: share(quitting.filter((r) => !r.accepted)),
  };
}

/** Differences from the mean; a difference within rounding of the mean is 0, so that a constant has no variance. */
function deviations(values: readonly number[]): number[] {
  const m = mean(values) ?? 0;
  return values.map((v) => (Math.abs(v - m) <= 1e-12 * Math.abs(m) ? 0 : v - m));
}

/** Pearson's correlation of x_i with y_i, in [-1, 1]; null with fewer than two, without variance on either side, or beyond numbers. */
export function pearson(xs: readonly number[], ys: readonly number[]): number | null {
  const [dx, dy] = [deviations(xs), deviations(ys)];
  const product = (a: readonly number[], b: readonly number[]) => sumOf(a.map((v, i) => v * (b[i] as number)));
  const r = product(dx, dy) / Math.sqrt(product(dx, dx)) / Math.sqrt(product(dy, dy));
  return Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null;
}

/** Realised discounted return G_n = r_n + γ G_{n+1} from every s_n of an episode; 0 after its last round, also after a cut-off. */
export function realisedReturns(episode: Episode, gamma: number): number[] {
  const out: number[] = [];
  let next = 0;
  for (const round of episode.rounds.toReversed()) {
    next = round.reward + gamma * next;
    out.push(next);
  }
  return out.reverse();
}

/** Pearson of V(s_n) with what `target` says of every round: pooled, and within episodes (both sides less their episode's mean). */
export function valueCorrelation(episodes: readonly Episode[], target: (e: Episode) => readonly number[]) {
  const groups = episodes.map((e) => {
    const wanted = target(e);
    const known = e.rounds.flatMap((r, i) => (r.value === null ? [] : [{ v: r.value, t: wanted[i] as number }]));
    return { v: known.map((k) => k.v), t: known.map((k) => k.t) };
  });
  const pool = (side: "v" | "t", of = (values: number[]) => values) => groups.flatMap((g) => of(g[side]));
  return {
    all: pearson(pool("v"), pool("t")),
    within: pearson(pool("v", deviations), pool("t", deviations)),
    rounds: pool("v").length,
  };
}

/** The Critic's correlation: V(s_n) against the realised discounted return from s_n ({@link valueCorrelation}). */
export function criticCorrelation(episodes: readonly Episode[], gamma: number) {
  return valueCorrelation(episodes, (e) => realisedReturns(e, gamma));
}

/** Items recommended, in order and with repetition, the quitting round included: it was recommended too. */
export function recommended(episodes: readonly Episode[]): number[] {
  return episodes.flatMap((e) => e.rounds.flatMap((r) => (r.item === null ? [] : [r.item])));
}

/** Distinct recommended items per item of the catalogue, and per recommendation. */
export function coverage(episodes: readonly Episode[], catalogue: number) {
  const all = recommended(episodes);
  const distinct = new Set(all).size;
  return { distinct, ofCatalogue: ratio(distinct, catalogue), ofRecommendations: ratio(distinct, all.length) };
}

/** Lowest rating that counts as positive (rated >= 4). */
const POSITIVE = 4;

/**
 * Majority categories: ordered by positive logged volume (items in the histories of train users which their user rates >= 4 in the
 * world), the leading ones up to 80 % of that volume; the one that crosses the border is taken. An item counts in each of its categories.
 */
export function majorityCategories(world: CatalogueInfo, upTo = 0.8): Set<string> {
  const volume = new Map<string, number>();
  for (const user of world.users) {
    if (user.split !== "train") continue;
    for (const item of user.history) {
      if (world.reward(user.id, item) < POSITIVE) continue;
      for (const c of new Set(world.items[item]?.categories)) volume.set(c, (volume.get(c) ?? 0) + 1);
    }
  }
  const ordered = [...volume].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const enough = upTo * sumOf(ordered.map(([, n]) => n));
  const leading = new Set<string>();
  let taken = 0;
  for (const [category, n] of ordered) {
    if (taken >= enough) break;
    leading.add(category);
    taken += n;
  }
  return leading;
}

/** Share of recommended items that have a majority category; null without recommendations. */
export function majorityShare(episodes: readonly Episode[], world: CatalogueInfo): number | null {
  const leading = majorityCategories(world);
  const all = recommended(episodes);
  return ratio(all.filter((i) => world.items[i]?.categories.some((c) => leading.has(c))).length, all.length);
}

/** Gini coefficient of recommendations over the whole catalogue: 0 all items alike, towards 1 one item takes all; null without any. */
export function gini(episodes: readonly Episode[], catalogue: number): number | null {
  const counts = new Map<number, number>();
  for (const item of recommended(episodes)) counts.set(item, (counts.get(item) ?? 0) + 1);
  const ascending = [...counts.values()].sort((a, b) => a - b);
  const zeros = catalogue - ascending.length;
  const weighted = sumOf(ascending.map((n, i) => n * (2 * (zeros + i + 1) - catalogue - 1)));
  return ratio(weighted, catalogue * sumOf(ascending));
}

/** Share of recommendations outside the head, the most popular `head` (20 %) of the catalogue by train histories; ties by id. */
export function longTailShare(episodes: readonly Episode[], world: CatalogueInfo, head = 0.2): number | null {
  const popular = (i: number) => world.popularity[i] ?? 0;
  const order = world.items.map((_, i) => i).sort((a, b) => popular(b) - popular(a) || a - b);
  const heads = new Set(order.slice(0, Math.round(head * order.length)));
  const all = recommended(episodes);
  return ratio(all.filter((i) => !heads.has(i)).length, all.length);
}

/** Mean distance of two accepted items of an episode, then mean over the episodes with Len >= 2; unit: the world's distance. */
export function diversity(episodes: readonly Episode[], world: CatalogueInfo) {
  const each = episodes.flatMap((e) => {
    const items = e.rounds.flatMap((r) => (r.accepted && r.item !== null ? [r.item] : []));
    return mean(items.flatMap((a, i) => items.slice(i + 1).map((b) => world.distance(a, b)))) ?? [];
  });
  return { mean: mean(each), episodes: each.length };
}

/** Mean −ln((n+1)/(users+2)) over recommendations, in nats; n = train users with the item in their history, users = train users. */
export function novelty(episodes: readonly Episode[], world: CatalogueInfo): number | null {
  const train = world.users.filter((u) => u.split === "train");
  const having = new Map<number, number>();
  for (const u of train) for (const i of new Set(u.history)) having.set(i, (having.get(i) ?? 0) + 1);
  return mean(recommended(episodes).map((i) => -Math.log(((having.get(i) ?? 0) + 1) / (train.length + 2))));
}
