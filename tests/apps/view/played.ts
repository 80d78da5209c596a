/** A really played run for the tests of `billp view`: the offline model on the embedded world, learning, then tested. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";

/** A temporary folder of runs, removed after the tests of the file. */
export function runsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "billp-view-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings of a run that learns and whose test uses what was learned. */
export const SMALL: SettingsInput = { method: "billp", train: 6, test: 6, lag: 1, plans: true };

/** Plays a run into `<root>/<id>`. */
export async function playRun(root: string, id: string, settings: SettingsInput = SMALL) {
  return runExperiment({ settings, out: join(root, id), workers: 2 });
}
