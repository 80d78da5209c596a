/** One reader of a run's settings.json: damage gives the same error, and an older file the same run, whatever is done with the folder. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { main } from "../../apps/cli/main.ts";
import { openRuns } from "../../apps/view/server/runs.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { forkRun } from "../../experiments/forks/fork.ts";
import { replayLive } from "../../experiments/replay/live.ts";
import { replayRun } from "../../experiments/replay/replay.ts";
import { pruneRun } from "../../experiments/runs/prune.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { runFiles } from "../../experiments/runs/store/files.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { compareStudy } from "../../experiments/studies/compare.ts";
import { type StudySchedule, scheduleStudy } from "../../experiments/studies/spec/run-specs.ts";
import { parseStudy } from "../../experiments/studies/spec/spec.ts";
import { pushRun } from "../../integrations/langsmith/push.ts";
import { readStudioRun } from "../../integrations/studio/import.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { using } from "../integrations/langsmith/harness.ts";
import { startLangSmithStub } from "../stubs/langsmith-server.ts";

type Stored = { settings: Record<string, unknown> } & Record<string, unknown>;

const base = mkdtempSync(join(tmpdir(), "billp-settings-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

let schedule: StudySchedule;
let run: string;
let settings: ResolvedSettings;
const study = (runs: string) =>
  compareStudy(schedule, {
    ...{ runs, out: null, command: "x", workers: 2, parallelRuns: 1, keepCheckpoints: true },
    runtime: { loadWorld },
  });

beforeAll(async () => {
  const asked = { title: "t", question: "?", worlds: ["films"], arms: ["billp"], seeds: [1] };
  schedule = await scheduleStudy(parseStudy({ ...asked, settings: { train: 3, test: 2, limit: 4 } }), loadWorld);
  expect((await study(join(base, "whole"))).result.complete).toBe(true);
  run = schedule.runSpecs[0]?.id as string;
  settings = (await folderStore.openRun(join(base, "whole", run))).identity.settings;
});

let count = 0;
/** A copy of the run, in a folder of runs of its own, with another settings.json; null: none. */
function copyWith(change: (text: string) => string | null): { runs: string; folder: string; file: string } {
  const runs = join(base, String(count++));
  const folder = join(runs, run);
  cpSync(join(base, "whole", run), folder, { recursive: true });
  const file = runFiles(folder).settings;
  const text = change(readFileSync(file, "utf8"));
  if (text === null) rmSync(file);
  else writeFileSync(file, text);
  return { runs, folder, file };
}

const changed = (change: (stored: Stored) => Stored) => (text: string) => JSON.stringify(change(JSON.parse(text)), null, 2);
const settingsAs = (more: Record<string, unknown>) =>
  changed((stored) => ({ ...stored, settings: { ...stored.settings, ...more } }));

/** What is wrong with the file, and what the error says of it. */
const DAMAGES: readonly [string, (text: string) => string | null, RegExp][] = [
  ["missing", () => null, /there is no such file/],
  ["empty", () => "", /not JSON/],
  ["cut in half", (text) => text.slice(0, text.length / 2), /not JSON, perhaps cut off/],
  ["no object", () => "[]", /field run/],
  ["without settings", changed(({ settings: _, ...rest }) => rest as Stored), /field settings/],
  ["without a world", changed(({ world: _, ...rest }) => rest as Stored), /field world/],
  ["with an unknown field", changed((stored) => ({ ...stored, flavour: 1 })), /"flavour"/],
  ["with an unknown setting", settingsAs({ flavour: 1 }), /"flavour"/],
  ["with a value that cannot be", settingsAs({ lag: "many" }), /lag: /],
];

/** What people and programs do with a run folder. */
const COMMANDS: Record<string, (folder: string) => Promise<unknown>> = {
  resume: async (folder) => runExperiment({ settings, out: folder, resume: true }),
  replay: (folder) => replayRun({ folder }),
  "live replay": (folder) => replayLive({ folder }),
  fork: (folder) => forkRun({ folder, episode: 2, round: 1, overrides: [] }),
  prune: (folder) => pruneRun(folder),
  studio: (folder) => readStudioRun(folder, []),
  push: (folder) => pushRun(folder, null),
  view: (folder) => openRuns(join(folder, "..")).read(run),
};

