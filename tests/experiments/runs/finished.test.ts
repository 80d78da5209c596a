/** A finished run that is resumed is read back from its files: without its databases, and without touching anything. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import type { Memories } from "../../../memory/entries.ts";
import { createScript } from "../../../models/scripted.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "./hash-model.ts";

const base = mkdtempSync(join(tmpdir(), "billp-finished-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function play(out: string, settings: SettingsInput, more: { resume?: boolean; priorMemories?: Memories } = {}) {
  const { chat, calls } = createScript(hashScript);
  const runtime = { chat, loadWorld: async () => tinyWorld() };
  let planned = 0;
  const onStart = (plan: readonly unknown[]) => {
    planned = plan.length;
  };
  const result = await runExperiment({ settings, out, workers: 3, runtime, onStart, ...more });
  return { ...result, calls: calls.length, planned };
}

function dropDatabases(out: string, ...names: ("checkpoints" | "calls")[]): void {
  for (const name of names) for (const end of ["", "-wal", "-shm"]) rmSync(`${runFiles(out)[name]}${end}`, { force: true });
}
const contents = (out: string) =>
  Object.fromEntries(
    readdirSync(out)
      .sort()
      .map((name) => [name, [readFileSync(join(out, name)).toString("base64"), statSync(join(out, name)).mtimeMs]]),
  );

const SMALL: SettingsInput = { method: "billp", train: 6, test: 3, limit: 4, lag: 2, plans: true };

describe("a finished run", () => {
  test.each<[string, SettingsInput]>([
    ["billp", SMALL],
    ["online", { ...SMALL, memory: "online" }],
    ["act-only", { ...SMALL, method: "act-only" }],
    ["random", { ...SMALL, method: "random", train: 0 }],
  ])("of %s gives the same without its databases, and every byte stays", async (name, settings) => {
    const out = join(base, name);
    const first = await play(out, settings);
    dropDatabases(out, "checkpoints", "calls");
    const before = contents(out);
    const again = await play(out, settings, { resume: true });
    expect(contents(out)).toEqual(before);
    expect(again).toMatchObject({ calls: 0, planned: first.planned });
    expect(again.episodes).toEqual(first.episodes);
    expect(again.memories).toEqual(first.memories);
    expect({ ...again.summary, wallMs: 0 }).toEqual({ ...first.summary, wallMs: 0 });
    expect(again.summary).toEqual(JSON.parse(readFileSync(runFiles(out).summary, "utf8")));
  });

  test("with its databases is read back as well, and files that are lost are written from them anew", async () => {
    const out = join(base, "whole");
    const first = await play(out, SMALL);
    const before = contents(out);
    expect(await play(out, SMALL, { resume: true })).toMatchObject({ calls: 0, episodes: first.episodes });
    expect(contents(out)).toEqual(before);
    rmSync(runFiles(out).episodes);
    const mended = await play(out, SMALL, { resume: true });
    expect(mended).toMatchObject({ calls: 0, episodes: first.episodes, memories: first.memories });
    expect(contents(out)["episodes.jsonl"]?.[0]).toBe(before["episodes.jsonl"]?.[0]);
  });

  test("remembers what it was given", async () => {
    const priorMemories = (await play(join(base, "giver"), SMALL)).memories[0] as Memories;
    const out = join(base, "given");
    const first = await play(out, SMALL, { priorMemories });
    dropDatabases(out, "checkpoints");
    const again = await play(out, SMALL, { priorMemories, resume: true });
    expect(again.memories).toEqual(first.memories);
    expect(again.memories[0]?.experience.every((e) => e.episode === 0)).toBe(true);
    await expect(play(out, SMALL, { resume: true })).rejects.toMatchObject({ code: "resume-mismatch" });
  });

  test("must be the same run, and be whole", async () => {
    const out = join(base, "other");
    await play(out, SMALL);
    dropDatabases(out, "checkpoints", "calls");
    await expect(play(out, { ...SMALL, gamma: 0.7 }, { resume: true })).rejects.toMatchObject({ code: "resume-mismatch" });
    await expect(play(out, SMALL)).rejects.toMatchObject({ code: "run-folder" });
    const { episodes } = runFiles(out);
    const lines = readFileSync(episodes, "utf8").split("\n");
    for (const damaged of [lines.slice(1).join("\n"), "{", `${lines[0]?.slice(0, 40)}\n`]) {
      writeFileSync(episodes, damaged);
      await expect(play(out, SMALL, { resume: true })).rejects.toMatchObject({
        code: "bad-input",
        message: expect.stringContaining(episodes),
      });
    }
  });
});
