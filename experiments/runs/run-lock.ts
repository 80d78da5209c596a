/** One process a run folder: a lock that the operating system frees when its process dies, however it dies. */
import { setTimeout as sleep } from "node:timers/promises";
import { BillpError } from "../../core/errors.ts";
import { lockFile } from "../../core/sqlite.ts";
import { runFiles } from "./run-folder.ts";

/** Time that a run waits for another process: enough for the child of a killed parent to be gone. */
const PATIENCE_MS = 10_000;
const STEP_MS = 100;

/**
 * Locks a run folder for this process and gives what frees it. Readers are not hindered. The file stays when it is free.
 * @throws BillpError `run-folder` when another process plays the run; the abort reason when `signal` fires meanwhile.
 */
export async function lockRun(folder: string, signal?: AbortSignal, patienceMs = PATIENCE_MS): Promise<() => void> {
  for (let waited = 0; ; waited += STEP_MS) {
    signal?.throwIfAborted();
    const free = await lockFile(runFiles(folder).lock);
    if (free !== null) return free;
    if (waited >= patienceMs)
      throw new BillpError("run-folder", `Another process is playing the run in ${folder}.`, {
        hint: "Wait until it is over, or end it; then go on with --resume (a study: with the same command).",
      });
    await sleep(STEP_MS);
  }
}
