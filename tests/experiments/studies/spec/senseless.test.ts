/** What makes no sense in a study is refused with its place, a baseline may leave out what varies, and a report's command survives a shell. */
import { execFileSync } from "node:child_process";
import { Command } from "commander";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandOf } from "../../../../apps/cli/again.ts";
import { addFlags, givenBy } from "../../../../apps/cli/flags.ts";
import { StudyFlagsSchema, studyFields, studyOf, studySettingsFields } from "../../../../apps/cli/study.ts";
import { BillpError } from "../../../../core/errors.ts";
import { analyseStudy } from "../../../../experiments/studies/analysis/analyse.ts";
import { scheduleStudy } from "../../../../experiments/studies/spec/run-specs.ts";
import { parseStudy, readStudy, type StudyInput } from "../../../../experiments/studies/spec/spec.ts";
import { loadWorld } from "../../../../worlds/format/load.ts";
import { tinyWorld } from "../../../stubs/tiny-world.ts";

/** The error that a piece of work ends in; a test fails when it ends in none. */
async function errorOf(work: () => unknown): Promise<BillpError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(BillpError);
    return error as BillpError;
  }
  throw new Error("nothing was thrown");
}

/** Text of a study, and what the complaint must say. */
const WRONG: readonly [string, string, RegExp][] = [
  ["a tab for spaces", "title: t\nquestion: q\narms:\n\t- billp", /f\.yaml:4 is not YAML/],
  ["an unknown field", "title: t\nquestion: q\narms: [billp]\nbasline: billp", /f\.yaml.*basline/],
  ["an unknown method", "title: t\nquestion: q\narms:\n  - billp\n  - bilp", /line 5, arms\.1.*act-only/],
  ["an unknown setting of an arm", "title: t\nquestion: q\narms:\n  - { method: billp, windw: 3 }", /line 4, arms\.0.*windw/],
  ["a setting out of range", "title: t\nquestion: q\nsettings:\n  gamma: 2\narms: [billp]", /line 4, settings\.gamma/],
  ["no arms", "title: t\nquestion: q\narms: []", /line 3, arms/],
  ["no title", "question: q\narms: [billp]", /f\.yaml.*title/],
  ["nothing", "", /f\.yaml/],
  ["a list", "- billp", /f\.yaml/],
  ["two documents", "title: t\n---\ntitle: u", /f\.yaml/],
  ["an alias without an anchor", "title: *t\nquestion: q\narms: [billp]", /f\.yaml:1/],
  ["a field given twice", "title: t\nquestion: q\ntitle: u\narms: [billp]", /f\.yaml:3/],
  ["half seeds", "title: t\nquestion: q\nseeds: 2.5\narms: [billp]", /line 3, seeds/],
];

describe("a study file with", () => {
  it.each(WRONG)("%s is refused with its place", async (_, text, interpretation) => {
    const error = await errorOf(() => readStudy(text, "f.yaml"));
    expect(error.code).toBe("bad-study");
    expect(error.message).toMatch(interpretation);
  });
});

const ok: StudyInput = { title: "t", question: "q", arms: ["billp", "react"] };
const SENSELESS: readonly [string, Partial<StudyInput>, RegExp][] = [
  ["two arms of one name", { arms: ["billp", "billp"] }, /two arms are called "billp"/],
  ["a baseline that is no arm", { baseline: "bilp" }, /baseline "bilp" is no arm/],
  ["half a baseline", { vary: { gamma: [0, 0.5] }, baseline: "billp, gamma 0.7" }, /no arm/],
  ["an unknown setting to vary", { vary: { windw: [1] } }, /windw/],
  ["a value out of range to vary", { vary: { gamma: [0.5, 7] } }, /gamma/],
  ["a seed to vary", { vary: { seed: [1, 2] } }, /vary: seed is no setting/],
  ["a world to vary", { vary: { world: ["films"] } }, /vary: world is no setting/],
  ["a method to vary", { vary: { method: ["react"] } }, /vary: method is no setting/],
  ["a seed twice", { seeds: [3, 3] }, /seed 3 is named twice/],
  ["a world twice", { worlds: ["films", "films"] }, /world films@\d+ is named twice/],
  ["memories of nobody", { arms: [{ method: "billp", memories: { from: "x" } }] }, /memories from "x"/],
  ["a curve of one that does not learn", { curve: { arms: ["react"], points: [0] } }, /does not train/],
  ["a curve beyond the training", { curve: { arms: ["billp"], points: [101] } }, /beyond the 100/],
  ["a curve of nobody", { curve: { arms: ["x"], points: [1] } }, /"x" is no arm/],
];

