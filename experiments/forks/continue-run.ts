/** A run that goes on from a fork: the episodes before it kept, its own replaced, the later ones played anew by the rule of `sees`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { sha256 } from "../../core/hash.ts";
import { noTracer } from "../../core/tracer.ts";
import { MEMORY_NAMES, type Memories, noMemories } from "../../memory/entries.ts";
import { type OutcomeDifference, outcomeDifferenceOf } from "../evaluation/outcome-difference.ts";
import { type Episode, episodeLine } from "../evaluation/record.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import type { Summary } from "../evaluation/summary.ts";
import { readFinished } from "../runs/finished.ts";
import { openSession, type RunOptions, type Session } from "../runs/open-run.ts";
import { memoryLines } from "../runs/projection.ts";
import { playGraph } from "../runs/run.ts";
import { claimFolder, type RunIdentity, runFiles } from "../runs/run-folder.ts";
import type { ForkOptions } from "./fork.ts";
import { type Prepared, streamOf } from "./prepare.ts";
import { type ForkRecord, forkThread } from "./records.ts";

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
  const { recorded, after } = prepared;
  const { run, world } = recorded;
  const folder = folderOf(options, fork);
  const kept = keptEpisodes(prepared, fork);
  const memoriesByEpisode = keptMemories(prepared, fork);
  const given = memoriesByEpisode.get(0);
  const identity: RunIdentity = {
    run: forkThread(run, fork.id),
    world: world.id,
    settings: { ...after, ...(given === undefined ? {} : { given: sha256(memoryLines([given])) }) },
    parent: {
      run,
      fork: fork.id,
      episode: fork.episode,
      round: fork.round,
      overrides: fork.overrides,
      stream: streamOf(prepared, fork),
    },
  };
  await claimFolder(folder, identity, existsSync(runFiles(folder).settings));
  const plan = scheduleOf(after, world);
  const finished = await readFinished(folder, plan.length, [...(given === undefined ? [] : [0]), ...plan.map((s) => s.episode)]);
  const { summary, episodes } = finished ?? (await play(options, identity, prepared, folder, { kept, memoriesByEpisode }));
  const pairs = episodes.flatMap((now) => {
    const then = recorded.episodes.get(now.episode);
    return then === undefined || now.episode < fork.episode ? [] : [{ then, now, equal: episodeLine(then) === episodeLine(now) }];
  });
  return { fork: fork.id, folder, summary, outcomeDifference: outcomeDifferenceOf(pairs) };
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
  const given = recorded.memories?.get(0);
  if (given !== undefined) kept.set(0, without(given));
  for (let e = 1; e < fork.episode; e++) kept.set(e, without(recorded.memories?.get(e) ?? noMemories()));
  return kept.set(fork.episode, without(fork.memories));
}

/** Plays the later episodes as a run does, in a session that holds the kept ones already. */
async function play(
  { runtime, workers, signal, openTracer = noTracer, onNotice = console.warn, onEpisode }: ForkOptions,
  { run, parent }: RunIdentity,
  { recorded: { world }, after }: Prepared,
  folder: string,
  { kept, memoriesByEpisode }: { kept: readonly Episode[]; memoriesByEpisode: ReadonlyMap<number, Memories> },
) {
  const { loadWorld: _, ...tools } = runtime ?? {};
  const options: RunOptions = {
    settings: after,
    out: folder,
    workers: workers ?? 4,
    signal,
    runtime: { ...tools, loadWorld: async () => world, stream: parent?.stream },
    onProgress: (p) => onEpisode?.(p),
  };
  const session: Session = await openSession(options, {
    run,
    settings: after,
    world,
    schedule: scheduleOf(after, world),
    begun: performance.now(),
  });
  for (const episode of kept) session.keep(episode);
  for (const [episode, memories] of memoriesByEpisode) session.memories.set(episode, memories);
  const tracer = await openTracer(session, onNotice);
  try {
    try {
      await playGraph(options, session, tracer, (episode) => {
        session.note(episode);
        tracer.ended(episode);
      });
    } finally {
      try {
        await session.write();
      } finally {
        session.close();
      }
    }
    return { summary: session.summary(), episodes: session.sorted() };
  } finally {
    await tracer.close();
  }
}
