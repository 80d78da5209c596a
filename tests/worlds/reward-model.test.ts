/** The arithmetic of worlds: rewards by factors, clipped and rounded; distances, whatever the number of dimensions. */
import { describe, expect, it } from "vitest";
import { factorReward, matrixDistance, matrixReward, vectorDistance } from "../../worlds/reward-model.ts";

const table = (rows: number[][]) => ({ data: rows.flat(), rows: rows.length, columns: rows[0]?.length ?? 0 });

describe("the factor model", () => {
  const factors = {
    mean: 3,
    userBias: [0.5, -2.5],
    itemBias: [0.25, -0.125],
    userFactors: table([
      [1, 2, 3],
      [0, 0, 1],
    ]),
    itemFactors: table([
      [0.5, 0, 0.25],
      [0, -0.5, 0],
    ]),
  };

  it("adds mean, both biases and the product of the factors", () => {
    const reward = factorReward(factors, 9, 0);
    expect(reward(0, 0)).toBe(3 + 0.5 + 0.25 + 0.5 + 0.75);
    expect(reward(0, 1)).toBe(3 + 0.5 - 0.125 - 1);
  });

  it("is clipped to 1 and the largest, and rounded to steps", () => {
    expect(factorReward(factors, 4, 0)(0, 0)).toBe(4);
    expect(factorReward(factors, 9, 0)(1, 1)).toBe(1); // 0.375
    expect(factorReward(factors, 9, 0.5)(0, 1)).toBe(2.5); // 2.375
    expect(factorReward(factors, 9, 0.1)(0, 1)).toBe(2.4);
  });
});

describe("distances", () => {
  it.each([1, 2, 3, 4, 7])("are Euclidean in %i dimensions", (n) => {
    const rows = [0, 1].map((r) => Array.from({ length: n }, (_, i) => (r === 0 ? i : 3 * i + 2)));
    const expected = Math.sqrt(Array.from({ length: n }, (_, i) => (2 * i + 2) ** 2).reduce((a, b) => a + b, 0));
    const distance = vectorDistance(table(rows));
    expect(distance(0, 1)).toBeCloseTo(expected, 12);
    expect(distance(1, 0)).toBe(distance(0, 1));
    expect(distance(1, 1)).toBe(0);
  });

  it("and rewards may also be given as matrices", () => {
    const given = table([
      [1, 2],
      [3, 4],
    ]);
    expect([matrixReward(given)(1, 0), matrixDistance(given)(0, 1)]).toEqual([3, 2]);
  });
});
