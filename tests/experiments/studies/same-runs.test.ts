/** Identical runs: known beforehand they are played once, found afterwards they are counted once; either way the report says so. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Group } from "../../../experiments/studies/analysis/result.ts";
import type { StudySchedule } from "../../../experiments/studies/spec/run-specs.ts";
import { EVERY_SEED } from "../../../experiments/studies/spec/same-run.ts";
import { scratch, tinyPlan, tinyStudy } from "./tiny.ts";

const runs = join(scratch(), "runs");
let plan: StudySchedule;
let group: Group;
beforeAll(async () => {
  plan = await tinyPlan({
    seeds: [3, 4, 5],
    settings: { train: 4, test: 6, lag: 2, limit: 6 },
    baseline: "billp",
    arms: [
      ...["billp", "billp-no-micro", "reflexion", "react", "act-only", "greedy", "random"],
      { name: "emptied", method: "billp", train: 0 },
      { name: "blind", method: "react", model: "offline:blind" },
    ],
  });
  group = (await tinyStudy(plan, runs)).result.groups[0] as Group;
});
const arm = (name: string) => group.arms.find((a) => a.name === name) as Group["arms"][number];
const seedsOf = (name: string) => arm(name).runs.map((r) => r.seed);

describe("runs that are the same by construction", () => {
  it("are one run: for every seed of an arm that learns nothing from the offline model, and of a policy that draws nothing", () => {
    for (const name of ["react", "act-only", "greedy"]) {
      expect(seedsOf(name), name).toEqual([EVERY_SEED]);
      expect(arm(name)).toMatchObject({ everySeed: true, episodes: 6 });
    }
    for (const name of ["billp", "random"]) expect(seedsOf(name), name).toEqual([3, 4, 5]);
    const planned = (name: string) => plan.armsInWorlds.find((p) => p.arm.name === name);
    expect(planned("blind")).toMatchObject({ everySeed: false, runSpecs: { length: 3 } }); // its answers hang on the prompt's drawn kinds
  });

  it("and under two names of one wiring", () => {
    expect(arm("reflexion").runs).toEqual(arm("billp-no-micro").runs);
    const played = readdirSync(runs);
    expect(played.filter((id) => id.startsWith("reflexion"))).toEqual([]);
    expect(played).toHaveLength(plan.runSpecs.length);
  });
});

describe("runs that came out the same", () => {
  it("count once: an arm without entries is one run, though it was played for each seed", () => {
    expect(plan.armsInWorlds.find((p) => p.arm.name === "emptied")?.runSpecs).toHaveLength(3);
    expect(arm("emptied")).toMatchObject({ everySeed: true, episodes: 6 });
  });

  it("two of them are compared over their users alone, one with a trained arm over its seeds", () => {
    const row = (name: string) => group.comparisons.find((c) => c.arm === name && c.measure === "rTraj");
    expect(row("react")).toMatchObject({ pairs: 18, seeds: 3, users: 6, unit: "users and seeds" });
    expect(row("random")).toMatchObject({ pairs: 18, seeds: 3, unit: "users and seeds" });
  });

  it("are one chance to be wrong: their rows share one corrected p", () => {
    const p = (name: string) => group.comparisons.filter((c) => c.arm === name).map((c) => c.p.holm);
    expect(p("reflexion")).toEqual(p("billp-no-micro"));
  });

  it("are named in the report", () => {
    const said = group.cautions.join("\n");
    expect(said).toMatch(/react, act-only, greedy, emptied and blind play the same for every seed: one run each, counted once/);
    expect(said).toMatch(/billp-no-micro and reflexion recommended the same in every round: 2 names of one result/);
    expect(said).toMatch(/react, .*emptied and blind recommended the same/);
  });
});

describe("what is called highest", () => {
  it("is contrasted with each of the others, paired, and each result counts once", () => {
    const line = group.conclusions.find((c) => c.startsWith("The highest R_traj"));
    expect(line).toMatch(/paired with each of the others, as methods: /);
    expect(line).not.toMatch(/reflexion|emptied|greedy/);
  });
});
