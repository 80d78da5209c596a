/** A study from its plan to its report: what is compared with what, what counts, and what changes nothing. Its numbers: every-number.test.ts. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Group } from "../../../experiments/studies/analysis/result.ts";
import { type ComparedStudy, compareStudy } from "../../../experiments/studies/compare.ts";
import { type StudySchedule, scheduleStudy } from "../../../experiments/studies/spec/run-specs.ts";
import { parseStudy, type StudyInput } from "../../../experiments/studies/spec/spec.ts";
import { createScript } from "../../../models/scripted.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "../runs/hash-model.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-study-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const worlds = { tiny: tinyWorld(), other: tinyWorld("other@1") };
const loadWorld = async (id: string) => worlds[id as keyof typeof worlds];

interface Compared extends ComparedStudy {
  readonly plan: StudySchedule;
  readonly calls: number;
}

/** Plays a study on the tiny worlds with a model whose answers follow from its prompts; `calls` counts what it was asked. */
async function compare(
  input: StudyInput,
  { out = "report", runs = "runs", parallelRuns = 2, before = (_: StudySchedule) => {} } = {},
): Promise<Compared> {
  const plan = await scheduleStudy(parseStudy({ worlds: ["tiny"], ...input }), loadWorld);
  before(plan);
  const { chat, calls } = createScript(hashScript);
  const compared = await compareStudy(plan, {
    ...{
      runs: join(folder, runs),
      out: join(folder, out),
      command: "billp compare test",
      workers: 3,
      keepCheckpoints: false,
      parallelRuns,
    },
    runtime: { loadWorld, chat },
  });
  return { ...compared, plan, calls: calls.length };
}

const SETTINGS = { train: 4, test: 6, lag: 2, limit: 4 };
const STUDY: StudyInput = {
  title: "Test",
  question: "?",
  seeds: [1, 5],
  settings: SETTINGS,
  baseline: "billp",
  arms: [
    "billp",
    "react",
    "random",
    "greedy",
    { name: "shuffled", method: "billp", memories: { from: "billp", change: "shuffled" } },
  ],
  curve: { arms: ["billp"], points: [0, 2, 4] },
};

describe("a study", () => {
  let study: Compared;
  let group: Group;
  beforeAll(async () => {
    study = await compare(STUDY);
    group = study.result.groups[0] as Group;
  });
  it("has a learning curve that ends at the arm itself, and begins at the method without entries", async () => {
    const curve = group.curves.find((c) => c.measure === "rTraj");
    expect(curve?.points.map((p) => p.train)).toEqual([0, 2, 4]);
    expect(curve?.points.at(-1)?.value).toBe(group.arms[0]?.values.rTraj?.value);
    const emptied = await compare(
      { ...STUDY, arms: [{ method: "billp", train: 0 }], curve: undefined, baseline: undefined },
      { out: "emptied" },
    );
    expect(curve?.points[0]?.value).toBe(emptied.result.groups[0]?.arms[0]?.values.rTraj?.value);
  });

  it("depends neither on how many runs play side by side nor on their order", async () => {
    await compare(STUDY, { out: "alone", runs: "runs-alone", parallelRuns: 1 });
    await compare(STUDY, { out: "beside", runs: "runs-beside", parallelRuns: 5 });
    const files = readdirSync(join(folder, "report")).sort();
    expect(files).toContain("report.html");
    for (const other of ["alone", "beside"]) {
      expect(readdirSync(join(folder, other)).sort()).toEqual(files);
      for (const file of files)
        expect(readFileSync(join(folder, other, file), "utf8"), file).toBe(readFileSync(join(folder, "report", file), "utf8"));
    }
  });

  it("is had again without playing anything", async () => {
    const again = await compare(STUDY, { out: "again" });
    expect(again.calls).toBe(0);
    expect(again.result).toEqual(study.result);
    const part = await compare({ ...STUDY, arms: ["react", "billp"], curve: undefined, seeds: [5] }, { out: "part" });
    expect(part.calls).toBe(0);
  });
});

