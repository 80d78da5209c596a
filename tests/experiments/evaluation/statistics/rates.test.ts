/** False positives of simulated tables without a difference; `print-rates.ts` prints the same settings with more tables. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossedMean } from "../../../../experiments/evaluation/statistics/crossed.ts";
import { signFlip } from "../../../../experiments/evaluation/statistics/flips.ts";
import { holm } from "../../../../experiments/evaluation/statistics/holm.ts";
import { bootstrapMeans, percentileInterval } from "../../../../experiments/evaluation/statistics/intervals.ts";
import { pOf, seedMean } from "../../../../experiments/evaluation/statistics/student.ts";
import { type Table, totalsBy } from "../../../../experiments/evaluation/statistics/table.ts";
import { makeRandom, rates, SETTINGS, simulate } from "./simulate.ts";

const TABLES = 2000;

/** Share, in per cent, of `TABLES` tables for which the test says true. */
function share(table: () => Table, test: (t: Table, k: number) => boolean): number {
  let n = 0;
  for (let k = 0; k < TABLES; k++) if (test(table(), k)) n += 1;
  return (100 * n) / TABLES;
}

describe("without a difference, the method's p is at most 5 %", () => {
  it.each(SETTINGS)("in $low to $high % of the tables: $name, $users × $seeds", (setting) => {
    const rate = 100 * rates(setting, TABLES, { seed: 1 }).method;
    expect(rate).toBeGreaterThanOrEqual(setting.low);
    expect(rate).toBeLessThanOrEqual(setting.high);
  });
});

describe("with online memory, users of a seed learn from one another", () => {
  const random = makeRandom(4);
  /** Each seed a random walk over its users: neighbours are alike, and no two seeds have anything in common. */
  const walks = (): Table => {
    const [users, seeds] = [60, 5];
    const values = new Float64Array(users * seeds);
    for (let s = 0; s < seeds; s++) {
      let level = 0;
      for (let u = 0; u < users; u++) {
        level = 0.95 * level + 0.3 * random.normal();
        values[u * seeds + s] = level + random.normal();
      }
    }
    return { users, seeds, measurements: values.length, values };
  };
  it("the seeds' t test keeps its 5 %, where users' sign flips do not", () => {
    const rate = share(walks, (t) => pOf(seedMean(t) as NonNullable<ReturnType<typeof seedMean>>) <= 0.05);
    expect(rate).toBeGreaterThan(3.5);
    expect(rate).toBeLessThan(6.5);
    expect(share(walks, (t, k) => (signFlip(totalsBy("user", t).sum, 200, k) as number) <= 0.05)).toBeGreaterThan(10);
  });
});

describe("about these trained runs, only users are random", () => {
  const setting = { name: "", users: 60, seeds: 3, sdUser: 1, sdSeed: 0, kind: "normal" } as const;
  /** Trainings differ much, but these three are the ones in question: their effects add up to 0. */
  const fixed = (kind: "normal" | "skewed" | "returns", seed: number) => {
    const random = makeRandom(seed);
    return () => {
      const table = simulate({ ...setting, kind }, random);
      const shifted = table.values.map((v, i) => v + ([3, -1, -2][i % 3] as number));
      return { ...table, values: shifted };
    };
  };
  const p = (t: Table, k: number) => (signFlip(totalsBy("user", t).sum, 400, k) as number) <= 0.05;
  it.each(["normal", "returns", "skewed"] as const)("p is at most 5 %% in 5 ± 1.5 %% of the tables: %s", (kind) => {
    const rate = share(fixed(kind, 6), p);
    expect(rate).toBeGreaterThan(3.5);
    expect(rate).toBeLessThan(6.5);
  });
  it("the bootstrap's interval holds the mean in about 95 % of them", () => {
    const covers = share(fixed("normal", 7), (t) => {
      const { sum, n } = totalsBy("user", t);
      const [low, high] = percentileInterval(bootstrapMeans(sum, n, 400, 9)) as [number, number];
      return low <= 0 && 0 <= high;
    });
    expect(covers).toBeGreaterThan(92.5);
    expect(covers).toBeLessThan(96);
  });
  it("says nothing of the method: where trainings differ, far more than 5 % are rejected", () => {
    const random = makeRandom(10);
    expect(share(() => simulate({ ...setting, sdUser: 0.5, sdSeed: 0.5 }, random), p)).toBeGreaterThan(40);
  });
});

describe("p values of any numbers", () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  it("sign flips are in (0, 1] and do not depend on sign or scale", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 99 }), (sums, seed) => {
        const p = signFlip(sums, 200, seed) as number;
        expect(p > 0 && p <= 1).toBe(true);
        expect(
          signFlip(
            sums.map((x) => -4 * x),
            200,
            seed,
          ),
        ).toBe(p);
      }),
      { numRuns: 100 },
    );
  });
  it("the t tests are in (0, 1]", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 12, maxLength: 12 }), (list) => {
        const table = { users: 4, seeds: 3, measurements: 12, values: Float64Array.from(list) };
        for (const found of [crossedMean(table), seedMean(table)]) {
          const p = pOf(found as NonNullable<typeof found>);
          expect(p > 0 && p <= 1).toBe(true);
        }
      }),
    );
  });
  it("Holm's are not below their p, in the same order, at most 1, and less than Bonferroni's", () => {
    const ps = fc.array(fc.option(fc.double({ min: 1e-12, max: 1, noNaN: true })), { maxLength: 12 });
    fc.assert(
      fc.property(ps, (list) => {
        const adjusted = holm(list);
        const known = list.flatMap((p, i) => (p === null ? [] : [{ p, a: adjusted[i] as number }])).sort((x, y) => x.p - y.p);
        expect(adjusted.map((a) => a === null)).toEqual(list.map((p) => p === null));
        known.forEach(({ p, a }, i) => {
          expect(a >= p && a <= Math.min(1, known.length * p) && a >= (known[i - 1]?.a ?? 0)).toBe(true);
        });
      }),
    );
  });
});
