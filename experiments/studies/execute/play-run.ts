/** One run of a study: its folder, what it starts from, and what is kept of it. */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { MEMORY_NAMES, type Memories } from "../../../memory/entries.ts";
import { mergeMemories, parseMemories } from "../../../memory/prior.ts";
import { shuffleStates } from "../../../memory/shuffle.ts";
import type { Summary } from "../../evaluation/summary.ts";
import { finishedSummary } from "../../runs/finished.ts";
import type { RunOptions } from "../../runs/open-run.ts";
import { runExperiment } from "../../runs/run.ts";
import { clearRun, runFiles } from "../../runs/run-folder.ts";
import type { RunSpec } from "../spec/run-specs.ts";

/** How every run of a study is carried out. */
export interface PlayRunOptions {
  /** Folder of the run folders. */
  readonly runs: string;
  readonly workers: number;
  /** Keep the checkpoints of finished runs (for forks and the history); without them a run takes a twentieth of the space. */
  readonly keepCheckpoints: boolean;
  /** `memory`: no databases, for machines where SQLite does not load; an unfinished run is then begun anew. Default: `sqlite`. */
  readonly checkpoints?: RunOptions["checkpoints"];
  readonly runtime?: RunOptions["runtime"];
  readonly openTracer?: RunOptions["openTracer"];
  /** Module that a child process runs (`processes.ts`). Default: one that plays without a tracer. */
  readonly processEntry?: URL;
  readonly signal?: AbortSignal;
  readonly onProgress?: RunOptions["onProgress"];
}

/** The summary of a run that was played to its end; null of any other, and where none is. */
export function finishedRun(runs: string, id: string): Summary | null {
  return finishedSummary(join(runs, id));
}

/** Whether a run was begun, finished or not. */
export function begunRun(runs: string, id: string): boolean {
  return existsSync(runFiles(join(runs, id)).settings);
}

/**
 * Plays a run into its folder; takes up an unfinished one; leaves a finished one alone.
 * @throws what {@link runExperiment} throws; what was finished until then is kept.
 */
export async function playRun(runSpec: RunSpec, options: PlayRunOptions): Promise<void> {
  const { runs, workers, checkpoints, runtime, signal, onProgress } = options;
  if (finishedRun(runs, runSpec.id) !== null) return;
  const out = join(runs, runSpec.id);
  if (checkpoints === "memory") await clearRun(out);
  const resume = begunRun(runs, runSpec.id);
  const priorMemories = runSpec.priorMemories === null ? undefined : await memoriesOf(runSpec, runs);
  await runExperiment({
    settings: runSpec.settings,
    out,
    workers,
    resume,
    priorMemories,
    checkpoints,
    runtime,
    openTracer: options.openTracer,
    signal,
    onProgress,
  });
  if (!options.keepCheckpoints)
    for (const end of ["", "-wal", "-shm"]) await rm(`${runFiles(out).checkpoints}${end}`, { force: true });
}

/** What a run starts from: the entries of its source's training, cut and changed as its arm says. */
async function memoriesOf({ priorMemories, seed }: RunSpec, runs: string): Promise<Memories> {
  const { run: runSpec, upTo, change } = priorMemories as NonNullable<RunSpec["priorMemories"]>;
  const files = runFiles(join(runs, runSpec));
  const { settings } = JSON.parse(await readFile(files.settings, "utf8")) as { settings: { train: number } };
  const last = upTo ?? settings.train;
  const all = parseMemories(await readFile(files.memory, "utf8"), files.memory);
  const cut = MEMORY_NAMES.map((name) => [
    name,
    (all[name] as readonly { readonly episode: number }[]).filter((e) => e.episode <= last),
  ]);
  const learned = mergeMemories([Object.fromEntries(cut) as unknown as Memories]);
  return change === "shuffled" ? shuffleStates(learned, seed) : learned;
}
