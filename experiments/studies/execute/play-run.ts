/** Playing of one run of a study: its folder, what it starts from, and what is kept of it. */
import { join } from "node:path";
import { BillpError } from "../../../core/errors.ts";
import { sha256 } from "../../../core/hash.ts";
import { operatorOf } from "../../../core/operator.ts";
import type { Memories } from "../../../memory/entries.ts";
import { memoryLines, mergeMemories } from "../../../memory/prior.ts";
import { shuffleStates } from "../../../memory/shuffle.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import type { Summary } from "../../evaluation/summary.ts";
import { checkFinished, finishedSummary } from "../../runs/finished.ts";
import type { RunOptions } from "../../runs/open-run.ts";
import { runExperiment, runId, serverRecord } from "../../runs/run.ts";
import { checkSame } from "../../runs/store/identity.ts";
import { folderStore } from "../../runs/store/store.ts";
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

/** The summary of a run that was played to its end; null of any other, see {@link finishedSummary}. */
export function finishedRun(runs: string, id: string): Promise<Summary | null> {
  return finishedSummary(join(runs, id));
}

/**
 * Whether a run of the study is finished: all its episodes, under its settings, from the memories it was to start from.
 * @throws BillpError `run-folder` or `bad-input` naming what is not so, when it says that it is and nothing is left to write it anew from.
 */
export async function isFinished(
  runSpec: RunSpec,
  runs: string,
  { loadWorld: load = loadWorld, operator: given }: PlayRunOptions["runtime"] & object = {},
): Promise<boolean> {
  if (!begunRun(runs, runSpec.id)) return false;
  const run = await folderStore.openRun(join(runs, runSpec.id));
  if ((await run.finished()) === null) return false;
  const settings = resolveSettings(runSpec.settings);
  const world = await load(settings.world);
  const priorMemories = runSpec.priorMemories === null ? {} : { priorMemories: await priorHash(runSpec, runs) };
  const operator = operatorOf(given);
  const same = {
    run: runId(settings, world, operator.baseUrl),
    world: world.id,
    settings,
    ...serverRecord(settings, operator),
    ...priorMemories,
  };
  checkSame(run.identity, same, run.where("settings"));
  try {
    await checkFinished(run, world);
    return true;
  } catch (error) {
    if (run.has("checkpoints") && error instanceof BillpError && error.code === "bad-input") return false;
    throw error;
  }
}

async function priorHash(runSpec: RunSpec, runs: string): Promise<string> {
  return sha256(memoryLines([await priorMemoriesOf(runSpec, runs)]));
}

/** Whether a run was begun, finished or not. */
export function begunRun(runs: string, id: string): boolean {
  return folderStore.has(join(runs, id));
}

/**
 * Plays a run into its folder; takes up an unfinished one; leaves a finished one alone.
 * @throws what {@link runExperiment} throws; what was finished until then is kept.
 */
export async function playRun(runSpec: RunSpec, options: PlayRunOptions): Promise<void> {
  const { runs, workers, checkpoints, runtime, signal, onProgress } = options;
  const out = join(runs, runSpec.id);
  if (await isFinished(runSpec, runs, runtime)) return;
  if (checkpoints === "memory") await folderStore.removeRun(out);
  const priorMemories = runSpec.priorMemories === null ? undefined : await priorMemoriesOf(runSpec, runs);
  const play = (resume: boolean) =>
    runExperiment({
      settings: runSpec.settings,
      ...{ out, workers, resume, priorMemories, checkpoints, runtime, signal, onProgress },
      patienceMs: Number.POSITIVE_INFINITY, // a study that is started twice: what the other process plays is read back when it is done
      openTracer: options.openTracer,
    });
  const resume = begunRun(runs, runSpec.id);
  try {
    await play(resume);
  } catch (error) {
    if (resume || !(error instanceof BillpError && error.code === "run-folder") || !begunRun(runs, runSpec.id)) throw error;
    await play(true); // another process began it at the same moment
  }
  if (!options.keepCheckpoints) await folderStore.dropCheckpoints(out);
}

/** What a run starts from: the entries of its source's training, cut and changed as its arm says. */
async function priorMemoriesOf({ priorMemories, seed }: RunSpec, runs: string): Promise<Memories> {
  const { run, upTo, change } = priorMemories as NonNullable<RunSpec["priorMemories"]>;
  const source = await folderStore.openRun(join(runs, run));
  const memories = await source.memories();
  if (memories === null)
    throw new BillpError("run-folder", `${source.where("memory")} is missing, and another run of the study starts from it.`, {
      hint: "Remove that run's folder: the same command plays it anew.",
    });
  const last = upTo ?? source.identity.settings.train;
  const learned = mergeMemories([...memories].filter(([episode]) => episode <= last).map(([, entries]) => entries));
  return change === "shuffled" ? shuffleStates(learned, seed) : learned;
}
