/** Finished run, read back from its files: nothing is opened, played or written, so its databases may be gone. */
import { BillpError } from "../../core/errors.ts";
import { type Memories, noMemories } from "../../memory/entries.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "../evaluation/record.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import type { Summary } from "../evaluation/summary.ts";
import { type Finding, findingText } from "./check/finding.ts";
import { checkIdentity } from "./check/identity-check.ts";
import { checkRecord } from "./check/record-check.ts";
import { checkSummary } from "./check/summary-check.ts";
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
 * The result of a finished run; null when it is not finished, or when its files do not say what they should and its databases may.
 * @param learning numbers of the episodes that can have written memories.
 * @throws BillpError `run-folder` when its settings are not its own; `bad-input` when the files are damaged, cut or changed and no database is
 * left to write them from.
 */
export async function readFinished(run: RunReader, world: World, learning: readonly number[]): Promise<RunResult | null> {
  const summary = await run.finished();
  if (summary === null) return null;
  try {
    await checkFinished(run, world);
    const played = [...(await run.episodes()).values()];
    const memories = await run.memories();
    if (memories === null) throw missing(run.where("memory"));
    const numbers = run.identity.priorMemories === undefined ? learning : [0, ...learning];
    return { summary, episodes: played, memories: numbers.map((n) => memories.get(n) ?? noMemories()) };
  } catch (error) {
    if (run.has("checkpoints") && !(error instanceof BillpError && error.code === "run-folder")) return null;
    throw error;
  }
}

/**
 * Checks that a run which says that it is finished has every episode of its settings, and a summary that follows from them.
 * @throws BillpError `run-folder` when its settings are not those it was made with, `bad-input` for its other files; both name file and field.
 */
export async function checkFinished(run: RunReader, world: World): Promise<void> {
  const { identity } = run;
  refuse("run-folder", checkIdentity((await run.text("settings")) as string, run.where("settings")));
  const schedule = scheduleOf(identity.settings, world);
  refuse("bad-input", checkRecord({ file: run.where("episodes"), text: await run.text("episodes"), schedule, complete: true }));
  const summed = {
    file: run.where("summary"),
    text: (await run.text("summary")) as string,
    ...{ run: identity.run, settings: identity.settings, world },
    ...{ episodes: [...(await run.episodes()).values()], scheduled: schedule.length, usage: null, older: false },
  };
  refuse("bad-input", checkSummary(summed));
}

function refuse(code: "run-folder" | "bad-input", findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const more = findings.length > 3 ? ` And ${findings.length - 3} more.` : "";
  throw new BillpError(code, `${findings.slice(0, 3).map(findingText).join(" ")}${more}`, { hint: HINT });
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

const HINT =
  "`billp replay` says what else of the folder is not the run's. Bring the file back from a copy, or remove the folder: the same command plays the run again.";

function missing(file: string): BillpError {
  return new BillpError("bad-input", `${file} is missing.`, { hint: HINT });
}
