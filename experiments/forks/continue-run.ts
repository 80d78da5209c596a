/** Continuation of a run from a fork: the episodes before it kept, its own replaced, the later ones played anew by the rule of `visibleUpTo`. */

import { join } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { sha256 } from "../../core/hash.ts";
import { type Operator, operatorOf } from "../../core/operator.ts";
import { MEMORY_NAMES, type Memories, noMemories } from "../../memory/entries.ts";
import { memoryLines } from "../../memory/prior.ts";
import { type OutcomeDifference, outcomeDifferenceOf } from "../evaluation/outcome-difference.ts";
import { type Episode, episodeLine } from "../evaluation/record.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import type { Summary } from "../evaluation/summary.ts";
import { type RunResult, readFinished } from "../runs/finished.ts";
import { beginRun, type Progress, type RunHead } from "../runs/open-run.ts";
import { playToEnd, serverRecord } from "../runs/run.ts";
import type { RunIdentity } from "../runs/store/identity.ts";
import { folderStore } from "../runs/store/store.ts";
import { forkThread } from "../runs/store/threads.ts";
import type { ForkOptions } from "./options.ts";
import { type Prepared, streamOf } from "./prepare.ts";
import type { ForkRecord } from "./records.ts";

/** The run of a fork. Plain JSON. */
export interface ContinuedRun {
  readonly fork: string;
  readonly folder: string;
  readonly summary: Summary;
  /** Its episodes from the forked one on against the parent's, as far as the parent has them. */
  readonly outcomeDifference: OutcomeDifference;
}

/**
 * Plays the run, or goes on with one that was cut off.
 * @throws BillpError `bad-input` when the parent lacks an episode before the fork, `run-folder`, and whatever stops a run.
 */
export async function continueRun(options: ForkOptions, prepared: Prepared, fork: ForkRecord): Promise<ContinuedRun> {
  const begun = performance.now();
  const { recorded, after } = prepared;
  const folder = folderOf(options, fork);
  const kept = {
    folder,
    kept: keptEpisodes(prepared, fork),
    memories: keptMemories(prepared, fork),
    stream: streamOf(prepared, fork),
  };
  const wanted = identityOf(prepared, fork, kept, operatorOf(options.runtime?.operator));
  const { run } = await folderStore.createRun(folder, wanted, { resume: folderStore.has(folder) });
  const schedule = scheduleOf(after, recorded.world);
  const finished = await readFinished(
    await folderStore.openRun(folder),
    recorded.world,
    schedule.map((s) => s.episode),
  );
  const head = { run, settings: after, world: recorded.world, schedule, begun };
  const { summary, episodes } = finished ?? (await play(options, head, kept));
  const pairs = episodes.flatMap((now) => {
    const then = recorded.episodes.get(now.episode);
    return then === undefined || now.episode < fork.episode ? [] : [{ then, now, equal: episodeLine(then) === episodeLine(now) }];
  });
  return { fork: fork.id, folder, summary, outcomeDifference: outcomeDifferenceOf(pairs) };
}

/** What a run that goes on from a fork holds before it plays. */
interface Kept {
  readonly folder: string;
  readonly kept: readonly Episode[];
  /** Memories by the episode that wrote them. */
  readonly memories: ReadonlyMap<number, Memories>;
  /** Its stream of sampling seeds. */
  readonly stream: number;
}

function identityOf(
  { recorded, after }: Prepared,
  fork: ForkRecord,
  { memories, stream }: Kept,
  operator: Operator,
): RunIdentity {
  const prior = memories.get(0);
  const { id, episode, round, overrides } = fork;
  return {
    run: forkThread(recorded.run, id),
    world: recorded.world.id,
    settings: after,
    ...serverRecord(after, operator),
    ...(prior === undefined ? {} : { priorMemories: sha256(memoryLines([prior])) }),
    parent: { run: recorded.run, fork: id, episode, round, overrides, stream },
  };
}

function folderOf({ folder, out, repeat = 1 }: ForkOptions, { id }: ForkRecord): string {
  if (out == null) return join(folder, "forks", id);
  return repeat > 1 ? join(out, id) : out;
}

/** The parent's episodes before the fork, and the fork's. */
function keptEpisodes({ recorded }: Prepared, fork: ForkRecord): Episode[] {
  const before = recorded.schedule.filter((s) => s.episode < fork.episode).map((s) => recorded.episodes.get(s.episode));
  if (before.every((e) => e !== undefined) && recorded.memories !== null) return [...before, fork.record];
  throw new BillpError("bad-input", `The run in ${recorded.folder} has not finished all episodes before ${fork.episode}.`, {
    hint: "Finish it with `billp run --resume`, or leave away --to run.",
  });
}

/** What they wrote, without the entries that the fork dropped. */
function keptMemories({ recorded }: Prepared, fork: ForkRecord): Map<number, Memories> {
  const dropped = new Set(fork.dropped);
  const without = (memories: Memories): Memories =>
    Object.fromEntries(
      MEMORY_NAMES.map((name) => [name, memories[name].filter((e) => !dropped.has(`${name}:${e.id}`))]),
    ) as unknown as Memories;
  const kept = new Map<number, Memories>();
  const prior = recorded.memories?.get(0);
  if (prior !== undefined) kept.set(0, without(prior));
  for (let e = 1; e < fork.episode; e++) kept.set(e, without(recorded.memories?.get(e) ?? noMemories()));
  return kept.set(fork.episode, without(fork.memories));
}

/** Plays the later episodes as a run does, with the kept ones already in it. */
async function play(
  { runtime, workers = 4, signal, openTracer, onNotice, onEpisode }: ForkOptions,
  head: RunHead,
  { folder, kept, memories, stream }: Kept,
): Promise<RunResult> {
  const options = {
    workers,
    signal,
    runtime: { ...runtime, stream },
    openTracer,
    onNotice,
    onProgress: (p: Progress) => onEpisode?.(p),
  };
  const run = await beginRun(folderStore, folder, options, head);
  for (const episode of kept) run.keep(episode);
  for (const [episode, entries] of memories) run.memories.set(episode, entries);
  return playToEnd(run, options);
}
