/** Contestants of the plumbing benchmark: the graph `billp` as a run plays it, and the same six nodes with nothing in them. */

import { join } from "node:path";
import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import { buildGraph, RECURSION_LIMIT } from "../../graphs/billp.ts";
import { episodeInput } from "../../graphs/episode-input.ts";
import { openCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import type { Memories } from "../../memory/entries.ts";
import { resolveSettings } from "../../methods/settings.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { createRuntime, type RuntimeOptions } from "../../nodes/runtime.ts";
import { BillpState } from "../../nodes/state.ts";
import type { World } from "../../worlds/world.ts";
import type { Block } from "./measure.ts";
import { ThinChat } from "./stage.ts";

/** Rounds of every measured episode: the step limit of `films`. */
export const ROUNDS = 30;
/** Supersteps of such an episode: its begin, three a round, the Critic's last word, the reflection. */
export const SUPERSTEPS = 1 + 3 * ROUNDS + 2;

/** Entries of earlier episodes stay invisible (lag), so that only what is given is recalled. `thin:model` takes the way of a server's model. */
const SETTINGS = resolveSettings({ method: "billp", model: "thin:model", limit: ROUNDS, lag: 10_000 });

export interface Player {
  /** Plays an episode; ms a round, from the first node to the end of the invoke. */
  readonly play: Block;
  close(): void;
}

export interface PlayerOptions {
  readonly world: World;
  /** Folder for checkpoints and ledger; null: no checkpointer, ledger in memory. */
  readonly folder: string | null;
  readonly memories?: Memories;
  readonly runtime?: Omit<RuntimeOptions, "ledger" | "loadWorld" | "chat">;
}

/** Plays episodes of {@link ROUNDS} rounds. Without memories each has a thread of its own, and so starts with none; with them, all share one. */
export async function openPlayer({ world, folder, memories, runtime }: PlayerOptions): Promise<Player> {
  const checkpoints = folder === null ? null : await openCheckpoints(join(folder, "bench-saver.sqlite"));
  const ledger: Ledger | undefined = folder === null ? undefined : await openSqliteLedger(join(folder, "bench-ledger.sqlite"));
  const contextOf = createRuntime({ ...runtime, ledger, loadWorld: async () => world, chat: (_, role) => new ThinChat(role) });
  let begun = 0;
  const graph = buildGraph((settings) => {
    begun ||= performance.now();
    return contextOf(settings);
  }, checkpoints?.saver);
  const users = world.users.filter((u) => u.split === "train").map((u) => u.id);
  let episode = 0;
  return {
    async play() {
      const user = users[episode++ % users.length] as number;
      const given = memories !== undefined && (episode === 1 || folder === null) ? memories : {};
      const thread = memories === undefined ? `bench-${episode}` : "bench";
      begun = 0;
      await graph.invoke(episodeInput(SETTINGS, { episode, user, split: "train" }, given) as never, {
        configurable: { thread_id: thread },
        durability: "async",
      });
      return (performance.now() - begun) / ROUNDS;
    },
    close() {
      checkpoints?.close();
      ledger?.close();
    },
  };
}

/** The bare graph: the same nodes, edges and routers and no work, with next to no state or with that of `billp`. ms a round of three supersteps. */
export function openEmpty({ state = "one field" }: { state?: "one field" | "billp" } = {}): Block {
  let begun = 0;
  let left = 0;
  const nothing = async () => ({});
  const first = async () => {
    begun = performance.now();
    return {};
  };
  const judged = () => (left > 0 ? "micro-act" : "reflect");
  const stepped = async () => {
    left--;
    return {};
  };
  const schema = state === "billp" ? BillpState : new StateSchema({ cursor: z.int().default(0) });
  const graph = new StateGraph(schema as typeof BillpState)
    .addNode("begin-episode", first)
    .addNode("macro-plan", nothing)
    .addNode("micro-act", nothing)
    .addNode("environment-step", stepped)
    .addNode("critic-evaluate", nothing)
    .addNode("reflect", nothing)
    .addEdge(START, "begin-episode")
    .addConditionalEdges("begin-episode", () => ["macro-plan", "critic-evaluate"], ["macro-plan", "critic-evaluate", "micro-act"])
    .addEdge("macro-plan", "micro-act")
    .addEdge("micro-act", "environment-step")
    .addConditionalEdges("environment-step", () => (left > 0 ? ["macro-plan", "critic-evaluate"] : ["critic-evaluate"]), [
      "macro-plan",
      "critic-evaluate",
      "micro-act",
      "reflect",
    ])
    .addConditionalEdges("critic-evaluate", judged, ["micro-act", "reflect"])
    .addConditionalEdges("reflect", () => END, ["begin-episode", END])
    .compile();
  return async () => {
    left = ROUNDS;
    await graph.invoke({ cursor: 0 }, { recursionLimit: RECURSION_LIMIT });
    return (performance.now() - begun) / ROUNDS;
  };
}
