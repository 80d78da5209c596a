/** Attainable claims: a study that cannot reach 5 % is refused before it is played, with the least number of seeds that can. */
import { describe, expect, it } from "vitest";
import { signFlip } from "../../../../experiments/evaluation/statistics/flips.ts";
import { holm } from "../../../../experiments/evaluation/statistics/holm.ts";
import { checkAttainable, seedsNeeded, unattainable } from "../../../../experiments/studies/analysis/attainable.ts";
import { scheduleStudy } from "../../../../experiments/studies/spec/run-specs.ts";
import { listStudies, loadStudy } from "../../../../experiments/studies/spec/spec.ts";
import { loadTiny, tinyPlan } from "../tiny.ts";

const SETTINGS = { train: 2, test: 3 };
const online = (seeds: number, more: object = {}) =>
  tinyPlan({
    seeds,
    settings: SETTINGS,
    arms: ["billp", { name: "online", method: "billp", memory: "online" }],
    ...more,
  });

describe("a study with online memory", () => {
  it("is refused with five seeds and with six, and the number that is named can reach 5 %, in the least of cases", async () => {
    for (const seeds of [2, 5, 6])
      expect(() => checkAttainable.call(null, plans.get(seeds) as never), String(seeds)).toThrow(
        /cannot reach 5 %.*online memory/s,
      );
    expect(unattainable(plans.get(6) as never)[0]?.seeds).toBe(7);
    expect(unattainable(await online(7))).toEqual([]);
    for (const rows of [1, 3, 6, 30]) {
      const needed = seedsNeeded(rows);
      const best = (seeds: number) =>
        holm(Array.from({ length: rows }, () => signFlip(new Float64Array(seeds).fill(1)) as number))[0] as number;
      expect(best(needed)).toBeLessThanOrEqual(0.05);
      expect(best(needed - 1)).toBeGreaterThan(0.05);
    }
  });

  it("is played as it is where it says that it only describes", async () => {
    expect(() => checkAttainable(descriptive as never)).not.toThrow();
  });
});

const plans = new Map(await Promise.all([2, 5, 6].map(async (seeds) => [seeds, await online(seeds)] as const)));
const descriptive = await online(5, { descriptive: true });

describe("other studies", () => {
  it("need two trainings, but not where both arms are the same for every seed", async () => {
    const one = await tinyPlan({ seeds: 1, settings: SETTINGS, arms: ["billp", "react"] });
    expect(() => checkAttainable(one)).toThrow(/with 1 seed,.*one training says nothing/s);
    const fixed = await tinyPlan({ seeds: 1, settings: SETTINGS, arms: ["react", "act-only", "greedy"] });
    expect(() => checkAttainable(fixed)).not.toThrow();
  });

  it("that are shipped can all reach 5 %, or say that they describe", async () => {
    for (const name of listStudies()) {
      const study = { ...loadStudy(name), worlds: ["tiny", "other"] };
      const small = { ...study, settings: { ...study.settings, train: 2, test: 3 }, curve: undefined };
      expect(() => checkAttainable, name).not.toThrow();
      checkAttainable(await scheduleStudy(small as never, loadTiny));
    }
  });
});