describe.each(DAMAGES)("a settings.json that is %s", (damage, change, says) => {
  const names = Object.keys(COMMANDS).filter((name) => damage !== "missing" || !["resume", "view"].includes(name));

  test(`is the same error to ${names.join(", ")}`, async () => {
    const { folder, file } = copyWith(change);
    for (const name of names) {
      const error = await (COMMANDS[name] as (f: string) => Promise<unknown>)(folder).catch((e: unknown) => e);
      expect(error, name).toMatchObject({
        code: "run-folder",
        message: expect.stringMatching(says),
        hint: expect.stringContaining("billp run --out"),
      });
      expect((error as Error).message, name).toMatch(new RegExp(`^${file} cannot be read: `));
    }
  });

  test("is said on the command line, with what to do", async () => {
    const { folder, file } = copyWith(change);
    const lines = ["run --resume --out @", "replay @", "fork @ --episode 2 --round 1", "prune @", "studio @", "langsmith push @"];
    for (const line of lines) {
      const err: string[] = [];
      vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0);
      expect(await main(["node", "billp", ...line.replace("@", folder).split(" ")]), line).toBe(1);
      const [first, second] = err.join("").split("\n");
      expect(first, line).toMatch(says);
      expect(first, line).toContain(`billp: ${file} cannot be read: `);
      expect(second, line).toMatch(/^ {2}\S/);
    }
  });

  test("fails its run of a study, and no other; the page names it in its list", async () => {
    const { runs, file } = copyWith(change);
    const { failed, result } = await study(runs);
    expect(result.complete).toBe(false);
    const said = damage === "missing" ? /holds files that are not a run's/ : says;
    expect(failed.get(run)).toMatch(said);
    const cards = await openRuns(runs).list();
    if (damage === "missing") expect(cards).toEqual([]);
    else expect(cards).toMatchObject([{ status: "damaged", trouble: expect.stringContaining(`${file} cannot be read: `) }]);
  });
});

/** Files of earlier versions: they lack a field, or have it under another name or in another place. */
const OLDER: readonly [string, (text: string) => string][] = [
  ["lacks `lag`", changed(({ settings: { lag: _, ...rest }, ...more }) => ({ ...more, settings: rest }))],
  ["lacks `batch`", changed(({ settings: { batch: _, ...rest }, ...more }) => ({ ...more, settings: rest }))],
  ["has only what was chosen", changed((stored) => ({ ...stored, settings: { train: 3, test: 2, limit: 4 } }))],
];

describe.each(OLDER)("an older settings.json that %s", (_, change) => {
  test("is the same run to everybody", async () => {
    const { runs, folder } = copyWith(change);
    expect((await folderStore.openRun(folder)).identity).toEqual((await folderStore.openRun(join(base, "whole", run))).identity);
    const finished = await runExperiment({ settings, out: folder, resume: true });
    expect(finished.summary.complete).toBe(true);
    expect(await replayRun({ folder })).toMatchObject({ equal: true, episodes: 5 });
    expect(await replayLive({ folder })).toMatchObject({ equal: true, asked: 0 });
    const { original, forks } = await forkRun({ folder, episode: 2, round: 1, overrides: [] });
    expect(forks[0]?.record).toEqual(original);
    expect((await readStudioRun(folder, [])).settings).toEqual(settings);
    expect((await openRuns(runs).page(run)).settings).toEqual(settings);
    const stub = await startLangSmithStub();
    await using(stub, () => pushRun(folder, null)).finally(() => stub.close());
    for (const { inputs } of stub.data.examples) expect(inputs.settings).toEqual(settings);
    const begun = await study(runs);
    expect(begun).toMatchObject({ failed: new Map(), result: { complete: true } });
    expect(await pruneRun(folder)).toMatchObject({ finished: true, checkpoints: { after: 0 } });
  });
});

test("prior memories and a fork's changes are read under the names of the first version, and told of once", async () => {
  const told = vi.spyOn(console, "warn");
  const parent = { run: "p", fork: "f", episode: 1, round: 1, stream: 0 };
  const old = changed((stored) => ({
    ...stored,
    settings: { ...stored.settings, given: "hash" },
    parent: { ...parent, sets: ["plan=x"] },
  }));
  const { folder } = copyWith(old);
  for (let i = 0; i < 2; i++) {
    const { identity } = await folderStore.openRun(folder);
    expect(identity).toMatchObject({ settings, priorMemories: "hash", parent: { ...parent, overrides: ["plan=x"] } });
    expect(Object.keys(identity.settings)).not.toContain("given");
  }
  await expect(runExperiment({ settings, out: folder, resume: true })).rejects.toMatchObject({
    code: "resume-mismatch",
    message: expect.stringContaining('memories ("hash" there, "none" now)'),
  });
  expect(told.mock.calls.filter(([line]) => /given|sets/.test(String(line)))).toHaveLength(2);
});
