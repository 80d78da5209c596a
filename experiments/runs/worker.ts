/** Worker of a run: a thread of the graph that plays one episode after another, and goes on where a killed process left it. */
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { buildGraph } from "../../graphs/billp.ts";
import { MEMORY_NAMES, type Memories } from "../../memory/entries.ts";
import type { State } from "../../nodes/state.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { episodeOfState, writtenBy } from "./projection.ts";

type Graph = ReturnType<typeof buildGraph>;

/** A thread of the graph and what its state holds. */
export interface Worker {
  readonly thread: string;
  /** Episodes whose entries the thread's state holds. */
  readonly held: Set<number>;
  /** Episode to be taken up again, when the last process ended within it. */
  readonly unfinished: Scheduled | null;
}

/** What is read back from a thread. */
export interface OpenedWorker {
  readonly worker: Worker;
  /** Entries that finished episodes wrote, by number. */
  readonly memories: ReadonlyMap<number, Memories>;
  /** The thread's last episode when it is over; its record may not be kept yet. */
  readonly last: Episode | null;
}

/** Reads a thread's head: what it holds, what it was doing, and the record of its last episode. */
export async function openWorker(
  graph: Graph,
  thread: string,
  schedule: readonly Scheduled[],
  finished: ReadonlySet<number>,
): Promise<OpenedWorker> {
  const snapshot = await graph.getState({ configurable: { thread_id: thread } });
  const state = snapshot.values as State;
  // Not `snapshot.next`: it leaves out nodes whose writes were saved before a kill, though their superstep is not over.
  const next = snapshot.tasks.map((t) => t.name);
  if (state.settings === undefined && next.length === 0)
    return { worker: { thread, held: new Set(), unfinished: null }, memories: new Map(), last: null };
  const outcomes = state.outcomes ?? [];
  const entries = MEMORY_NAMES.flatMap((memory): readonly { readonly episode: number }[] => state[memory] ?? []);
  const held = new Set([...entries, ...outcomes].map((e) => e.episode));
  const over = [...held].filter((e) => finished.has(e) || outcomes.some((o) => o.episode === e));
  const memories = new Map(over.map((e) => [e, writtenBy(state, e)]));
  const number = next.length === 0 ? null : await numberInPlay(graph, thread, next, state);
  const unfinished = schedule.find((s) => s.episode === number) ?? null;
  return { worker: { thread, held, unfinished }, memories, last: next.length === 0 ? episodeOfState(state) : null };
}

/** The number of the episode a cut-off thread was about to begin or in the middle of. */
async function numberInPlay(graph: Graph, thread: string, next: readonly string[], state: State): Promise<number> {
  if (!next.includes("__start__") && !next.includes("begin-episode")) return state.episode?.number ?? 0;
  const saver = graph.checkpointer as BaseCheckpointSaver;
  const head = await saver.getTuple({ configurable: { thread_id: thread } });
  const input = head?.checkpoint.channel_values.__start__ as Partial<State> | undefined;
  return input?.firstEpisode ?? state.firstEpisode;
}
