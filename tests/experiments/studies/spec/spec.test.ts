/** Study files and study flags: what is right is laid out, what is wrong is named with its place. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandOf } from "../../../../apps/cli/again.ts";
import { StudyFlagsSchema, studyFields, studyOf, studySettingsFields } from "../../../../apps/cli/study.ts";
import { BillpError } from "../../../../core/errors.ts";
import { scheduleStudy } from "../../../../experiments/studies/spec/run-specs.ts";
import { listStudies, loadStudy, parseStudy, readStudy } from "../../../../experiments/studies/spec/spec.ts";
import { methodNames, policyNames } from "../../../../methods/registry.ts";
import type { World } from "../../../../worlds/world.ts";
import { tinyWorld } from "../../../stubs/tiny-world.ts";
import { userWorld } from "../../../stubs/user-worlds.ts";

const worlds = { one: tinyWorld("one@1"), two: tinyWorld("two@1") };
const loadWorld = async (id: string) => worlds[id as keyof typeof worlds];

describe("shipped studies", () => {
  it.each(listStudies())("%s is laid out on two worlds", async (name) => {
    const study = loadStudy(name);
    expect(study.name).toBe(name);
    const plan = await scheduleStudy(
      { ...study, worlds: ["one", "two"], seeds: [1, 2], settings: { ...study.settings, test: 10 } },
      loadWorld,
    );
    const ids = plan.runSpecs.map((j) => j.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const runSpec of plan.runSpecs)
      if (runSpec.priorMemories !== null) expect(ids.indexOf(runSpec.priorMemories.run)).toBeLessThan(ids.indexOf(runSpec.id)); // sources come first
    for (const { runSpecs, everySeed } of plan.armsInWorlds)
      expect(runSpecs.map((j) => j.seed)).toEqual(everySeed ? [1] : [1, 2]);
  });

  it("cover what the paper studies, and ours", () => {
    const papers = ["overall", "ablation", "backbones", "window", "critic", "long-tail", "reflections", "gamma", "training"];
    expect(listStudies()).toEqual(expect.arrayContaining([...papers, "repeats", "online", "quits", "cost"]));
  });
});

const GOOD = `title: T
question: Q?
seeds: 3
settings: { train: 10, test: 10 }
arms:
  - billp
  - { name: long, method: billp, historyLength: 30 }
vary: { gamma: [0, 0.5] }
curve: { arms: [billp], points: [0, 5] }
`;

describe("a study file", () => {
  it("is read with its defaults", () => {
    const study = readStudy(GOOD, "some/My Study.yaml");
    expect(study).toMatchObject({
      name: "my-study",
      seeds: [1, 2, 3],
      worlds: ["films"],
      arms: [{ method: "billp" }, { name: "long" }],
    });
  });

  it.each([
    ["seeds: 3", "seeds: none", /line 3, seeds/],
    ["- billp", "- bilp", /line 6, arms\.0/],
    ["historyLength: 30", "historyLength: 300", /line 7, arms\.1.*historyLength/],
    ["historyLength: 30", "histroyLength: 30", /line 7, arms\.1.*histroyLength/],
    ["title: T", "titel: T", /titel|title/],
    ["settings: { train: 10, test: 10 }", "settings: { train: -1 }", /line 4, settings\.train/],
    ["gamma: [0, 0.5]", "gamma: []", /line 8, vary\.gamma/],
    ["title: T", "title: [T", /file\.yaml:\d+ is not YAML/],
  ])("with %s written as %s says where and what", (right, wrong, interpretation) => {
    const error = failure(() => readStudy(GOOD.replace(right, wrong), "file.yaml"));
    expect(error.code).toBe("bad-study");
    expect(error.message).toMatch(/file\.yaml/);
    expect(error.message).toMatch(interpretation);
  });

  it.each([
    ["vary: { gamma: [0, 0.5] }", "vary: { gama: [0] }", /gama/],
    ["vary: { gamma: [0, 0.5] }", "vary: { gamma: [2] }", /gamma/],
    ["points: [0, 5]", "points: [0, 50]", /point 50 lies beyond/],
    ["curve: { arms: [billp]", "curve: { arms: [react]", /"react" is no arm/],
    ["name: long", "name: billp", /two arms are called "billp, gamma 0"/],
    ["seeds: 3", "seeds: 3\nbaseline: bilp", /baseline "bilp" is no arm/],
    ["historyLength: 30", "memories: { from: nobody }", /"nobody", which is no arm that learns/],
  ])("with %s written as %s cannot be laid out, and says why", async (right, wrong, interpretation) => {
    const study = readStudy(GOOD.replace(right, wrong), "file.yaml");
    const error = await scheduleStudy({ ...study, worlds: ["one"] }, loadWorld).then(
      () => new Error("it was laid out"),
      (e) => e,
    );
    expect(error).toBeInstanceOf(BillpError);
    expect(error.code).toBe("bad-study");
    expect(error.message).toMatch(interpretation);
  });

  it("mangled in any way is refused in our words, or is a study", () => {
    const mangled = fc
      .tuple(fc.nat(GOOD.length), fc.nat(30), fc.string({ maxLength: 12 }))
      .map(([at, cut, put]) => `${GOOD.slice(0, at)}${put}${GOOD.slice(at + cut)}`);
    fc.assert(
      fc.property(fc.oneof(mangled, fc.string(), fc.json()), (text) => {
        try {
          expect(readStudy(text, "file.yaml").arms.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(BillpError);
          expect((error as BillpError).code).toBe("bad-study");
          expect((error as BillpError).message).toContain("file.yaml");
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function failure(work: () => unknown): BillpError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(BillpError);
    return error as BillpError;
  }
  throw new Error("nothing was refused");
}

describe("flags", () => {
  const none = StudyFlagsSchema.parse({});

  it("make a study, or lay something over one", () => {
    const made = studyOf(null, { train: 5 }, { ...none, methods: "billp, react", seeds: "2", vary: ["case-count=0,3"] });
    expect(made).toMatchObject({ name: "compare", seeds: [1, 2], settings: { train: 5 }, vary: { caseCount: [0, 3] } });
    const laid = studyOf("reflections", { test: 7 }, { ...none, seeds: "4,9", worlds: "films,ml", curve: "0,5" });
    expect(laid).toMatchObject({ seeds: [4, 9], worlds: ["films", "ml"], settings: { train: 60, test: 7 } });
    expect(laid.curve?.points).toEqual([0, 5]);
  });

  it.each([
    [null, {}, {}, /Nothing to compare/],
    [null, {}, { methods: "billp,magic" }, /magic|arms\.1/],
    ["nope", {}, {}, /neither a study file nor a shipped study/],
    ["overall", {}, { methods: "billp" }, /methods of a study are its arms/],
    ["overall", { seed: 3 }, {}, /--seed: .*--seeds/],
    ["overall", {}, { vary: ["gamma"] }, /NAME=VALUE/],
    ["overall", {}, { vary: ["=1"] }, /NAME=VALUE/],
  ])("%s with %j and %j are refused", (name, settings, flags, interpretation) => {
    expect(failure(() => studyOf(name, settings, { ...none, ...flags })).message).toMatch(interpretation);
  });

  it("come back from the command that a report names", () => {
    const word = fc.constantFrom("films", "ml", "my world", "it's");
    const priorMemories = fc.record(
      {
        methods: fc.uniqueArray(fc.constantFrom(...methodNames(), ...policyNames()), { minLength: 1 }).map((m) => m.join(",")),
        worlds: fc.uniqueArray(word, { minLength: 1 }).map((w) => w.join(",")),
        seeds: fc.uniqueArray(fc.nat(99), { minLength: 2, maxLength: 4 }).map((s) => s.join(",")),
        vary: fc.constantFrom([], ["gamma=0,0.5"], ["gamma=0.1", "repeats=leave,allowed"]),
      },
      { requiredKeys: ["methods"] },
    );
    const settings = fc.record(
      {
        train: fc.nat(9),
        gamma: fc.constantFrom(0, 0.25),
        models: fc.constant({ actor: "offline:blind" }),
        plans: fc.constant(true),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(priorMemories, settings, (study, over) => {
        const command = commandOf(null, [
          [study, studyFields()],
          [over, studySettingsFields()],
        ]);
        const words = [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(
          (m) => m[1]?.replaceAll("'\\''", "'") ?? (m[2] as string),
        );
        expect(words.slice(0, 2)).toEqual(["billp", "compare"]);
        expect(flagsOf(words.slice(2))).toEqual({ study: { vary: [], ...study }, settings: over });
      }),
    );
  });
});

/** Flags as the command line would read them: only as much as the property needs. */
function flagsOf(words: readonly string[]) {
  const study: Record<string, unknown> = { vary: [] };
  const settings: Record<string, unknown> = {};
  for (let i = 0; i < words.length; i++) {
    const name = (words[i] as string).replace(/^--/, "");
    if (name === "plans") settings.plans = true;
    else if (name === "actor-model") settings.models = { actor: words[++i] };
    else if (name === "vary") (study.vary as unknown[]).push(words[++i]);
    else if (["methods", "worlds", "seeds"].includes(name)) study[name] = words[++i];
    else settings[name] = Number(words[++i]);
  }
  return { study, settings };
}

describe("a world whose users the seed decides", () => {
  it("has a run for every seed, also of a policy that draws nothing", async () => {
    const worlds: Record<string, World> = { films: userWorld("window"), patience: userWorld("patience") };
    const study = parseStudy({
      ...{ title: "Seeds", question: "?", seeds: [1, 2, 3], worlds: Object.keys(worlds), baseline: "greedy" },
      ...{ settings: { train: 0, test: 4 }, arms: ["greedy", "random"] as never },
    });
    const { armsInWorlds } = await scheduleStudy(study, async (id) => worlds[id] as World);
    const found = armsInWorlds.map((a) => [a.world.id, a.arm.name, a.everySeed, a.runSpecs.length]);
    expect(found).toEqual([
      ["window@1", "greedy", true, 1],
      ["window@1", "random", false, 3],
      ["patience@1", "greedy", false, 3],
      ["patience@1", "random", false, 3],
    ]);
  });
});
