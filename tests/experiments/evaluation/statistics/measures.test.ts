import { describe, expect, it } from "vitest";
import type { Episode } from "../../../../experiments/evaluation/record.ts";
import { compareMeasurements, estimateMeasurements } from "../../../../experiments/evaluation/statistics/compare.ts";
import { summariseTest } from "../../../../experiments/evaluation/summary.ts";
import type { MeasureContext, Measured, MeasuredRun } from "../../../../experiments/studies/analysis/measurements.ts";
import { MEASURES, measuresOf } from "../../../../experiments/studies/analysis/measures.ts";
import { cpuMs } from "../../../stubs/clock.ts";
import { catalogue, episode, played, quit, round } from "../sample.ts";
import { makeRandom } from "./simulate.ts";

const context: MeasureContext = { world: catalogue, gamma: 0.9 };

/** Invented episodes of `users` users over `items` items: lengths 0 to 6, values and advantages on most rounds, every end. */
function invent(users: number, seed: number, items = 5): Episode[] {
  const { uniform } = makeRandom(seed);
  const below = (n: number) => Math.floor(n * uniform());
  const judged = () => ({
    value: uniform() < 0.9 ? 10 * uniform() : null,
    advantage: uniform() < 0.9 ? uniform() - 0.4 : null,
    replaced: uniform() < 0.8 ? uniform() < 0.3 : null,
  });
  return Array.from({ length: users }, (_, user) => {
    const rounds = Array.from({ length: below(7) }, () => round({ item: below(items), reward: 3 + below(3), ...judged() }));
    const reason = (["repeat", "similar", "dislike"] as const)[below(3)] as "repeat";
    const kind = (["quit", "quit", "limit", "unusable"] as const)[below(4)] as "quit";
    const last = kind === "quit" ? [quit({ item: below(items), ...judged() })] : [];
    const end = { kind, reason: kind === "quit" ? reason : null };
    return episode([...rounds, ...last], { user: user + 10, episode: user + 1, end });
  });
}

