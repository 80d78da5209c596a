/** Examples with published answers, and small ones computed by hand. */
import { describe, expect, it } from "vitest";
import { compareMeasurements } from "../../../../experiments/evaluation/statistics/compare.ts";
import { crossedMean } from "../../../../experiments/evaluation/statistics/crossed.ts";
import { signFlip } from "../../../../experiments/evaluation/statistics/flips.ts";
import { holm } from "../../../../experiments/evaluation/statistics/holm.ts";
import { bootstrapMeans, bootstrapUsers, percentileInterval } from "../../../../experiments/evaluation/statistics/intervals.ts";
import { intervalOf, pOf, seedMean } from "../../../../experiments/evaluation/statistics/student.ts";
import { tableOf } from "../../../../experiments/evaluation/statistics/table.ts";

/** A table from rows of users. */
const rows = (values: readonly (readonly number[])[]) =>
  tableOf(values.flatMap((row, user) => row.map((value, seed) => ({ user, seed, value }))));
const sd = (xs: ArrayLike<number>) => {
  const list = Array.from(xs);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  return Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / list.length);
};

describe("sign flips", () => {
  /** Darwin's maize: crossed minus self-fertilised, eighths of an inch (Fisher, The Design of Experiments, 1935, section 21). */
  const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  it("are Fisher's: 835 of 32,768 patterns of Darwin's maize exceed 314 and 28 equal it, on either side", () => {
    expect(signFlip(maize)).toBe((2 * (835 + 28)) / 32_768);
  });
  it("drawn at random come to the same: every difference in two halves, so that there are too many patterns to try", () => {
    // Thirty units: with a zero beside each, the patterns are Fisher's, each of them 2^15 times.
    const padded = maize.flatMap((d) => [d, 0]);
    expect(signFlip(padded, 200_000)).toBeCloseTo(1726 / 32_768, 2);
    expect(signFlip(padded, 2_000, 3)).toBe(signFlip(padded, 2_000, 3));
  });
  it("go over many units in blocks, as one by one", () => {
    const one = Array.from({ length: 41 }, (_, i) => (i === 40 ? 5 : 0));
    expect(signFlip(one, 100)).toBe(1);
    const equal = Array<number>(41).fill(1);
    expect(signFlip(equal, 999)).toBe(1 / 1000);
  });
  it("are null of no unit and 1 of one, or of no difference", () => {
    expect(signFlip([])).toBeNull();
    expect(signFlip([3])).toBe(1);
    expect(signFlip([0, 0, 0])).toBe(1);
    expect(signFlip([1, 1, 1, 1, 1])).toBe(2 / 32);
  });
});

describe("the bootstrap of a mean", () => {
  /** Survival of mice in days (Efron & Tibshirani 1993, tables 2.1 and 2.2): means 86.86 and 56.22, bootstrap errors 23.36 and 13.33. */
  const [treated, control] = [
    [94, 197, 16, 38, 99, 141, 23],
    [52, 104, 146, 10, 51, 30, 40, 27, 46],
  ];
  it.each([
    { mice: treated, mean: 86.86, error: 23.36 },
    { mice: control, mean: 56.22, error: 13.33 },
  ])("has the published standard error $error", ({ mice, mean, error }) => {
    const means = bootstrapMeans(Float64Array.from(mice as number[]), new Float64Array(mice!.length).fill(1), 40_000);
    expect(means.reduce((a, b) => a + b, 0) / means.length).toBeCloseTo(mean, 0);
    expect(Math.abs(sd(means) / error - 1)).toBeLessThan(0.01);
  });
  it("resamples a user with all the user's cells", () => {
    // Users 0 (values 1, 1, 1) and 1 (value 5): means 1, 5 or 8/4 = 2, with chances 1/4, 1/4, 1/2.
    const means = bootstrapMeans(Float64Array.of(3, 5), Float64Array.of(3, 1), 20_000);
    const share = (x: number) => means.filter((m) => m === x).length / means.length;
    expect([share(1), share(5), share(2)].map((s) => Math.round(20 * s))).toEqual([5, 5, 10]);
    const measurements = [1, 1, 1].map((value) => ({ user: 0, value }));
    expect(bootstrapUsers([...measurements, { user: 1, value: 5 }])).toEqual([1, 5]);
    expect(bootstrapUsers(measurements)).toBeNull();
  });
  it("interpolates between order statistics", () => {
    const sample = Array.from({ length: 101 }, (_, i) => 100 - i);
    expect(percentileInterval(sample, 0.9)?.map((v) => Math.round(v * 1e9) / 1e9)).toEqual([5, 95]);
    expect(percentileInterval([7])).toEqual([7, 7]);
    expect(percentileInterval([])).toBeNull();
  });
});

