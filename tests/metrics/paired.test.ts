import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import { BillpError } from "../../errors.ts";
import { comparePaired, percentileInterval, type SeededRun } from "../../experiments/paired.ts";
import { played } from "./sample.ts";

/** A run in which user u scores values[u]. */
const run = (seed: number, values: readonly number[]): SeededRun => {
  return { seed, episodes: values.map((v, user) => ({ ...played([]), user, return: v })) };
};
const score = (e: { return: number }) => e.return;

describe("a paired comparison", () => {
  it("counts wins, ties, losses and the mean by pair", () => {
    const r = comparePaired([run(1, [3, 5, 2]), run(2, [4, 4, 4])], [run(1, [1, 5, 4]), run(2, [1, 1, 1])], score);
    expect(r).toMatchObject({ pairs: 6, users: 3, seeds: 2, unpaired: 0, wins: 4, ties: 1, losses: 1, winRate: 0.75 });
    expect(r.meanDifference).toBe(1.5);
  });
  it("tries every sign pattern of few users: five users all better give 2/32", () => {
    expect(comparePaired([run(1, [2, 3, 4, 5, 6])], [run(1, [1, 1, 1, 1, 1])], score).p).toBe(2 / 32);
    // Differences 3, 2, -1: |sum| >= 4 for ±(+,+,-) and ±(+,+,+), so 4 of 8.
    expect(comparePaired([run(1, [3, 2, 0])], [run(1, [0, 0, 1])], score).p).toBe(0.5);
  });
  it("counts a user once, however many seeds: ten copies of a seed change no p", () => {
    const seeds = (values: number[]) => Array.from({ length: 10 }, (_, s) => run(s, values));
    expect(comparePaired(seeds([2, 3, 4]), seeds([1, 1, 1]), score).p).toBe(2 / 8);
  });
  it("leaves out what only one side has, and says how much", () => {
    const r = comparePaired([run(1, [3, 5]), run(2, [1])], [run(1, [1, 1, 1])], score);
    expect(r).toMatchObject({ pairs: 2, users: 2, seeds: 1, unpaired: 2, method: null });
  });
  it("is null where nothing can be said", () => {
    const nothing = { pairs: 0, meanDifference: null, trainedRuns: null, method: null, winRate: null, p: null };
    expect(comparePaired([], [], score)).toMatchObject(nothing);
    expect(comparePaired([run(1, [3])], [run(1, [1])], score)).toMatchObject({ meanDifference: 2, trainedRuns: null, p: 1 });
  });
  it("refuses a score that is no number", () => {
    expect(() => comparePaired([run(1, [Number.NaN])], [run(1, [1])], score)).toThrow(BillpError);
  });
  it("gives the same answer again, in any order of runs and episodes", () => {
    const [a, b] = [
      [run(1, [3, 5, 2, 8]), run(2, [1, 9, 2, 2])],
      [run(1, [1, 5, 4, 4]), run(2, [1, 1, 1, 3])],
    ];
    const turned = (runs: SeededRun[]) => runs.map((r) => ({ ...r, episodes: [...r.episodes].reverse() })).reverse();
    expect(comparePaired(turned(a), b, score)).toEqual(comparePaired(a, turned(b), score));
  });
  it("draws other resamples for another seed", () => {
    const [a, b] = [
      [
        run(
          1,
          Array.from({ length: 40 }, (_, i) => Math.sqrt(i) % 1),
        ),
      ],
      [run(1, Array(40).fill(0))],
    ];
    expect(comparePaired(a, b, score, { seed: 2 }).trainedRuns).not.toEqual(comparePaired(a, b, score).trainedRuns);
  });
  it("turning the sides round turns the signs", () => {
    const [a, b] = [[run(1, [3, 5, 2, 8])], [run(1, [1, 5, 4, 4])]];
    const [there, back] = [comparePaired(a, b, score), comparePaired(b, a, score)];
    expect(back.meanDifference).toBe(-(there.meanDifference as number));
    expect(back.p).toBe(there.p);
    expect(back.winRate).toBe(1 - (there.winRate as number));
  });
});

describe("percentileInterval", () => {
  it("interpolates between order statistics", () => {
    const sample = Array.from({ length: 101 }, (_, i) => 100 - i);
    expect(percentileInterval(sample, 0.9)?.map((v) => Math.round(v * 1e9) / 1e9)).toEqual([5, 95]);
    expect(percentileInterval([7])).toEqual([7, 7]);
    expect(percentileInterval([])).toBeNull();
  });
});

describe("simulated worlds", () => {
  const rng = xoroshiro128plus(42);
  /** Roughly normal: twelve uniforms. */
  const normal = () => Array.from({ length: 12 }, () => uniformFloat64(rng)).reduce((a, b) => a + b, -6);
  const draw = (users: number, seeds: number, shift: number, userSd: number, seedSd: number): SeededRun[] => {
    const ofUser = Array.from({ length: users }, () => userSd * normal());
    return Array.from({ length: seeds }, (_, s) => {
      const ofSeed = seedSd * normal();
      return run(
        s,
        ofUser.map((u) => shift + u + ofSeed + normal()),
      );
    });
  };
  const zeros = (users: number, seeds: number) => Array.from({ length: seeds }, (_, s) => run(s, Array(users).fill(0)));
  const simulate = (times: number, users: number, seeds: number, shift: number, userSd: number, seedSd: number) =>
    Array.from({ length: times }, (_, k) => {
      const runs = draw(users, seeds, shift, userSd, seedSd);
      return comparePaired(runs, zeros(users, seeds), score, { seed: k, resamples: 200, flips: 200 });
    });
  const share = <T>(all: readonly T[], test: (x: T) => boolean) => all.filter(test).length / all.length;
  const holds = (i: readonly [number, number] | null, x: number) => i !== null && i[0] <= x && x <= i[1];

  it("without a difference, p <= 0.05 in about one of twenty, though users keep their taste over seeds", () => {
    const results = simulate(300, 30, 3, 0, 1, 0);
    const rejected = share(results, (r) => (r.p as number) <= 0.05);
    expect(rejected).toBeGreaterThan(0.02);
    expect(rejected).toBeLessThan(0.09);
    expect(share(results, (r) => holds(r.trainedRuns, 0))).toBeGreaterThan(0.89);
  });
  it("finds a difference that is there", () => {
    expect(share(simulate(50, 60, 3, 1, 1, 0), (r) => (r.p as number) <= 0.05)).toBeGreaterThan(0.95);
  });
  it("with training luck, the runs' interval misses the method's truth and the method's interval holds it far more often", () => {
    const results = simulate(150, 60, 8, 0, 0.5, 1);
    const [runs, method] = [share(results, (r) => holds(r.trainedRuns, 0)), share(results, (r) => holds(r.method, 0))];
    expect(runs).toBeLessThan(0.6);
    expect(method).toBeGreaterThan(0.8);
  });
});