const runs: MeasuredRun[] = [1, 2, 3].map((seed) => ({ seed, episodes: invent(12, seed) }));
const measureOf = (id: string, of: readonly MeasuredRun[] = runs, at = context): Measured => {
  return MEASURES.find((m) => m.info.id === id)!.measure(of, at);
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The definitions of summary.json, over any episodes. */
function defined(episodes: readonly Episode[]): Record<string, number | null> {
  const s = summariseTest(episodes, context, 1);
  const { quits, encouraged, diversity, ci95: _, ...rest } = s;
  const share = (n: number) => n / episodes.length;
  return {
    ...(rest as unknown as Record<string, number | null>),
    ...Object.fromEntries(Object.entries(quits).map(([k, n]) => [`quits.${k}`, share(n)])),
    "encouraged.accepted": encouraged.accepted,
    "encouraged.quitting": encouraged.quitting,
    diversity: diversity.mean,
  };
}

const ofRuns = ["criticCorrelation", "criticCorrelationWithin", "coverage", "coveragePerRecommendation", "gini"];
const ids = MEASURES.map((m) => m.info.id);

describe("the registry", () => {
  it("has the headline measures first, and no id twice", () => {
    expect(MEASURES.filter((m) => m.info.headline).map((m) => m.info.id)).toEqual(["rTraj", "len", "rEach"]);
    expect(new Set(ids).size).toBe(ids.length);
  });
  it("has every number of summary.json's test part", () => {
    const own = ["rEachPerEpisode", "roundsPlayed"];
    const counts = ["episodes"];
    expect([...ids.filter((id) => !own.includes(id))].sort()).toEqual(
      Object.keys(defined(runs[0]!.episodes))
        .filter((id) => !counts.includes(id))
        .sort(),
    );
  });
});

describe("reasons of other user models", () => {
  it("are measured where one of them occurs, so that studies of the paper's users keep their families of comparisons", () => {
    const end = { kind: "quit", reason: "tired" } as const;
    const tired = [{ seed: 1, episodes: [played([4], { user: 1, end }), played([4], { user: 2 })] }];
    expect(measuresOf(runs)).toEqual(MEASURES);
    const found = measuresOf([...runs, ...tired]);
    expect(found.slice(MEASURES.length).map((m) => m.info.id)).toEqual(["quits.tired"]);
    expect(found.at(-1)?.measure(tired, context).value).toBe(0.5);
  });
});

describe("values and cells", () => {
  it.each(ids.filter((id) => !ofRuns.includes(id) && !["rEachPerEpisode", "roundsPlayed"].includes(id)))(
    "of %s: the value is summary.json's over all episodes, and the mean of the cells",
    (id) => {
      const { value, measurements } = measureOf(id);
      expect(value).toBeCloseTo(defined(runs.flatMap((r) => r.episodes))[id] as number, 12);
      expect(measurements).toHaveLength(36);
      expect(mean(measurements.map((c) => c.value))).toBeCloseTo(value as number, 12);
    },
  );
  it.each(ofRuns)("of %s: the value is the mean of the runs', and the mean of the cells; cells are pseudo-values", (id) => {
    const { value, measurements } = measureOf(id);
    expect(value).toBeCloseTo(mean(runs.map((r) => defined(r.episodes)[id] as number)), 12);
    expect(mean(measurements.map((c) => c.value))).toBeCloseTo(value as number, 12);
    for (const { seed, episodes } of runs) {
      const whole = defined(episodes)[id] as number;
      const without = episodes.map((e) => defined(episodes.filter((other) => other !== e))[id] as number);
      episodes.forEach((e, i) => {
        const pseudo = whole + (episodes.length - 1) * (mean(without) - without[i]!);
        expect(measurements.find((c) => c.user === e.user && c.seed === seed)?.value).toBeCloseTo(pseudo, 9);
      });
    }
  });
  it("of the mean by episode leave nobody out: episodes without a value stand at the mean", () => {
    const some = [{ seed: 1, episodes: [played([4, 2], { user: 1 }), played([], { user: 2 }), played([5], { user: 3 })] }];
    const { value, measurements } = measureOf("rEachPerEpisode", some);
    expect(value).toBe(4);
    expect(measurements.map((c) => c.value)).toEqual([2.5, 4, 5.5]);
  });
  it("of the rounds count the quitting one", () => {
    expect(measureOf("roundsPlayed", [{ seed: 1, episodes: [played([4, 2]), played([])] }]).value).toBe(2);
  });
  it("difference: that of two arms' cells is the difference of their values", () => {
    const other = [1, 2, 3].map((seed) => ({ seed, episodes: invent(12, seed + 50) }));
    for (const id of ids) {
      const [a, b] = [measureOf(id), measureOf(id, other)];
      const found = compareMeasurements(a.measurements, b.measurements, { resamples: 20, flips: 20 });
      expect(found.difference).toBeCloseTo((a.value as number) - (b.value as number), 10);
      expect(found).toMatchObject({ pairs: 36, users: 12, seeds: 3, unpaired: 0 });
    }
  });
  it("are null and none where nothing can be measured", () => {
    for (const { measure } of MEASURES) expect(measure([], context)).toMatchObject({ value: null, measurements: [] });
    const refused = [{ seed: 1, episodes: [episode([], { end: { kind: "unusable", reason: null } })] }];
    const left = MEASURES.filter((m) => m.measure(refused, context).value !== null).map((m) => m.info.id);
    expect(left).toEqual(["rTraj", "len", "roundsPlayed", ...ids.filter((id) => id.startsWith("quits.")), "coverage"]);
  });
  it("give a user several episodes in a run as one cell of a ratio", () => {
    const twice = [{ seed: 1, episodes: [played([4], { user: 1 }), played([2, 3], { user: 1 }), played([5], { user: 2 })] }];
    const { value, measurements } = measureOf("rEach", twice);
    expect(value).toBe(14 / 4);
    expect(measurements.map((c) => c.user)).toEqual([1, 2]);
    expect(mean(measurements.map((c) => c.value))).toBeCloseTo(3.5, 12);
  });
});

describe("the spread of the cells is that of the value", () => {
  /**
   * What the cells of a run say the value's standard deviation is, over what it is in fresh runs of 80 users. The jackknife's is never too
   * small on average (Efron & Stein 1981): much too large for coverage, whose last users add little, somewhat for Gini.
   */
  it.each([
    ["rEach", 0.85, 1.2],
    ["longTail", 0.85, 1.2],
    ["criticCorrelation", 0.85, 1.2],
    ["coverage", 1, 2.1],
    ["gini", 1, 1.6],
  ] as const)("of %s", (id, low, high) => {
    const [users, items, times] = [80, 60, 150];
    const world = { ...catalogue, items: Array.from({ length: items }, (_, i) => ({ ...catalogue.items[i % 5]!, id: i })) };
    const values: number[] = [];
    const variances: number[] = [];
    for (let k = 0; k < times; k++) {
      const { value, measurements } = measureOf(id, [{ seed: 1, episodes: invent(users, 1000 + k, items) }], {
        ...context,
        world,
      });
      values.push(value as number);
      variances.push(mean(measurements.map((c) => (c.value - (value as number)) ** 2)) / (users - 1));
    }
    const spread = Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
    const said = Math.sqrt(mean(variances));
    expect(said / spread).toBeGreaterThan(low);
    expect(said / spread).toBeLessThan(high);
  });
});

it("300 users, 5 seeds and a catalogue of 5,000 take less than a second a measure", () => {
  const world = {
    ...catalogue,
    items: Array.from({ length: 5000 }, (_, i) => ({ ...catalogue.items[i % 5]!, id: i })),
    distance: (a: number, b: number) => Math.abs(a - b) / 5000,
  };
  const big = [1, 2, 3, 4, 5].map((seed) => ({ seed, episodes: invent(300, seed, 5000) }));
  for (const { measure } of MEASURES) {
    let measurements: ReturnType<typeof measure>["measurements"] = [];
    expect(cpuMs(() => ({ measurements } = measure(big, { world, gamma: 0.9 })))).toBeLessThan(1000);
    expect(estimateMeasurements(measurements, { resamples: 10 }).method).not.toBeNull();
  }
});
