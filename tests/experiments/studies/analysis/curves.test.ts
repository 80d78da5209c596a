/** Points of a learning curve: each less the first, paired by user and seed, after Holm's correction over the points. */
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { Group } from "../../../../experiments/studies/analysis/result.ts";
import type { StudySchedule } from "../../../../experiments/studies/spec/run-specs.ts";
import { testEpisodes } from "../again.ts";
import { holmOf } from "../again-statistics.ts";
import { scratch, tinyPlan, tinyStudy } from "../tiny.ts";

const runs = join(scratch(), "runs");
let plan: StudySchedule;
let group: Group;
beforeAll(async () => {
  plan = await tinyPlan({
    seeds: [1, 2, 3, 4],
    settings: { train: 5, test: 8, lag: 1, limit: 8 },
    arms: ["billp", "react"],
    curve: { arms: ["billp"], points: [0, 2, 5] },
  });
  group = (await tinyStudy(plan, runs)).result.groups[0] as Group;
});

const returns = (arm: string) =>
  new Map(
    (plan.armsInWorlds.find((p) => p.arm.name === arm)?.runSpecs ?? []).flatMap((s) =>
      testEpisodes(join(runs, s.id)).map((e) => [`${s.seed} ${e.user}`, e.return] as const),
    ),
  );

it("are its own episodes less those of the same users and seeds without training", () => {
  const curve = group.curves.find((c) => c.measure === "rTraj");
  const [first, ...later] = curve?.points ?? [];
  expect(first).toMatchObject({ train: 0, fromFirst: null });
  expect(later.map((p) => p.train)).toEqual([2, 5]);
  const start = returns("billp after 0");
  for (const { train, fromFirst } of later) {
    const now = returns(train === 5 ? "billp" : `billp after ${train}`);
    const differences = [...now].map(([place, value]) => value - (start.get(place) as number));
    expect(differences).toHaveLength(32);
    const mean = differences.reduce((a, b) => a + b) / 32;
    expect(fromFirst?.difference).toBeCloseTo(mean, 9);
    const [low, high] = fromFirst?.method ?? [Number.NaN, Number.NaN];
    expect((low + high) / 2).toBeCloseTo(mean, 9);
  }
  const corrected = holmOf(later.map((p) => p.fromFirst?.p as number));
  later.forEach((p, i) => {
    expect(p.fromFirst?.holm).toBeCloseTo(corrected[i] as number, 9);
  });
});

it("are concluded from point by point, and nothing is said to be level", () => {
  const line = group.conclusions.find((c) => c.startsWith("Learning curve of billp"));
  expect(line).toMatch(/against 0 training episodes, paired: (no claim after|higher after|lower after) /);
});
