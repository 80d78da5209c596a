/** Erlang distribution: moments and quantiles of the draws against the gamma distribution of a library, and the tail against its CDF. */
import fc from "fast-check";
import jstat from "jstat";
import { describe, expect, it } from "vitest";
import { drawErlang, erlangTail } from "../../core/erlang.ts";
import { mean } from "../../core/math.ts";
import { makeRandom } from "../../core/random.ts";

const DRAWS = 20_000;

describe.each([1, 2, 8, 40])("shape %d", (shape) => {
  const random = makeRandom(17, shape);
  const draws = Array.from({ length: DRAWS }, () => drawErlang(random, shape)).sort((a, b) => a - b);

  it("has the gamma distribution's mean and variance", () => {
    const m = mean(draws) as number;
    const variance = mean(draws.map((x) => (x - m) ** 2)) as number;
    expect(Math.abs(m - 1)).toBeLessThan(4 / Math.sqrt(shape * DRAWS));
    expect(Math.abs(variance * shape - 1)).toBeLessThan(4 * Math.sqrt((2 + 6 / shape) / DRAWS));
  });

  it("has its quantiles everywhere (Kolmogorov-Smirnov at 1 in 1,000)", () => {
    const apart = draws.map((x, i) => {
      const below = jstat.gamma.cdf(x, shape, 1 / shape);
      return Math.max(below - i / DRAWS, (i + 1) / DRAWS - below);
    });
    expect(Math.max(...apart)).toBeLessThan(1.95 / Math.sqrt(DRAWS));
  });

  it("has its tail", () => {
    for (let x = 0; x < 6; x += 0.05) expect(erlangTail(x, shape)).toBeCloseTo(1 - jstat.gamma.cdf(x, shape, 1 / shape), 9);
  });
});

it("a tail is 1 at 0, 0 at Infinity, and never rises", () => {
  expect([erlangTail(-1, 8), erlangTail(0, 8), erlangTail(Number.POSITIVE_INFINITY, 8)]).toEqual([1, 1, 0]);
  const spent = fc.double({ min: 0, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(spent, spent, fc.integer({ min: 1, max: 100 }), (a, b, shape) => {
      const [low, high] = [erlangTail(Math.min(a, b), shape), erlangTail(Math.max(a, b), shape)];
      expect(low).toBeGreaterThanOrEqual(high - 1e-12);
      expect(high).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(1);
    }),
  );
});
