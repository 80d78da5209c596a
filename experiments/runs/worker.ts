/** One lane: a thread of the graph that plays one episode after another, and what it is given before each. */
import type { RunnableConfig } from "@langchain/core/runnables";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { SettingsInput } from "../../core/settings.ts";
import type { buildGraph } from "../../graphs/billp.ts";
import { MEMORY_NAMES, type Memories } from "../../memory/entries.ts";
import type { State } from "../../nodes/state.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { episodeOfState, writtenBy } from "./projection.ts";

type Graph = ReturnType<typeof buildGraph>;

/** What playing a schedule in lanes needs. */
export interface WorkersOptions {
  readonly graph: Graph;
  readonly settings: SettingsInput;
  /** Prefix of the threads: `<run>/lane-<b>`. */
  readonly run: string;
  readonly workers: number;
  /** Numbers of lanes that have checkpoints from an earlier session. */
  readonly earlier: readonly number[];
  readonly schedule: readonly Scheduled[];
  /** Episodes whose records are kept already. */
  readonly finished: ReadonlySet<number>;
  /** Entries that each finished episode wrote; filled in as episodes end. */
  readonly memoriesByEpisode: Map<number, Memories>;
  /** Called once per finished episode, in the order of finishing. */
  readonly onEpisode: (episode: Episode) => void;
  /** Config of an episode's invoke: trace name, tags, callbacks. */
  readonly configOf?: (scheduled: Scheduled) => RunnableConfig;
  /** Told how many lanes are playing, whenever that changes. */
  readonly onBusy?: (busy: number) => void;
  readonly signal?: AbortSignal;
}

/** A thread of the graph and what its state holds. */
export interface Worker {
  readonly thread: string;
  /** Episodes whose entries the lane's state holds. */
  readonly held: Set<number>;
  /** Episode to be taken up again, when the last session ended within it. */
  unfinished: Scheduled | null;
}

/** Reads a lane's head: what it holds, what it was doing, and the record of its last episode if that was not kept yet. */
export async function openWorker(
  options: WorkersOptions,
  thread: string,
  done: Set<number>,
  memoriesByEpisode: Map<number, Memories>,
): Promise<Worker> {
  const snapshot = await options.graph.getState({ configurable: { thread_id: thread } });
  const state = snapshot.values as Partial<State>;
  const worker: Worker = { thread, held: new Set(), unfinished: null };
  // Not `snapshot.next`: it leaves out nodes whose writes were saved before a kill, though their superstep is not over.
  const next = snapshot.tasks.map((t) => t.name);
  if (state.settings === undefined && next.length === 0) return worker;
  for (const memory of MEMORY_NAMES) for (const e of state[memory] ?? []) worker.held.add(e.episode);
  for (const o of state.outcomes ?? []) worker.held.add(o.episode);
  for (const episode of worker.held)
    if (done.has(episode) || state.outcomes?.some((o) => o.episode === episode)) keep(memoriesByEpisode, state as State, episode);
  if (next.length === 0) {
    const episode = episodeOfState(state as State);
    if (!done.has(episode.episode)) {
      done.add(episode.episode);
      options.onEpisode(episode);
    }
  } else {
    const number = await numberInPlay(options, thread, next, state as State);
    worker.unfinished = options.schedule.find((s) => s.episode === number) ?? null;
  }
  return worker;
}

/** The number of the episode a cut-off thread was about to begin or in the middle of. */
async function numberInPlay({ graph }: WorkersOptions, thread: string, next: readonly string[], state: State): Promise<number> {
  if (!next.includes("__start__") && !next.includes("begin-episode")) return state.episode?.number ?? 0;
  const saver = graph.checkpointer as BaseCheckpointSaver;
  const head = await saver.getTuple({ configurable: { thread_id: thread } });
  const input = head?.checkpoint.channel_values.__start__ as Partial<State> | undefined;
  return input?.firstEpisode ?? state.firstEpisode;
}

/** Plays one episode on a lane, giving it first the entries it may see and does not hold. */
export async function playOn(
  options: WorkersOptions,
  worker: Worker,
  scheduled: Scheduled,
  memoriesByEpisode: Map<number, Memories>,
): Promise<Episode> {
  const config = {
    ...options.configOf?.(scheduled),
    configurable: { thread_id: worker.thread },
    durability: "async" as const,
    signal: options.signal,
  };
  const input = worker.unfinished === null ? inputFor(options.settings, worker, scheduled, memoriesByEpisode) : null;
  worker.unfinished = null;
  const state = (await options.graph.invoke(input as never, config)) as State;
  const episode = episodeOfState(state);
  if (episode.episode !== scheduled.episode)
    throw new Error(`lane ${worker.thread} played episode ${episode.episode} instead of ${scheduled.episode}`);
  worker.held.add(episode.episode);
  keep(memoriesByEpisode, state, episode.episode);
  return episode;
}

function inputFor(
  settings: SettingsInput,
  worker: Worker,
  scheduled: Scheduled,
  memoriesByEpisode: Map<number, Memories>,
): Partial<State> {
  const input: Record<string, unknown> = {
    settings,
    users: { split: scheduled.split, ids: [scheduled.user], from: 0, count: 1 },
    cursor: 0,
    firstEpisode: scheduled.episode,
  };
  const missing = [...memoriesByEpisode.keys()]
    .filter((e) => e <= scheduled.visibleUpTo && !worker.held.has(e))
    .sort((a, b) => a - b);
  for (const memory of MEMORY_NAMES) {
    const entries = missing.flatMap((e) => memoriesByEpisode.get(e)?.[memory] as readonly object[]);
    if (entries.length > 0) input[memory] = entries;
  }
  for (const e of missing) worker.held.add(e);
  return input as Partial<State>;
}

function keep(memoriesByEpisode: Map<number, Memories>, state: State, episode: number): void {
  if (!memoriesByEpisode.has(episode)) memoriesByEpisode.set(episode, writtenBy(state, episode));
}