describe("what is compared with what", () => {
  it("other rules make another group, and so does another world", async () => {
    const { result } = await compare({
      ...{
        title: "Rules",
        question: "?",
        worlds: ["tiny", "other"],
        seeds: [1],
        settings: { ...SETTINGS, test: 2 },
        arms: ["react", "random"],
      },
      vary: { repeats: ["leave", "allowed"], fidelity: ["default", "paper"] },
    });
    expect(result.groups).toHaveLength(8);
    expect(new Set(result.groups.map((g) => g.id)).size).toBe(8);
    for (const group of result.groups) {
      expect(group.arms.map((a) => a.method)).toEqual(["react", "random"]);
      for (const row of group.comparisons)
        expect(group.arms.map((a) => a.name)).toEqual(expect.arrayContaining([row.arm, row.baseline]));
    }
  });

  it("one seed says nothing of a method", async () => {
    const { result } = await compare({ title: "One", question: "?", seeds: [4], settings: SETTINGS, arms: ["react", "random"] });
    const [group] = result.groups as [Group];
    expect(group.comparisons.every((c) => c.method === null && c.p.holm === null)).toBe(true);
    expect(group.conclusions.every((s) => s.includes("no claim"))).toBe(true);
    expect(group.cautions.join(" ")).toContain("One seed");
  });

  it("with online memory the seed is the unit", async () => {
    const arms = [
      { method: "billp" as const, name: "frozen" },
      { method: "billp" as const, name: "online", memory: "online" as const },
    ];
    const { result } = await compare({ title: "Online", question: "?", seeds: [1, 2, 3], settings: SETTINGS, arms });
    const [group] = result.groups as [Group];
    expect(group.arms.map((a) => a.memory)).toEqual(["frozen", "online"]);
    for (const row of group.comparisons) {
      expect(row).toMatchObject({ unit: "seeds", trainedRuns: null });
      if (row.p.seeds !== null) expect(row.p.seeds).toBeGreaterThanOrEqual(0.25);
    }
    expect(group.cautions.join(" ")).toContain("the seed is the unit");
  });
});

describe("what counts", () => {
  it("is a run that is finished; what is missing is named", async () => {
    const study: StudyInput = {
      title: "Missing",
      question: "?",
      seeds: [1, 2, 3],
      settings: SETTINGS,
      arms: ["billp", "reflexion"],
    };
    const refusing = { name: "refusing", method: "billp" as const, temperature: 1.5 };
    const plan = await scheduleStudy(parseStudy({ worlds: ["tiny"], ...study, arms: [...study.arms, refusing] }), loadWorld);
    const { chat } = createScript(hashScript);
    const seen: number[] = [];
    const compared = await compareStudy(plan, {
      ...{ runs: join(folder, "missing"), out: null, command: "x", workers: 1, keepCheckpoints: false, parallelRuns: 1 },
      runtime: {
        loadWorld: async (id) => (seen.push(1) > 3 ? Promise.reject(new Error("the disk is gone")) : loadWorld(id)),
        chat,
      },
    });
    expect(compared.failed.size).toBeGreaterThan(0);
    expect(compared.result.complete).toBe(false);
    expect(compared.result.missing.join(" ")).toContain("the disk is gone");
    const [group] = compared.result.groups as [Group];
    const played = group.arms.map((a) => a.runs.length);
    expect(played.reduce((a, b) => a + b)).toBe(plan.runSpecs.length - compared.failed.size);
    for (const arm of group.arms) expect(arm.episodes).toBe(6 * arm.runs.length);
    const runsOf = (name: string) => group.arms.find((a) => a.name === name)?.runs.length ?? 0;
    for (const row of group.comparisons) expect(row.pairs).toBe(6 * Math.min(runsOf(row.arm), runsOf(row.baseline)));
  });

  it("nothing finished at all is said, and no number is made up", async () => {
    const plan = await scheduleStudy(
      parseStudy({ title: "None", question: "?", worlds: ["tiny"], arms: ["react", "random"], settings: SETTINGS }),
      loadWorld,
    );
    const stop = AbortSignal.abort(new Error("stopped before it began"));
    const compared = await compareStudy(plan, {
      ...{
        runs: join(folder, "none"),
        out: join(folder, "none-report"),
        command: "x",
        workers: 1,
        keepCheckpoints: false,
        parallelRuns: 2,
        signal: stop,
      },
    });
    expect(compared.result.complete).toBe(false);
    expect(compared.result.missing.length).toBeGreaterThan(2);
    const [group] = compared.result.groups as [Group];
    expect(group.arms.every((a) => a.episodes === 0 && Object.values(a.values).every((v) => v.value === null))).toBe(true);
    expect(group.comparisons.every((c) => c.difference === null)).toBe(true);
    expect(existsSync(join(folder, "none-report", "report.html"))).toBe(true);
  });
});
