/** A finished run, read back from its files: nothing is opened, played or written, so its databases may be gone. */
import { existsSync, readFileSync } from "node:fs";
import { BillpError } from "../../core/errors.ts";
import { MEMORY_NAMES, type Memories, noMemories } from "../../memory/entries.ts";
import { parseMemories } from "../../memory/prior.ts";
import { type Episode, parseEpisodes, readText } from "../evaluation/record.ts";
import type { Summary } from "../evaluation/summary.ts";
import { runFiles } from "./run-folder.ts";

/** What a run gives, in the order of its episodes. */
export interface RunResult {
  readonly summary: Summary;
  readonly episodes: readonly Episode[];
  /** What each episode wrote; first the memories the run was given, if it was. */
  readonly memories: readonly Memories[];
}

/** The summary of a run that was played to its end; null of any other, where none is, and of a damaged one. */
export function finishedSummary(folder: string): Summary | null {
  const file = runFiles(folder).summary;
  if (!existsSync(file)) return null;
  try {
    const summary = JSON.parse(readFileSync(file, "utf8")) as Summary;
    return summary.complete === true ? summary : null;
  } catch {
    return null; // damaged: resuming writes it anew
  }
}

/**
 * The result of a finished run of these episodes; null when it is not finished, or when its files do not say all and its databases may.
 * @param learning numbers of the episodes that can have written memories, 0 among them when the run was given some.
 * @throws BillpError `bad-input` when the files are damaged and no database is left to write them from.
 */
export async function readFinished(folder: string, episodes: number, learning: readonly number[]): Promise<RunResult | null> {
  const summary = finishedSummary(folder);
  if (summary === null) return null;
  const files = runFiles(folder);
  try {
    const played = parseEpisodes(await readText(files.episodes), files.episodes);
    const memoriesByEpisode = parseMemories(await readText(files.memory), files.memory);
    if (played.length !== episodes) throw incomplete(files.episodes, played.length, episodes);
    return { summary, episodes: played, memories: byEpisode(memoriesByEpisode, learning) };
  } catch (error) {
    if (existsSync(files.checkpoints)) return null;
    throw error;
  }
}

/** The entries apart again, by the episode that wrote them. */
function byEpisode(all: Memories, numbers: readonly number[]): Memories[] {
  const parts = new Map(numbers.map((n) => [n, noMemories()]));
  for (const name of MEMORY_NAMES)
    for (const entry of all[name]) (parts.get(entry.episode)?.[name] as unknown[] | undefined)?.push(entry);
  return [...parts.values()];
}

function incomplete(file: string, found: number, wanted: number): BillpError {
  return new BillpError("bad-input", `${file} holds ${found} episodes, and the run had ${wanted}.`, {
    hint: "Its checkpoints, from which it could be written anew, are gone: play the run again in another folder.",
  });
}
