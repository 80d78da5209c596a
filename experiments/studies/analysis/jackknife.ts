/** Jackknife statistics of a run, without each of its users in turn, by updating counts and sums instead of starting again for every user. */
import { clamp, deviations, mean, ratio } from "../../../core/math.ts";
import { coverage, gini, giniOf, recommended } from "../../evaluation/catalogue-metrics.ts";
import { criticCorrelation, judgedRounds, realisedReturns } from "../../evaluation/metrics.ts";
import type { Episode } from "../../evaluation/record.ts";
import { byUser, type Jackknife, type MeasureContext } from "./measurements.ts";

/** Distinct recommended items per item of the catalogue: without a user, the items that only this user was recommended are gone. */
export function coverageDeleted(episodes: readonly Episode[], { world }: MeasureContext): Jackknife {
  const catalogue = world.items.length;
  const { distinct, users } = onlyBy(episodes);
  const value = coverage(episodes, catalogue).ofCatalogue;
  return { value, without: users.map(({ user, alone }) => ({ user, value: ratio(distinct - alone, catalogue) })) };
}

/** Distinct items per recommendation. */
export function coveragePerRecommendationDeleted(episodes: readonly Episode[], { world }: MeasureContext): Jackknife {
  const { distinct, users } = onlyBy(episodes);
  const all = recommended(episodes).length;
  const value = coverage(episodes, world.items.length).ofRecommendations;
  return {
    value,
    without: users.map(({ user, alone, items }) => ({ user, value: ratio(distinct - alone, all - items.length) })),
  };
}

/** Each user's recommended items, and how many of them no other user was recommended. */
function onlyBy(episodes: readonly Episode[]) {
  const each = [...byUser(episodes)].map(([user, own]) => ({ user, items: recommended(own) }));
  const users = new Map<number, number>();
  for (const { items } of each) for (const i of new Set(items)) users.set(i, (users.get(i) ?? 0) + 1);
  const alone = (items: readonly number[]) => [...new Set(items)].filter((i) => users.get(i) === 1).length;
  return { distinct: users.size, users: each.map(({ user, items }) => ({ user, items, alone: alone(items) })) };
}

/** Gini coefficient: a user's items move down in the numbers of items by count, and up again afterwards. */
export function giniDeleted(episodes: readonly Episode[], { world }: MeasureContext): Jackknife {
  const catalogue = world.items.length;
  const counts = new Map<number, number>();
  for (const i of recommended(episodes)) counts.set(i, (counts.get(i) ?? 0) + 1);
  const having = new Float64Array(1 + [...counts.values()].reduce((a, b) => Math.max(a, b), 0));
  for (const n of counts.values()) having[n]! += 1;
  const move = (item: number, by: 1 | -1) => {
    const n = counts.get(item) as number;
    having[n]! -= 1;
    having[n + by]! += 1;
    counts.set(item, n + by);
  };
  const without = [...byUser(episodes)].map(([user, own]) => {
    const items = recommended(own);
    for (const i of items) move(i, -1);
    const value = giniOf(having, catalogue);
    for (const i of items) move(i, 1);
    return { user, value };
  });
  return { value: gini(episodes, catalogue), without };
}

/** The Critic's correlation over all rounds (`all`) or within episodes, from each user's sums of V, G and their products. */
export function correlationDeleted(kind: "all" | "within") {
  return (episodes: readonly Episode[], { gamma }: MeasureContext): Jackknife => {
    const values = episodes.map((e) => judgedRounds(e, realisedReturns(e, gamma)));
    const [v, t] = kind === "all" ? [mean(values.flatMap((j) => j.v)) ?? 0, mean(values.flatMap((j) => j.t)) ?? 0] : [0, 0];
    const users = [...byUser(episodes)].map(([user, own]) => {
      const sums = own.map((e) => {
        const judged = judgedRounds(e, realisedReturns(e, gamma));
        if (kind === "within") return sumsOf(deviations(judged.v), deviations(judged.t));
        return sumsOf(
          judged.v.map((x) => x - v),
          judged.t.map((x) => x - t),
        );
      });
      return { user, sums: sums.reduce((a, b) => a.map((x, i) => x + b[i]!)) };
    });
    const total = users.reduce<number[]>((all, { sums }) => all.map((x, i) => x + sums[i]!), [0, 0, 0, 0, 0, 0]);
    const without = users.map(({ user, sums }) => ({
      user,
      value: correlationFrom(
        total.map((x, i) => x - sums[i]!),
        total,
      ),
    }));
    return { value: criticCorrelation(episodes, gamma)[kind], without };
  };
}

/** n, Σx, Σy, Σxx, Σyy, Σxy. */
function sumsOf(xs: readonly number[], ys: readonly number[]): number[] {
  const sums = [xs.length, 0, 0, 0, 0, 0];
  xs.forEach((x, i) => {
    const y = ys[i] as number;
    [x, y, x * x, y * y, x * y].forEach((term, k) => {
      sums[k + 1]! += term;
    });
  });
  return sums;
}

/** Pearson from sums of values near their mean; null with fewer than two, or with no variance but the rounding of the whole run's. */
function correlationFrom([n, x, y, xx, yy, xy]: readonly number[], whole: readonly number[]): number | null {
  const [varX, varY] = [xx! - (x! * x!) / n!, yy! - (y! * y!) / n!];
  if (n! < 2 || varX <= 1e-12 * whole[3]! || varY <= 1e-12 * whole[4]!) return null;
  return clamp((xy! - (x! * y!) / n!) / Math.sqrt(varX) / Math.sqrt(varY), -1, 1);
}
