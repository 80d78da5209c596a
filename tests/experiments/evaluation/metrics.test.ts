import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pearson } from "../../../core/math.ts";
import * as c from "../../../experiments/evaluation/catalogue-metrics.ts";
import * as m from "../../../experiments/evaluation/metrics.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { catalogue, episode, played, quit, round } from "./sample.ts";

const items = (...ids: number[]) =>
  episode(
    ids.map((item) => round({ item })),
    { end: { kind: "limit", reason: null } },
  );
const none: Episode[] = [];

describe("metrics from the rounds", () => {
  it("pools R_each and averages the others", () => {
    expect(m.totals([played([5, 4, 3]), played([2])])).toEqual({ episodes: 2, len: 2, rEach: 3.5, rTraj: 7 });
    expect(m.totals([played([])])).toEqual({ episodes: 1, len: 0, rEach: null, rTraj: 0 });
    expect(m.totals(none)).toEqual({ episodes: 0, len: null, rEach: null, rTraj: null });
  });
  it("counts ends, and unknown quits only where there are any", () => {
    const ends = [
      played([]),
      played([], { end: { kind: "limit", reason: null } }),
      played([], { end: { kind: "unusable", reason: null } }),
    ];
    const known = { repeat: 0, similar: 0, dislike: 1, limit: 1, unusable: 1 };
    expect(m.quitCounts(ends)).toEqual(known);
    expect(m.quitCounts([...ends, played([], { end: { kind: "quit", reason: null } })])).toEqual({ ...known, unknown: 1 });
  });
  it("counts the reasons of other user models where they occur, and adds up", () => {
    const of = (reason: "tired" | "patience") => played([4], { end: { kind: "quit", reason } });
    const counts = m.quitCounts([of("tired"), of("patience"), of("tired"), played([])]);
    expect(counts).toEqual({ repeat: 0, similar: 0, dislike: 1, limit: 0, unusable: 0, tired: 2, patience: 1 });
  });
  it("takes the replaced rate over grounded rounds only", () => {
    expect(
      m.replacedRate([episode([round({ replaced: true }), round({ replaced: false }), round(), quit({ replaced: true })])]),
    ).toBe(2 / 3);
    expect(m.replacedRate([played([4])])).toBeNull();
  });
  it("separates encouraged accepted rounds from encouraged quits", () => {
    const e = episode([round({ advantage: 0 }), round({ advantage: -1 }), round(), quit({ advantage: 2 })]);
    const unusable = episode([quit({ advantage: -3 })], { end: { kind: "unusable", reason: null } });
    expect(m.encouraged([e, unusable])).toEqual({ accepted: 0.5, quitting: 1 });
    expect(m.encouraged(none)).toEqual({ accepted: null, quitting: null });
  });
});

describe("correlation of the critic", () => {
  it("discounts the realised return backwards", () => {
    expect(m.realisedReturns(episode([round({ reward: 4 }), round({ reward: 2 }), quit()]), 0.5)).toEqual([5, 2, 0]);
  });
  it("is 1 for a critic that knows the return, pooled and within", () => {
    const knowing = [[5, 3], [1], [2, 2, 4]].map((rewards) => {
      const e = played(rewards);
      const returns = m.realisedReturns(e, 0.5);
      return { ...e, rounds: e.rounds.map((r, i) => ({ ...r, value: returns[i] as number })) };
    });
    const { all, within, rounds } = m.criticCorrelation(knowing, 0.5);
    expect(all).toBeCloseTo(1, 12);
    expect(within).toBeCloseTo(1, 12);
    expect(rounds).toBe(9);
  });
  it("tells a critic that only knows the user from one that knows the round", () => {
    const flat = [played([5, 5], {}), played([1, 1])].map((e, i) => ({
      ...e,
      rounds: e.rounds.map((r) => ({ ...r, value: 0.1 + i })),
    }));
    const { all, within } = m.criticCorrelation(flat, 0.5);
    expect(all).not.toBeNull();
    expect(within).toBeNull();
  });
  it("is null without values or variance", () => {
    expect(m.criticCorrelation([played([4, 3])], 0.5)).toEqual({ all: null, within: null, rounds: 0 });
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(pearson([1], [1])).toBeNull();
    expect(pearson([1, 2, 3], [3, 1, 2])).toBeCloseTo(-0.5, 12);
  });
});

