/** Finished run, read back from its files: nothing is opened, played or written, so its databases may be gone. */
import { BillpError } from "../../core/errors.ts";
import { type Memories, noMemories } from "../../memory/entries.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Summary } from "../evaluation/summary.ts";
import type { RunReader } from "./store/run-store.ts";
import { folderStore } from "./store/store.ts";

/** What a run gives, in the order of its episodes. */
export interface RunResult {
  readonly summary: Summary;
  readonly episodes: readonly Episode[];
  /** What each episode wrote; first the prior memories, where the run started from some. */
  readonly memories: readonly Memories[];
}

/**
 * The result of a finished run of so many episodes; null when it is not finished, or when its files do not say all and its databases may.
 * @param learning numbers of the episodes that can have written memories.
 * @throws BillpError `bad-input` when the files are damaged and no database is left to write them from.
 */
export async function readFinished(run: RunReader, episodes: number, learning: readonly number[]): Promise<RunResult | null> {
  const summary = await run.finished();
  if (summary === null) return null;
  try {
    const played = [...(await run.episodes()).values()];
    if (played.length !== episodes) throw incomplete(run.where("episodes"), played.length, episodes);
    const memories = await run.memories();
    if (memories === null) throw missing(run.where("memory"));
    const numbers = run.identity.priorMemories === undefined ? learning : [0, ...learning];
    return { summary, episodes: played, memories: numbers.map((n) => memories.get(n) ?? noMemories()) };
  } catch (error) {
    if (run.has("checkpoints")) return null;
    throw error;
  }
}

/** The summary of the finished run in a folder; null of any other, of a damaged one (playing it says what is wrong), and where none is. */
export async function finishedSummary(folder: string): Promise<Summary | null> {
  if (!folderStore.has(folder)) return null;
  try {
    return await (await folderStore.openRun(folder)).finished();
  } catch (error) {
    if (error instanceof BillpError) return null;
    throw error;
  }
}

const HINT = "Its checkpoints, from which it could be written anew, are gone: play the run again in another folder.";

function missing(file: string): BillpError {
  return new BillpError("bad-input", `${file} is missing.`, { hint: HINT });
}

function incomplete(file: string, found: number, wanted: number): BillpError {
  return new BillpError("bad-input", `${file} holds ${found} episodes, and the run had ${wanted}.`, { hint: HINT });
}
