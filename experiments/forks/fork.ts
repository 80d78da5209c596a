/** Forks: a round of a run played on from its checkpoint with something changed, once or several times; the run itself is never touched. */
import { workOff } from "../../core/pool.ts";
import { noTracer } from "../../core/tracer.ts";
import type { RunCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import type { Episode } from "../evaluation/record.ts";
import { folderStore } from "../runs/store/store.ts";
import { type Compared, compareForks } from "./compare.ts";
import { type ContinuedRun, continueRun } from "./continue-run.ts";
import { findCheckpoint } from "./find-checkpoint.ts";
import { pointOf } from "./fork-point.ts";
import type { ForkOptions } from "./options.ts";
import { type ForkSetup, playFork } from "./play.ts";
import { type Prepared, prepareFork, streamOf } from "./prepare.ts";
import { type ForkKey, type ForkRecord, forkId } from "./records.ts";

export type { ForkOptions };

/** Original and forks. Plain JSON. */
export interface ForkReport {
  readonly run: string;
  readonly folder: string;
  readonly from: string | null;
  readonly episode: number;
  readonly round: number;
  readonly overrides: readonly string[];
  /** The parent's record of the episode; null when the run has not finished it. */
  readonly original: Episode | null;
  readonly forks: readonly ForkRecord[];
  readonly compared: Compared;
  /** With `to: run`: the runs that go on from the forks. */
  readonly runs: readonly ContinuedRun[];
}

/**
 * Forks a round. A fork that was made before, with all the same, is not played again but read from forks.jsonl.
 * @throws BillpError `bad-settings` (a change that cannot be), `bad-input` (no such episode, round, fork or entry), `run-folder` (its
 * checkpoints are gone), and whatever stops a run; finished forks are kept.
 */
export async function forkRun(options: ForkOptions): Promise<ForkReport> {
  const { folder, episode, round, overrides } = options;
  const prepared = await prepareFork(options);
  const { recorded, from, original } = prepared;
  const forks = await playMissing(options, prepared);
  const runs: ContinuedRun[] = [];
  if (options.to === "run") for (const fork of forks) runs.push(await continueRun(options, prepared, fork));
  const compared = compareForks(original, forks);
  return { run: recorded.run, folder, from: from?.id ?? null, episode, round, overrides, original, forks, compared, runs };
}

/** Plays the forks that were not made before, and gives all of them in their order; the databases are opened only if some are missing. */
async function playMissing(options: ForkOptions, prepared: Prepared): Promise<ForkRecord[]> {
  const { known, keys } = prepared;
  const made = new Map(keys.flatMap((key) => known.get(forkId(key)) ?? []).map((fork) => [fork.id, fork]));
  const missing = keys.filter((key) => !made.has(forkId(key)));
  if (missing.length > 0) await playAll(options, prepared, missing, made);
  return keys.map((key) => made.get(forkId(key)) as ForkRecord);
}

/** Plays these forks, some at a time, and adds them to those that are made. */
async function playAll(
  options: ForkOptions,
  prepared: Prepared,
  missing: ForkKey[],
  made: Map<string, ForkRecord>,
): Promise<void> {
  const { folder, episode, round, workers = 4, signal, onProgress } = options;
  const { recorded, overrides, from, before, original, keys } = prepared;
  const editor = folderStore.editRun(folder);
  try {
    const checkpoints = await editor.checkpoints();
    const point = pointOf(before, round, overrides.plan !== null);
    const { run, schedule } = recorded;
    const wanted = { run, folder, episode, round, point, from, record: original, total: schedule.length };
    const start = findCheckpoint(checkpoints, wanted);
    const setup = setupOf(options, prepared, checkpoints, await editor.ledger());
    await workOff({
      slots: Array.from({ length: workers }, (_, i) => i),
      take: () => missing.shift() ?? null,
      async play(key) {
        const fork = await playFork(setup, key, streamOf(prepared, key), start, point, overrides);
        await editor.addFork(fork);
        made.set(fork.id, fork);
        onProgress?.({ done: made.size, total: keys.length, fork });
      },
      signal,
    });
  } finally {
    editor.close();
  }
}

function setupOf(options: ForkOptions, { recorded, after }: Prepared, checkpoints: RunCheckpoints, ledger: Ledger): ForkSetup {
  const { loadWorld: _, ...runtime } = options.runtime ?? {};
  return {
    checkpoints,
    ledger,
    world: recorded.world,
    settings: after,
    runtime,
    openTracer: options.openTracer ?? noTracer,
    onNotice: options.onNotice ?? console.warn,
    signal: options.signal,
  };
}
