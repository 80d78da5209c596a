/** Processes of a study: one that dies takes its run with it, and nothing else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { finishedRun } from "../../../experiments/studies/execute/play-run.ts";
import { openProcess } from "../../../experiments/studies/execute/processes.ts";
import { scheduleStudy } from "../../../experiments/studies/spec/run-specs.ts";
import { parseStudy } from "../../../experiments/studies/spec/spec.ts";
import { loadWorld } from "../../../worlds/format/load.ts";

const runs = mkdtempSync(join(tmpdir(), "billp-processes-"));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

test("a process that is killed fails its run, and the next run gets a new process", async () => {
  const study = parseStudy({
    title: "t",
    question: "q",
    seeds: 1,
    settings: { train: 0, test: 30 },
    arms: ["act-only", "random"],
  });
  const { runSpecs } = await scheduleStudy(study, loadWorld);
  const [played, next] = runSpecs as [(typeof runSpecs)[0], (typeof runSpecs)[0]];
  const player = openProcess({ runs, workers: 1, keepCheckpoints: false });
  const pid = player.pid() as number;
  let seen = 0;
  const playing = player.play(played, () => {
    if (++seen === 1) process.kill(pid, "SIGKILL");
  });
  await expect(playing).rejects.toThrow(/ended \(SIGKILL\)/);
  expect(seen).toBeGreaterThan(0);
  expect(await finishedRun(runs, played.id)).toBeNull();
  for (const runSpec of [next, played]) {
    await player.play(runSpec, () => {});
    expect((await finishedRun(runs, runSpec.id))?.complete).toBe(true);
  }
  expect(player.pid()).not.toBe(pid);
  player.close();
});
