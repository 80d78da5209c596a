/** A small run in a folder of its own, with a model whose answers follow from the prompt alone, for tests of forks and replays. */
import { readFileSync } from "node:fs";
import type { SettingsInput } from "../../../core/settings.ts";
import { type ForkOptions, forkRun } from "../../../experiments/forks/fork.ts";
import { type ReplayOptions, replayRun } from "../../../experiments/replay/replay.ts";
import type { RunOptions } from "../../../experiments/runs/open-run.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { createScript } from "../../../models/scripted.ts";
import type { World } from "../../../worlds/world.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "../runs/hash-model.ts";

export const SETTINGS: SettingsInput = { method: "billp", train: 11, test: 6, limit: 8, lag: 3, plans: true };

/** The tiny world with people who stay for some rounds. */
export function patientWorld(): World {
  const tiny = tinyWorld();
  return { ...tiny, rules: { ...tiny.rules, window: 1, beta: 0.02, ratingThreshold: 1.3 } };
}

/** World and model of every call below; `calls` grows with each call to the model. */
export function tools() {
  const { chat, calls } = createScript(hashScript);
  return { runtime: { chat, loadWorld: async () => patientWorld() }, calls };
}

/** Plays the run, or goes on with it. */
export function play(out: string, settings: SettingsInput = SETTINGS, more: Partial<RunOptions> = {}) {
  return runExperiment({ settings, out, workers: 3, runtime: tools().runtime, ...more });
}

/** Forks it. */
export const fork = (folder: string, options: Omit<ForkOptions, "folder">) =>
  forkRun({ folder, runtime: tools().runtime, ...options });

/** Replays it; the replay has no model at all. */
export const replay = (folder: string, options: Partial<ReplayOptions> = {}) =>
  replayRun({ folder, ...options, runtime: { loadWorld: async () => patientWorld(), ...options.runtime } });

/** The forks kept with it. */
export const forksOf = async (folder: string) => (await folderStore.openRun(folder)).forks();

/** The two files that say what a run was. */
export function bytesOf(folder: string): string {
  const { episodes, memory } = runFiles(folder);
  return readFileSync(episodes, "utf8") + readFileSync(memory, "utf8");
}
