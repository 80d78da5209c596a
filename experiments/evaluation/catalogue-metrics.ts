/** Metrics that need the catalogue beside the episodes: coverage, concentration, diversity, novelty. docs/metrics.md explains each. */
import { mean, ratio, sum } from "../../core/math.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "./record.ts";

/** What the catalogue metrics need of a world. */
export type CatalogueInfo = Pick<World, "items" | "users" | "popularity" | "distance" | "reward">;

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
  const enough = upTo * sum(ordered.map(([, n]) => n));
  const leading = new Set<string>();
  let taken = 0;
  for (const [category, n] of ordered) {
    if (taken >= enough) break;
    leading.add(category);
    taken += n;
  }
  return leading;
}

/** Says of an item whether it has a majority category. */
export function inMajority(world: CatalogueInfo): (item: number) => boolean {
  const leading = majorityCategories(world);
  return (item) => world.items[item]?.categories.some((c) => leading.has(c)) ?? false;
}

/** Share of recommended items that have a majority category; null without recommendations. */
export function majorityShare(episodes: readonly Episode[], world: CatalogueInfo): number | null {
  const all = recommended(episodes);
  return ratio(all.filter(inMajority(world)).length, all.length);
}

/** Gini coefficient of recommendations over the whole catalogue: 0 all items alike, towards 1 one item takes all; null without any. */
export function gini(episodes: readonly Episode[], catalogue: number): number | null {
  const counts = new Map<number, number>();
  for (const item of recommended(episodes)) counts.set(item, (counts.get(item) ?? 0) + 1);
  const having: number[] = [];
  for (const n of counts.values()) having[n] = (having[n] ?? 0) + 1;
  return giniOf(having, catalogue);
}

/**
 * Gini coefficient from the numbers of items by their count, `having[n]` items recommended n times (n > 0); items never recommended are the
 * rest of the catalogue. Items of one count stand on neighbouring ranks, so that a count n of h items after `below` others adds
 * n · h(2·below + h − catalogue).
 */
export function giniOf(having: ArrayLike<number | undefined>, catalogue: number): number | null {
  let [recommendations, items, weighted] = [0, 0, 0];
  for (let n = 1; n < having.length; n++) {
    items += having[n] ?? 0;
    recommendations += n * (having[n] ?? 0);
  }
  for (let n = 1, below = catalogue - items; n < having.length; n++) {
    const h = having[n] ?? 0;
    weighted += n * h * (2 * below + h - catalogue);
    below += h;
  }
  return ratio(weighted, catalogue * recommendations);
}

/** Says of an item whether it is outside the head, the most popular `head` (20 %) of the catalogue by train histories; ties by id. */
export function inLongTail(world: CatalogueInfo, head = 0.2): (item: number) => boolean {
  const popular = (i: number) => world.popularity[i] ?? 0;
  const order = world.items.map((_, i) => i).sort((a, b) => popular(b) - popular(a) || a - b);
  const heads = new Set(order.slice(0, Math.round(head * order.length)));
  return (item) => !heads.has(item);
}

/** Share of recommendations outside the head ({@link inLongTail}); null without recommendations. */
export function longTailShare(episodes: readonly Episode[], world: CatalogueInfo, head = 0.2): number | null {
  const all = recommended(episodes);
  return ratio(all.filter(inLongTail(world, head)).length, all.length);
}

/** Mean distance of two accepted items of an episode; null with fewer than two. */
export function diversityOf(e: Episode, world: CatalogueInfo): number | null {
  const items = e.rounds.flatMap((r) => (r.accepted && r.item !== null ? [r.item] : []));
  return mean(items.flatMap((a, i) => items.slice(i + 1).map((b) => world.distance(a, b))));
}

/** Mean distance of two accepted items of an episode, then mean over the episodes with Len >= 2; unit: the world's distance. */
export function diversity(episodes: readonly Episode[], world: CatalogueInfo) {
  const each = episodes.flatMap((e) => diversityOf(e, world) ?? []);
  return { mean: mean(each), episodes: each.length };
}

/** Novelty of an item, −ln((n+1)/(users+2)) in nats; n = train users with the item in their history, users = train users. */
export function noveltyOf(world: CatalogueInfo): (item: number) => number {
  const train = world.users.filter((u) => u.split === "train");
  const having = new Map<number, number>();
  for (const u of train) for (const i of new Set(u.history)) having.set(i, (having.get(i) ?? 0) + 1);
  return (item) => -Math.log(((having.get(item) ?? 0) + 1) / (train.length + 2));
}

/** Mean novelty over recommendations ({@link noveltyOf}). */
export function novelty(episodes: readonly Episode[], world: CatalogueInfo): number | null {
  return mean(recommended(episodes).map(noveltyOf(world)));
}