describe("metrics of the catalogue", () => {
  it("coverage", () => {
    const { distinct, ofCatalogue, ofRecommendations } = c.coverage([items(0, 1), items(1, 1)], 5);
    expect([distinct, ofCatalogue, ofRecommendations]).toEqual([2, 0.4, 0.5]);
    expect(c.coverage(none, 5).ofRecommendations).toBeNull();
  });
  it("majority categories by positive train volume, up to 80 %", () => {
    // Positive in train: 0, 1, 0, 0 (item 4 is rated 1). x: 4, y: 1; 80 % of 5 is reached by x alone.
    expect([...c.majorityCategories(catalogue)]).toEqual(["x"]);
    expect([...c.majorityCategories(catalogue, 0.9)]).toEqual(["x", "y"]);
    expect(c.majorityShare([items(0, 1, 2, 3)], catalogue)).toBe(0.5);
    expect(c.majorityShare(none, catalogue)).toBeNull();
    const [, , test] = catalogue.users;
    const users = [...catalogue.users.slice(0, 2), { ...(test as NonNullable<typeof test>), history: Array(99).fill(1) }];
    expect([...c.majorityCategories({ ...catalogue, users })]).toEqual(["x"]); // test users have no say
  });
  it("Gini is 0 for equal shares, (n−1)/n for one item", () => {
    expect(c.gini([items(0, 1, 2, 3, 4)], 5)).toBe(0);
    expect(c.gini([items(2, 2, 2)], 5)).toBe(0.8);
    expect(c.gini([items(0, 1, 1)], 2)).toBeCloseTo(1 / 6, 12);
    expect(c.gini(none, 5)).toBeNull();
  });
  it("long tail is what lies outside the most popular fifth", () => {
    expect(c.longTailShare([items(0, 0, 1, 4)], catalogue)).toBe(0.5);
    expect(c.longTailShare(none, catalogue)).toBeNull();
  });
  it("diversity is over accepted items of episodes with Len >= 2", () => {
    const two = episode([round({ item: 0 }), round({ item: 2 }), quit({ item: 4 })]);
    expect(c.diversity([two, items(1, 2, 4), items(3)], catalogue)).toEqual({ mean: 2, episodes: 2 });
    expect(c.diversity([items(3)], catalogue)).toEqual({ mean: null, episodes: 0 });
  });
  it("novelty counts each train user once, and never a test user", () => {
    expect(c.novelty([items(0)], catalogue)).toBeCloseTo(-Math.log(3 / 4), 12);
    expect(c.novelty([items(3)], catalogue)).toBeCloseTo(-Math.log(1 / 4), 12);
    expect(c.novelty(none, catalogue)).toBeNull();
  });
});

describe("properties", () => {
  const some = fc.array(
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 }).map((r) => played(r)),
    { maxLength: 8 },
  );
  it("do not depend on the order of the episodes, and stay in their ranges", () => {
    fc.assert(
      fc.property(some, (all) => {
        const back = [...all].reverse();
        expect(m.totals(back)).toEqual(m.totals(all));
        const g = c.gini(all, 5);
        if (g !== null) expect(g >= 0 && g <= 0.8 && g === c.gini(back, 5)).toBe(true);
        const { len, rEach, rTraj } = m.totals(all);
        if (len !== null && rEach !== null) expect(len * rEach).toBeCloseTo(rTraj as number, 9);
        const counts = Object.values(m.quitCounts(all)).reduce((a, b) => a + b, 0);
        expect(counts).toBe(all.length);
      }),
    );
  });
  it("pearson is symmetric, within [-1, 1] or null, for any numbers", () => {
    const xs = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { maxLength: 20 });
    fc.assert(
      fc.property(xs, (pairs) => {
        const [x, y] = [pairs.map((p) => p[0]), pairs.map((p) => p[1])];
        const r = pearson(x, y);
        if (r !== null) expect(Math.abs(r)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
