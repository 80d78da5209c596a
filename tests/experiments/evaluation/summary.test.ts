import { describe, expect, it } from "vitest";
import { summarise } from "../../../experiments/evaluation/summary.ts";
import { catalogue, played } from "./sample.ts";

const head = { run: "r1", world: "films@1", method: "billp", model: "offline", seed: 7, fidelity: "default" };
const usage = { calls: 3, inputTokens: 30, outputTokens: 5, costUsd: 0, byRole: {} };
const context = { world: catalogue, gamma: 0.5 };

describe("summary.json", () => {
  it("has the promised fields in the promised order", () => {
    const tests = [played([5, 5], { user: 2 }), played([1], { user: 3 })];
    const s = summarise(head, [played([3], { split: "train" }), ...tests], context, usage, 12);
    const top = "run world method model seed fidelity train test usage wallMs faults complete".split(" ");
    expect(Object.keys(s)).toEqual(top);
    expect(s.train).toEqual({ episodes: 1, len: 1, rEach: 3, rTraj: 3 });
    const promised = "episodes len rEach rTraj ci95 quits coverage replacedRate criticCorrelation encouraged".split(" ");
    expect(Object.keys(s.test).slice(0, promised.length)).toEqual(promised);
    expect(Object.keys(s.test.quits)).toEqual(["repeat", "similar", "dislike", "limit", "unusable"]);
    expect(s.test).toMatchObject({ episodes: 2, len: 1.5, rTraj: 5.5 });
    expect(s.test.ci95.len).toEqual([1, 2]);
    expect(s.test.ci95.rTraj).toEqual([1, 10]);
    expect(s.usage).toBe(usage);
  });
  it("is plain JSON with nulls where nothing can be said", () => {
    const s = summarise(head, [], context, usage, 0);
    expect(JSON.parse(JSON.stringify(s))).toEqual(s);
    expect(s.test).toMatchObject({
      episodes: 0,
      len: null,
      ci95: { len: null, rTraj: null },
      coverage: 0,
      criticCorrelation: null,
    });
  });
  it("gives the same interval for the same seed and another for another", () => {
    const many = Array.from({ length: 40 }, (_, user) => played(Array(user % 7).fill(1 + (user % 5)), { user }));
    const of = (seed: number) => summarise({ ...head, seed }, many, context, usage, 0).test;
    expect(of(1)).toEqual(of(1));
    expect(of(1).ci95.rTraj).not.toEqual(of(2).ci95.rTraj);
    const { len, ci95 } = of(1);
    expect(ci95.len?.[0]).toBeLessThan(len as number);
    expect(ci95.len?.[1]).toBeGreaterThan(len as number);
  });
});
