import { describe, expect, it } from "vitest";
import { compareMeasurements } from "../../../../experiments/evaluation/statistics/compare.ts";
import { type Components, errorOf } from "../../../../experiments/evaluation/statistics/crossed.ts";
import { powerFor, powerOf } from "../../../../experiments/evaluation/statistics/power.ts";
import { componentsOf, makeRandom, rates, SETTINGS } from "./simulate.ts";

/** Seeds only, so that there are exactly seeds − 1 degrees of freedom and the standard error is 1. */
const student = (df: number): Components => ({ users: 2, seeds: df + 1, user: 0, seed: df + 1, measurement: 0 });

/** Φ(x) by its power series. */
function normal(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [term, sum] = [x, x];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && k < 400; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** P(|T| > t) of a noncentral t: E Φ over the chi-distributed denominator, by Simpson's rule, its density normalised by the same rule. */
function tails(t: number, df: number, ncp: number): number {
  const n = 4000;
  const [low, high] = [Math.max(0, Math.sqrt(df) - 10), Math.sqrt(df) + 10];
  let [sum, mass] = [0, 0];
  for (let i = 0; i <= n; i++) {
    const s = low + ((high - low) * i) / n;
    const peak = (df - 1) / 2;
    const log = (df === 1 ? 0 : (df - 1) * Math.log(s)) - (s * s) / 2 - (peak > 0 ? peak * Math.log(2 * peak) - peak : 0);
    const weight = (i === 0 || i === n ? 1 : i % 2 ? 4 : 2) * Math.exp(log);
    const x = (t * s) / Math.sqrt(df);
    sum += weight * (1 - normal(x - ncp) + normal(-x - ncp));
    mass += weight;
  }
  return sum / mass;
}

describe("power of the t test", () => {
  it.each([
    [1, 12.7062047362],
    [2, 4.30265272975],
    [4, 2.7764451052],
    [38, 2.02439416391],
    [299, 1.96792951866],
    [9999, 1.96020126366],
  ] as const)("is the integral of the noncentral t with %i degrees of freedom", (df, critical) => {
    for (const ncp of [0.1, 1, 2.8, 5, 12, 19, 21, 40])
      expect(Math.abs(powerOf(student(df), ncp) - tails(critical, df, ncp))).toBeLessThan(ncp > 20 ? 2e-3 : 1e-6);
  });
  it("is R's: power.t.test(n = 20, delta = 1, sd = 1) has 38 degrees of freedom, ncp √10 and power 0.8689528", () => {
    expect(powerOf(student(38), Math.sqrt(10))).toBeCloseTo(0.8689528, 6);
  });
  it("is the level without an effect, 1 without any spread, the same for both signs", () => {
    expect(powerOf(student(4), 0)).toBeCloseTo(0.05, 12);
    expect(powerOf({ users: 9, seeds: 5, user: 0, seed: 0, measurement: 0 }, 0.1)).toBe(1);
    expect(powerOf(student(7), -2)).toBe(powerOf(student(7), 2));
  });
});

describe("the power line", () => {
  const { normal: draw } = makeRandom(8);
  const table = (users: number, seeds: number, sdSeed: number) =>
    Array.from({ length: seeds }, (_, seed) => {
      const b = sdSeed * draw();
      return Array.from({ length: users }, (_, user) => ({ user, seed, value: b + draw() }));
    }).flat();
  const compared = (users: number, seeds: number, sdSeed: number) => {
    const measurements = table(users, seeds, sdSeed);
    return compareMeasurements(
      measurements,
      measurements.map((c) => ({ ...c, value: 0 })),
      { resamples: 10, flips: 10 },
    );
  };
  it("names the least seeds and users that are enough", () => {
    const found = compared(60, 5, 0.02);
    const power = powerFor(found, 0.15, "R_traj");
    if (found.crossed === null || power === null) throw new Error("no power");
    const { components } = found.crossed;
    for (const kind of ["seeds", "users"] as const) {
      const n = power[kind] as number;
      expect(powerOf({ ...components, [kind]: n }, 0.15)).toBeGreaterThanOrEqual(0.8);
      expect(powerOf({ ...components, [kind]: n - 1 }, 0.15)).toBeLessThan(0.8);
    }
    expect(power.here).toBe(powerOf(components, 0.15));
    expect(power.line).toBe(
      `To see a difference of 5 % (0.15 in R_traj) with a power of 80 %: ${power.seeds} seeds with these 60 users; with 5 seeds, ${power.users} users. This study's power for it: ${Math.round(100 * power.here)} %.`,
    );
  });
  it("says where no number of users is enough: the seeds' spread stays", () => {
    const power = powerFor(compared(60, 5, 1), 0.3, "Len", { percent: 10 });
    expect(power?.users).toBeNull();
    expect(power?.line).toContain("with 5 seeds no number of users is enough");
    expect(power?.line).toContain("a difference of 10 % (0.3 in Len)");
  });
  it("is null where there is nothing to learn from, or nothing to look for", () => {
    expect(powerFor({ crossed: null }, 1, "Len")).toBeNull();
    expect(powerFor(compared(5, 3, 1), 0, "Len")).toBeNull();
  });
});

describe("simulated effects", () => {
  const settings = SETTINGS.filter((s) => s.kind === "normal" && s.seeds >= 4);
  it.each(settings)("are found as often as computed: $name, $users × $seeds", (setting) => {
    const components = componentsOf(setting);
    const effect = 3 * errorOf(components).se;
    const found = rates(setting, 3000, { effect, seed: 21 }).method;
    // Three points; four where users hardly differ and seeds do not, whose test is conservative.
    const allowed = setting.sdSeed === 0 && setting.sdUser < 0.5 ? 0.045 : 0.03;
    expect(Math.abs(found - powerOf(components, effect))).toBeLessThan(allowed);
  });
});