describe("the crossed analysis", () => {
  it("has the mean squares of Box, Hunter & Hunter's penicillin: blends 264 on 4, treatments 70 on 3, residual 226 on 12", () => {
    const penicillin = rows([
      [89, 88, 97, 94],
      [84, 77, 92, 79],
      [81, 87, 87, 85],
      [87, 92, 89, 84],
      [79, 81, 80, 88],
    ]);
    const found = crossedMean(penicillin);
    expect(found).toMatchObject({ mean: 86, squares: { users: 264 / 4, seeds: 70 / 3, measurements: 226 / 12 }, leftOut: 0 });
    // (66 + 23.33 − 18.83) / 20 = 3.525; 70.5² / (66²/4 + 23.33²/3 + 18.83²/12) = 3.823.
    expect(found?.se).toBeCloseTo(Math.sqrt(3.525), 12);
    expect(found?.df).toBeCloseTo(3.823, 3);
  });
  it("leaves the seeds out where they spread no more than the cells, here as much: MS_u / (US), U − 1", () => {
    const flat = rows([
      [1, 2, 3, 2],
      [4, 3, 4, 5],
      [6, 8, 7, 7],
    ]);
    const found = crossedMean(flat);
    expect(found?.squares.seeds).toBeCloseTo(found?.squares.measurements as number, 12);
    expect(found?.components.seed).toBe(0);
    expect(found?.df).toBe(2);
    expect(found?.se).toBeCloseTo(Math.sqrt((found?.squares.users as number) / 12), 12);
  });
  it("takes S − 1 degrees of freedom with two or three seeds", () => {
    expect(crossedMean(rows([1, 5, 2, 7].map((x) => [x, x + 1, x * 1.5])))?.df).toBe(2);
  });
  it("makes a point of equal differences, whose p is 1 at 0 and the rounding of numbers elsewhere", () => {
    const equal = (value: number) => rows(Array.from({ length: 30 }, () => Array<number>(5).fill(value)));
    expect(compareMeasurements([], []).method).toBeNull();
    for (const value of [0.1, -3, 1 / 3]) {
      const found = crossedMean(equal(value));
      expect(found).toMatchObject({ se: 0 });
      expect(intervalOf(found as NonNullable<typeof found>)).toEqual([found?.mean, found?.mean]);
      expect(pOf(found as NonNullable<typeof found>)).toBe(Number.EPSILON);
    }
    expect(pOf({ mean: 0, se: 0, df: 4 })).toBe(1);
  });
  it("is null with one seed, or one user", () => {
    expect(crossedMean(rows([[1], [2]]))).toBeNull();
    expect(crossedMean(rows([[1, 2]]))).toBeNull();
  });
});

describe("Student's t", () => {
  it("is that of Student's sleep data (R: t.test(extra ~ group, data = sleep, paired = TRUE))", () => {
    const gained = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const found = seedMean(rows([gained])) as NonNullable<ReturnType<typeof seedMean>>;
    expect(found.mean / found.se).toBeCloseTo(4.0621, 4);
    expect(pOf(found)).toBeCloseTo(0.002833, 6);
    expect(intervalOf(found).map((x) => x.toFixed(5))).toEqual(["0.70011", "2.45989"]);
  });
  it("has the quantiles and tails of the tables", () => {
    for (const [df, t] of [
      [1, 12.706205],
      [4, 2.776445],
      [30, 2.042272],
      [1000, 1.962339],
    ] as const) {
      expect(pOf({ mean: t, se: 1, df })).toBeCloseTo(0.05, 6);
      expect(intervalOf({ mean: 0, se: 1, df })[1]).toBeCloseTo(t, 5);
    }
    expect(pOf({ mean: 1.959964, se: 1, df: 1e6 })).toBeCloseTo(0.05, 5);
    expect(pOf({ mean: 1e9, se: 1, df: 300 })).toBe(Number.EPSILON);
  });
});

describe("Holm's correction", () => {
  it("steps down: 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02 (R: p.adjust(p, 'holm'))", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p?.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });
  it("does not count nulls, and stays at most 1", () => {
    expect(holm([null, 0.5, null, 0.8, 0.02])).toEqual([null, 1, null, 1, 0.06]);
    expect(holm([])).toEqual([]);
    expect(holm([null])).toEqual([null]);
  });
});