describe("a study with", () => {
  it.each(SENSELESS)("%s is refused", async (_, part, interpretation) => {
    const error = await errorOf(() => scheduleStudy(parseStudy({ ...ok, ...part }), loadWorld));
    expect(error.code).toBe("bad-study");
    expect(error.message).toMatch(interpretation);
  });

  it.each([
    ["billp", ["billp, gamma 0, window 2"]],
    ["billp, gamma 0.5", ["billp, gamma 0.5, window 2"]],
    ["react, window 4", ["react, gamma 0, window 4", "billp, gamma 0, window 2"]],
  ])("the baseline %s, short of what varies, is legal", async (baseline, expected) => {
    const study = parseStudy({ ...ok, baseline, settings: { train: 2, test: 2 }, vary: { gamma: [0, 0.5], window: [2, 4] } });
    const plan = await scheduleStudy(study, async () => tinyWorld());
    const { groups } = await analyseStudy(plan, { runs: "/nowhere", command: "" });
    expect(groups.map((g) => g.baseline)).toEqual(expect.arrayContaining(expected));
  });
});

/** The words of a command as a shell gives them. */
function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/(?:[^\s'\\]|'[^']*'|\\.)+/gs)].map(([w]) => w);
  return words.map((w) => w.replace(/'([^']*)'|\\(.)/gs, (_, quoted, escaped) => quoted ?? escaped));
}

/** What `billp compare` understands of its words. */
function understood(words: readonly string[]) {
  const command = new Command("compare").argument("[study]").exitOverride();
  addFlags(command, studyFields(), "");
  addFlags(command, studySettingsFields(), "");
  command.parse([...words], { from: "user" });
  const [study, settings] = [givenBy(command, studyFields()), givenBy(command, studySettingsFields())];
  return { name: command.args[0] ?? null, study, settings };
}

function studyFrom({ name, study, settings }: ReturnType<typeof understood>) {
  return studyOf(name, settings, StudyFlagsSchema.parse(study));
}

describe("the command of a study", () => {
  const some = <T>(list: readonly T[], minLength = 1) => fc.subarray([...list], { minLength }).map((l) => l.join(","));
  const flag = (name: string, values: fc.Arbitrary<string>) => fc.option(values.map((v) => [`--${name}`, v])).map((v) => v ?? []);
  const more = fc.tuple(
    flag("seeds", fc.constantFrom("1", "3", "4,2", "7,11,13")),
    flag("worlds", fc.constantFrom("films", "films,a folder/it's one", "$HOME/x")),
    flag("vary", fc.constantFrom("gamma=0,0.5", "plan-memory=true,false", "memory=frozen,online", "limit=5,9")),
    flag("vary", fc.constantFrom("window=1,2,4")),
    flag("train", fc.constantFrom("4", "12")),
    flag("actor-model", fc.constantFrom("offline:blind", "openai:some model")),
    flag("test", fc.constantFrom("3", "20")),
  );
  const named = fc.tuple(
    fc.constantFrom("overall", "ablation", "quits", "long-tail").map((n) => [n]),
    more,
  );
  const byFlags = fc.tuple(
    some(["billp", "react", "random"]).map((m) => ["--methods", m]),
    more,
  );

  it("gives the study again", () => {
    fc.assert(
      fc.property(fc.oneof(named, byFlags), ([head, rest]) => {
        const first = understood([...head, ...rest.flat()]);
        const command = commandOf(first.name, [
          [first.study, studyFields()],
          [first.settings, studySettingsFields()],
        ]);
        const words = wordsOf(command);
        expect(words.slice(0, 2)).toEqual(["billp", "compare"]);
        const second = understood(words.slice(2));
        expect(second).toEqual(first);
        expect(studyFrom(second)).toEqual(studyFrom(first));
      }),
      { numRuns: 300 },
    );
  });

  it("is what a shell takes it for", () => {
    const asked = ["--worlds", "a folder/it's $HOME `x`,films", "--methods", "billp", "--vary", "gamma=0,0.5"];
    const first = understood(asked);
    const command = commandOf(null, [[first.study, studyFields()]]);
    const shell = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n");
    expect(shell).toEqual(wordsOf(command));
    expect(understood(shell.slice(2))).toEqual(first);
  });
});
