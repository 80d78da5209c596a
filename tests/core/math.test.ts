/** The one math module: what each function gives of nothing, of one, and against a formula of its own. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as math from "../../core/math.ts";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

describe("math", () => {
  it("of nothing and of one", () => {
    expect([math.sum([]), math.mean([]), math.variance([]), math.median([]), math.quantile([], 0.5)]).toEqual([
      0,
      null,
      null,
      null,
      null,
    ]);
    expect([math.mean([3]), math.variance([3]), math.sd([3]), math.median([3]), math.quantile([3], 0.9)]).toEqual([
      3,
      null,
      null,
      3,
      3,
    ]);
    expect([math.ratio(1, 4), math.ratio(1, 0)]).toEqual([0.25, null]);
    expect([math.clamp(-1, 0, 2), math.clamp(1, 0, 2), math.clamp(3, 0, 2)]).toEqual([0, 1, 2]);
  });

  it("adds in the given order, whatever holds the numbers", () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const total = list.reduce((a, b) => a + b, 0);
        expect([math.sum(list), math.sum(Float64Array.from(list)), math.sumBy(list, (v) => v)]).toEqual([total, total, total]);
      }),
    );
  });

  it("quantiles lie between neighbours, and the one in the middle is the median", () => {
    expect(math.quantile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(math.median([8, 1, 4, 2])).toBe(3);
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        const sorted = [...list].sort((a, b) => a - b);
        const found = math.quantile(sorted, q) as number;
        expect(found).toBeGreaterThanOrEqual(sorted[0] as number);
        expect(found).toBeLessThanOrEqual(sorted.at(-1) as number);
      }),
    );
  });

  it("a constant has no variance to correlate with, a line has all of it", () => {
    expect(math.variance([1, 3])).toBe(2);
    expect(math.sd([1, 3])).toBe(Math.SQRT2);
    expect(math.deviations([0.1, 0.1, 0.1])).toEqual([0, 0, 0]);
    expect(math.pearson([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(math.pearson([0.1, 0.1], [1, 2])).toBeNull();
  });
});
