/** Pruning: checkpoints of finished episodes dropped, and the record, the memories and the ledger kept. */

import { BillpError } from "../../core/errors.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { StateAt } from "../../memory/checkpointers/ancestry.ts";
import { isPolicy } from "../../methods/registry.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { LISTS } from "../../nodes/state.ts";
import type { World } from "../../worlds/world.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import { readFinished } from "./finished.ts";
import type { RunReader } from "./store/run-store.ts";
import { folderStore } from "./store/store.ts";
import { isWorkerThread } from "./store/threads.ts";

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
 * Prunes a run that nobody is playing. Of a finished one all checkpoints go, for its record and memories are in its files;
 * of an unfinished one stays what resuming needs: the episodes in play, and the head of every worker's thread with its memories.
 * @throws BillpError `run-folder` when the folder holds no run; `bad-input` when it is finished, but its files do not say all.
 */
export async function pruneRun(folder: string, worldBy?: (id: string) => Promise<World>): Promise<Pruned> {
  const reader = await folderStore.openRun(folder);
  const { run } = reader.identity;
  const before = reader.size("checkpoints");
  const finished = (await reader.finished()) !== null;
  if (before > 0) {
    if (finished) {
      await checkWhole(reader, worldBy);
      await folderStore.dropCheckpoints(folder);
    } else await cutThreads(folder, run);
  }
  return { run, folder, finished, checkpoints: { before, after: reader.size("checkpoints") }, calls: reader.size("calls") };
}

/** The checkpoints hold what a damaged file lacks: then nothing may be dropped. */
async function checkWhole(reader: RunReader, worldBy?: (id: string) => Promise<World>): Promise<void> {
  const { settings } = reader.identity;
  const world = await reader.world(worldBy);
  const schedule = scheduleOf(settings, world);
  const learning = isPolicy(settings.method) ? [] : schedule.map((s) => s.episode);
  if ((await readFinished(reader, world, learning)) !== null) return;
  throw new BillpError(
    "bad-input",
    `The files of the run in ${reader.name} are not whole, and its checkpoints hold what they lack.`,
    {
      hint: "Have them written anew by `billp run --resume`, then prune.",
    },
  );
}

/** Workers' threads are cut back to the episode in play; forks are over, or are begun anew. */
async function cutThreads(folder: string, run: string): Promise<void> {
  const editor = folderStore.editRun(folder);
  try {
    const checkpoints = await editor.checkpoints();
    const graph = buildGraph(createRuntime(), checkpoints.saver);
    const stateAt: StateAt = async ({ thread, checkpoint }) =>
      (await graph.getState({ configurable: { thread_id: thread, checkpoint_id: checkpoint } })).values;
    for (const thread of checkpoints.threads())
      await checkpoints.cut(thread, LISTS, isWorkerThread(run, thread) ? stateAt : "nothing");
    checkpoints.compact();
  } finally {
    editor.close();
  }
}
