/** What cannot be forked is refused in words, and leaves nothing behind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { openCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import { fork, forksOf, play, SETTINGS } from "./played.ts";

const base = mkdtempSync(join(tmpdir(), "billp-refused-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const folder = join(base, "run");
beforeAll(async () => {
  await play(folder);
  await fork(folder, { episode: 1, round: 1, overrides: ["settings.limit=1"] });
});

async function threads(): Promise<string[]> {
  const checkpoints = await openCheckpoints(runFiles(folder).checkpoints);
  const found = checkpoints.threads();
  checkpoints.close();
  return found;
}

describe("what cannot be forked is refused in words, and leaves nothing", () => {
  const cases: [string, Parameters<typeof fork>[1], object][] = [
    [
      "an unknown episode",
      { episode: 99, round: 1, overrides: [] },
      { code: "bad-input", message: expect.stringContaining("the run has 17") },
    ],
    [
      "an unknown round",
      { episode: 1, round: 50, overrides: [] },
      { code: "bad-input", message: expect.stringMatching(/no round 50 .* it has \d/) },
    ],
    [
      "an unknown fork",
      { episode: 1, round: 1, overrides: [], from: "f0" },
      { code: "bad-input", hint: expect.stringMatching(/It has/) },
    ],
    [
      "an unknown key",
      { episode: 1, round: 1, overrides: ["settings.gama=1"] },
      { code: "bad-settings", hint: expect.stringContaining("settings.gamma") },
    ],
    ["another run", { episode: 1, round: 1, overrides: ["settings.world=films"] }, { code: "bad-settings" }],
    [
      "what only later episodes see",
      { episode: 1, round: 1, overrides: ["settings.lag=2"] },
      { code: "bad-settings", hint: expect.stringContaining("--to run") },
    ],
    [
      "a value out of range",
      { episode: 1, round: 1, overrides: ["settings.gamma=2"] },
      { code: "bad-settings", message: expect.stringContaining("gamma") },
    ],
    ["a value of no kind", { episode: 1, round: 1, overrides: ["settings.gamma=much"] }, { code: "bad-settings" }],
    ["a policy", { episode: 1, round: 1, overrides: ["settings.method=random"] }, { code: "bad-settings" }],
    [
      "no key at all",
      { episode: 1, round: 1, overrides: ["gamma"] },
      { code: "bad-settings", message: expect.stringContaining("key=value") },
    ],
    [
      "an entry nobody wrote",
      { episode: 9, round: 1, overrides: ["memory.drop=reflections:00003"] },
      { code: "bad-input", hint: expect.stringContaining("reflections:000003") },
    ],
    [
      "an entry it does not see yet",
      { episode: 5, round: 1, overrides: ["memory.drop=reflections:000005"] },
      { code: "bad-input" },
    ],
  ];
  test.each(cases)("%s", async (_, options, error) => {
    const forks = (await forksOf(folder)).size;
    const before = await threads();
    await expect(fork(folder, options)).rejects.toMatchObject(error);
    expect((await forksOf(folder)).size).toBe(forks);
    expect(await threads()).toEqual(before);
  });

  test("a policy's run, and one whose checkpoints are gone", async () => {
    const policy = join(base, "policy");
    await play(policy, { ...SETTINGS, method: "random", train: 0 });
    await expect(fork(policy, { episode: 1, round: 1, overrides: [] })).rejects.toMatchObject({ code: "bad-input" });
    const bare = join(base, "bare");
    await play(bare, { ...SETTINGS, train: 2, test: 1 });
    for (const end of ["", "-wal", "-shm"]) rmSync(`${runFiles(bare).checkpoints}${end}`, { force: true });
    await expect(fork(bare, { episode: 1, round: 1, overrides: [] })).rejects.toMatchObject({
      code: "run-folder",
      hint: expect.stringContaining("billp replay"),
    });
  });
});
