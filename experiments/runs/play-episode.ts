/** One episode played in memory from what it may see: no lanes, no checkpoints. What a lane gives is decided by numbers, so it is the same. */
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { RunnableConfig } from "@langchain/core/runnables";
import type { SettingsInput } from "../../core/settings.ts";
import { tracingOn } from "../../core/tracer.ts";
import type { buildGraph } from "../../graphs/billp.ts";
import { MEMORY_NAMES, type Memories } from "../../memory/entries.ts";
import type { State } from "../../nodes/state.ts";
import type { Scheduled } from "../evaluation/schedule.ts";

/** Memories by the episode that wrote them; 0: given from outside. */
export type MemoriesByEpisode = ReadonlyMap<number, Memories>;

/** The input of an episode: the user, and every entry it may see. */
export function inputOf(settings: SettingsInput, scheduled: Scheduled, memoriesByEpisode: MemoriesByEpisode): Partial<State> {
  const visible = [...memoriesByEpisode].filter(([e]) => e <= scheduled.visibleUpTo).sort(([a], [b]) => a - b);
  const memories = MEMORY_NAMES.map((name) => [name, visible.flatMap(([, m]) => m[name] as readonly object[])]);
  return {
    settings,
    users: { split: scheduled.split, ids: [scheduled.user], from: 0, count: 1 },
    cursor: 0,
    firstEpisode: scheduled.episode,
    ...Object.fromEntries(memories.filter(([, list]) => (list as object[]).length > 0)),
  } as Partial<State>;
}

/** Plays an episode to its end and gives the state. */
export async function playInMemory(
  graph: ReturnType<typeof buildGraph>,
  input: Partial<State>,
  config: RunnableConfig = {},
): Promise<State> {
  return (await graph.invoke(input as never, { ...untracedConfig(), ...config })) as State;
}

/** A config that sends no trace: a replay asks nobody, so that it also tells nobody. */
export function untracedConfig(): RunnableConfig {
  return tracingOn() ? { callbacks: [new Silent()] } : {};
}

/** Stands where LangChain would else put its own tracer. */
class Silent extends BaseCallbackHandler {
  override readonly name = "langchain_tracer";
}
