import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BillpError } from "../../../../core/errors.ts";
import { type Cell, compareMeasurements, estimateMeasurements } from "../../../../experiments/evaluation/statistics/compare.ts";
import { cpuMs } from "../../../stubs/clock.ts";
import { makeRandom } from "./simulate.ts";

/** The run of a seed in which user u scores values[u]. */
const run = (seed: number, values: readonly number[]): Cell[] => values.map((value, user) => ({ user, seed, value }));
const runs = (...rows: readonly (readonly number[])[]) => rows.flatMap((values, i) => run(i + 1, values));
const round = (x: number) => Math.round(x * 1e9) / 1e9;

describe("a comparison of cells", () => {
  it("counts wins, ties, losses and the mean by pair", () => {
    const r = compareMeasurements(runs([3, 5, 2], [4, 4, 4]), runs([1, 5, 4], [1, 1, 1]));
    expect(r).toMatchObject({ pairs: 6, users: 3, seeds: 2, unpaired: 0, wins: 4, ties: 1, losses: 1, winRate: 0.75 });
    expect(r.difference).toBe(1.5);
    // Seeds' sums 0 and 9: of ±0 ±9 all four reach 9.
    expect(r.p.seeds).toBe(1);
  });
  it("tries every sign pattern of few users: five users all better give 2/32", () => {
    expect(compareMeasurements(run(1, [2, 3, 4, 5, 6]), run(1, [1, 1, 1, 1, 1])).p.trainedRuns).toBe(2 / 32);
    // Differences 3, 2, -1: |sum| >= 4 for ±(+,+,-) and ±(+,+,+), so 4 of 8.
    expect(compareMeasurements(run(1, [3, 2, 0]), run(1, [0, 0, 1])).p.trainedRuns).toBe(0.5);
  });
  it("counts a user once, however many seeds: copies of a seed change nothing that is about these users", () => {
    const copies = (values: number[]) => Array.from({ length: 10 }, (_, s) => run(s, values)).flat();
    const [one, ten] = [
      compareMeasurements(run(0, [2, 3, 4]), run(0, [1, 1, 1])),
      compareMeasurements(copies([2, 3, 4]), copies([1, 1, 1])),
    ];
    expect(ten.p.trainedRuns).toBe(2 / 8);
    expect(ten.trainedRuns?.map(round)).toEqual(one.trainedRuns?.map(round));
    expect(ten).toMatchObject({ difference: one.difference, winRate: one.winRate });
  });
  it("averages several cells of one pair", () => {
    const twice = [...run(1, [2, 8]), ...run(1, [4, 2])];
    expect(compareMeasurements(twice, run(1, [1, 1]))).toMatchObject({ pairs: 2, difference: 3, wins: 2 });
  });
  it("leaves out what only one side has, and says how much", () => {
    const r = compareMeasurements([...run(1, [3, 5]), ...run(2, [1])], run(1, [1, 1, 1]));
    expect(r).toMatchObject({ pairs: 2, users: 2, seeds: 1, unpaired: 2, method: null, crossed: null });
    expect(r.p).toMatchObject({ method: null, seeds: null });
  });
  it("rests the method on the users that have every seed", () => {
    const r = compareMeasurements([...run(1, [3, 5, 9]), ...run(2, [4, 5])], runs([0, 0, 0], [0, 0, 0]));
    expect(r.crossed).toMatchObject({ leftOut: 1, mean: 4.25, components: { users: 2, seeds: 2 } });
    expect(r.difference).toBe(26 / 5);
  });
  it("is null where nothing can be said", () => {
    const p = { trainedRuns: null, method: null, seeds: null };
    const nothing = { pairs: 0, difference: null, trainedRuns: null, method: null, winRate: null, p };
    expect(compareMeasurements([], [])).toMatchObject(nothing);
    expect(compareMeasurements(run(1, [3]), run(1, [1]))).toMatchObject({
      difference: 2,
      trainedRuns: null,
      p: { ...p, trainedRuns: 1 },
    });
    expect(estimateMeasurements([])).toEqual({ value: null, trainedRuns: null, method: null });
  });
  it("refuses a value that is no number", () => {
    expect(() => compareMeasurements(run(1, [Number.NaN]), run(1, [1]))).toThrow(BillpError);
    expect(() => estimateMeasurements(run(1, [Number.POSITIVE_INFINITY]))).toThrow(BillpError);
  });
  it("gives the same answer again, in any order of the cells", () => {
    const [a, b] = [runs([3, 5, 2, 8], [1, 9, 2, 2]), runs([1, 5, 4, 4], [1, 1, 1, 3])];
    expect(compareMeasurements(a.toReversed(), b)).toEqual(compareMeasurements(a, b.toReversed()));
  });
  it("draws other resamples and flips for another seed", () => {
    const { uniform } = makeRandom(3);
    const measurements = run(
      1,
      Array.from({ length: 40 }, () => uniform() - 0.45),
    );
    const zero = run(1, Array(40).fill(0));
    const [one, two] = [compareMeasurements(measurements, zero), compareMeasurements(measurements, zero, { seed: 2 })];
    expect(two.trainedRuns).not.toEqual(one.trainedRuns);
    expect(two.p.trainedRuns).not.toBe(one.p.trainedRuns);
  });
  it("turning the sides round turns the signs", () => {
    const [a, b] = [runs([3, 5, 2, 8], [3, 2, 1, 0]), runs([1, 5, 4, 4], [0, 0, 0, 1])];
    const [there, back] = [compareMeasurements(a, b), compareMeasurements(b, a)];
    expect(back.difference).toBe(-(there.difference as number));
    expect(back.p).toEqual(there.p);
    expect(back.winRate).toBe(1 - (there.winRate as number));
    expect(back.method?.map(round)).toEqual(there.method?.map((x) => round(-x)).reverse());
  });
  it("reports the point estimate it is given", () => {
    expect(compareMeasurements(run(1, [3, 5]), run(1, [1, 1]), { difference: 2.5 }).difference).toBe(2.5);
    expect(compareMeasurements(run(1, [3, 5]), run(1, [1, 1]), { difference: null }).difference).toBeNull();
  });
  it("takes the seeds for the unit where users are not independent", () => {
    const r = compareMeasurements(runs([2, 4], [5, 5], [4, 4]), runs([0, 0], [0, 0], [0, 0]), { unit: "seeds" });
    // Seed means 3, 5, 4: mean 4, sd 1, se 1/√3; t = 6.93 on 2 degrees of freedom; R: 2 * pt(-4 * sqrt(3), 2).
    expect(r).toMatchObject({ difference: 4, trainedRuns: null, crossed: null, p: { trainedRuns: null, seeds: 2 / 8 } });
    expect(r.p.method).toBeCloseTo(0.020204, 6);
    expect(r.method?.map((x) => x.toFixed(4))).toEqual(["1.5159", "6.4841"]);
  });
  it("takes well below 100 ms for 300 users and 5 seeds", () => {
    const { normal } = makeRandom(5);
    const arm = () => Array.from({ length: 1500 }, (_, i) => ({ user: i % 300, seed: Math.floor(i / 300), value: normal() }));
    const all = Array.from({ length: 11 }, arm);
    // The fastest of ten: the first ones are compiled on the way.
    const times = all.slice(1).map((measurements) => cpuMs(() => compareMeasurements(measurements, all[0] as Cell[])));
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe("any comparison", () => {
  const table = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 4 }))
    .chain(([users, seeds]) =>
      fc
        .array(fc.integer({ min: -20, max: 20 }), { minLength: users * seeds, maxLength: users * seeds })
        .map((values) => values.map((value, i) => ({ user: Math.floor(i / seeds), seed: i % seeds, value }))),
    );
  it("has p in (0, 1] and the mean inside its intervals", () => {
    fc.assert(
      fc.property(table, fc.constantFrom("seeds" as const, "users and seeds" as const), (measurements, unit) => {
        const zeros = measurements.map((c) => ({ ...c, value: 0 }));
        const r = compareMeasurements(measurements, zeros, { unit, resamples: 400 });
        for (const p of Object.values(r.p)) expect(p === null || (p > 0 && p <= 1)).toBe(true);
        for (const i of [r.method, r.trainedRuns]) if (i !== null) expect(i[0] <= i[1]).toBe(true);
        const [low, high] = r.method as [number, number];
        expect(low - 1e-9 <= (r.difference as number) && (r.difference as number) <= high + 1e-9).toBe(true);
        expect((r.p.method as number) <= 0.05).toBe(low > 1e-9 || high < -1e-9);
      }),
      { numRuns: 60 },
    );
  });
  it("moves with the values: a constant added to one side moves difference and intervals", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: -9, max: 9 }), (measurements, by) => {
        const [here, there] = [
          estimateMeasurements(measurements, { resamples: 50 }),
          estimateMeasurements(shift(measurements, by), { resamples: 50 }),
        ];
        for (const key of ["trainedRuns", "method"] as const) {
          expect(there[key]?.map(round)).toEqual(here[key]?.map((x) => round(x + by)));
        }
      }),
      { numRuns: 50 },
    );
  });
});

const shift = (measurements: readonly Cell[], by: number) => measurements.map((c) => ({ ...c, value: c.value + by }));

it("takes a constant that was computed in two ways for a tie, in every pair", () => {
  const measurements = (value: (user: number, seed: number) => number) =>
    [0, 1, 2, 3].flatMap((user) => [1, 2, 3, 4].map((seed) => ({ user, seed, value: value(user, seed) })));
  const found = compareMeasurements(
    measurements(() => 0.3),
    measurements(() => 0.1 + 0.2),
  );
  expect(found).toMatchObject({ difference: 0, ties: 16, winRate: 0.5, p: { trainedRuns: 1, method: 1, seeds: 1 } });
});
