/** Pruning: checkpoints of finished episodes dropped, and the record, the memories and the ledger kept. */
import { existsSync, rmSync, statSync } from "node:fs";
import { BillpError } from "../../core/errors.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { StateAt } from "../../memory/checkpointers/ancestry.ts";
import { openCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import { isPolicy } from "../../methods/registry.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { LISTS } from "../../nodes/state.ts";
import { loadWorld } from "../../worlds/load.ts";
import type { World } from "../../worlds/world.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import { finishedSummary, readFinished } from "./finished.ts";
import { settingsOf } from "./recorded.ts";
import { readIdentity, runFiles } from "./run-folder.ts";

/** What pruning did. Plain JSON; sizes in bytes, logs included. */
export interface Pruned {
  readonly run: string;
  readonly folder: string;
  /** Whether the run is finished: then no checkpoint is left, else those that resuming needs. */
  readonly finished: boolean;
  readonly checkpoints: { readonly before: number; readonly after: number };
  /** The ledger, which stays as it is. */
  readonly calls: number;
}

/**
 * Prunes a run that nobody is playing. Of a finished one the whole file goes, for its record and memories are in its other files;
 * of an unfinished one stays what resuming needs: the episodes in play, and the head of every lane with its memories.
 * @throws BillpError `run-folder` when the folder holds no run; `bad-input` when it is finished, but its files do not say all.
 */
export async function pruneRun(folder: string, worldBy: (id: string) => Promise<World> = loadWorld): Promise<Pruned> {
  const { run, settings: stored } = await readIdentity(folder);
  const settings = settingsOf(stored);
  const files = runFiles(folder);
  const before = sizeOf(files.checkpoints);
  const finished = finishedSummary(folder) !== null;
  if (before > 0) {
    if (finished) {
      await checkWhole(folder, settings, await worldBy(settings.world));
      for (const end of ENDS) rmSync(files.checkpoints + end, { force: true });
    } else await cutLanes(files.checkpoints, run);
  }
  return { run, folder, finished, checkpoints: { before, after: sizeOf(files.checkpoints) }, calls: sizeOf(files.calls) };
}

/** The checkpoints hold what a damaged file lacks: then nothing may be dropped. */
async function checkWhole(folder: string, settings: ResolvedSettings, world: World): Promise<void> {
  const plan = scheduleOf(settings, world);
  const learning = isPolicy(settings.method) ? [] : plan.map((s) => s.episode);
  if ((await readFinished(folder, plan.length, [0, ...learning])) !== null) return;
  throw new BillpError("bad-input", `The files of the run in ${folder} are not whole, and its checkpoints hold what they lack.`, {
    hint: "Have them written anew by `billp run --resume`, then prune.",
  });
}

/** Lanes are cut back to the episode in play; forks are over, or are begun anew. */
async function cutLanes(path: string, run: string): Promise<void> {
  const checkpoints = await openCheckpoints(path);
  try {
    const graph = buildGraph(createRuntime(), checkpoints.saver);
    const stateAt: StateAt = async ({ thread, checkpoint }) =>
      (await graph.getState({ configurable: { thread_id: thread, checkpoint_id: checkpoint } })).values;
    for (const thread of checkpoints.threads())
      await checkpoints.cut(thread, LISTS, thread.startsWith(`${run}/lane-`) ? stateAt : "nothing");
    checkpoints.compact();
  } finally {
    checkpoints.close();
  }
}

const ENDS = ["", "-wal", "-shm"];

function sizeOf(path: string): number {
  return ENDS.reduce((sum, end) => sum + (existsSync(path + end) ? statSync(path + end).size : 0), 0);
}
