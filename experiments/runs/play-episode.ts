/** Playing of one episode: from what it may see to its record and the memory entries it writes. Every run, fork, replay and pilot plays by this. */
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { RunnableConfig } from "@langchain/core/runnables";
import type { ResolvedSettings } from "../../core/settings.ts";
import { tracingOn } from "../../core/tracer.ts";
import type { buildGraph } from "../../graphs/billp.ts";
import { episodeInput } from "../../graphs/episode-input.ts";
import { MEMORY_NAMES, type Memories, noMemories } from "../../memory/entries.ts";
import type { State } from "../../nodes/state.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { policyEpisode } from "./policy-episode.ts";
import { episodeOfState, writtenBy } from "./projection.ts";

/** Memories by the episode that wrote them; 0: prior memories. */
export type MemoriesByEpisode = ReadonlyMap<number, Memories>;

/** Who plays: a method by its graph, or a policy, which has none, in its world. */
export type Player =
  | { readonly settings: ResolvedSettings; readonly graph: ReturnType<typeof buildGraph> }
  | { readonly settings: ResolvedSettings; readonly graph: null; readonly world: World };

/** What came of an episode. */
export interface PlayedEpisode {
  readonly record: Episode;
  /** The entries that it wrote. */
  readonly memories: Memories;
}

/** How an episode is played. */
export interface PlayEpisodeOptions {
  /** Config of the graph's invoke: thread, callbacks, trace name, signal. Default: in memory, without a trace. */
  readonly config?: RunnableConfig & { readonly durability?: "async" | "sync" | "exit" };
  /** Episodes whose entries the thread holds already; those that it is given are added. Default: none. */
  readonly held?: Set<number>;
  /** Whether the thread is in the middle of the episode, and goes on with it. */
  readonly begun?: boolean;
}

/**
 * Plays an episode to its end.
 * @throws what a node throws (a refused model, a spent budget, an abort).
 */
export async function playEpisode(
  player: Player,
  scheduled: Scheduled,
  memoriesByEpisode: MemoriesByEpisode,
  { config = untracedConfig(), held = new Set(), begun = false }: PlayEpisodeOptions = {},
): Promise<PlayedEpisode> {
  if (player.graph === null) {
    await new Promise((resume) => setImmediate(resume)); // lets progress and Ctrl-C get through
    return { record: policyEpisode(player.settings, player.world, scheduled), memories: noMemories() };
  }
  const input = begun ? null : inputOf(player.settings, scheduled, memoriesByEpisode, held);
  const state = (await player.graph.invoke(input as never, config)) as State;
  const record = episodeOfState(state);
  if (record.episode !== scheduled.episode)
    throw new Error(`episode ${record.episode} was played instead of ${scheduled.episode}`);
  held.add(record.episode);
  return { record, memories: writtenBy(state, record.episode) };
}

/** The input of an episode: the user, and every entry that it may see and the thread does not hold. */
export function inputOf(
  settings: ResolvedSettings,
  scheduled: Scheduled,
  memoriesByEpisode: MemoriesByEpisode,
  held: Set<number> = new Set(),
): Partial<State> {
  const missing = [...memoriesByEpisode.keys()].filter((e) => e <= scheduled.visibleUpTo && !held.has(e)).sort((a, b) => a - b);
  for (const e of missing) held.add(e);
  const entries = MEMORY_NAMES.map((name) => [
    name,
    missing.flatMap((e) => (memoriesByEpisode.get(e) as Memories)[name] as readonly object[]),
  ]);
  return episodeInput(settings, scheduled, Object.fromEntries(entries));
}

/** A config that sends no trace: a replay asks nobody, so that it also tells nobody. */
export function untracedConfig(): RunnableConfig {
  return tracingOn() ? { callbacks: [new Silent()] } : {};
}

/** Stands where LangChain would else put its own tracer. */
class Silent extends BaseCallbackHandler {
  override readonly name = "langchain_tracer";
}
