/**
 * Contract suite of checkpointers, as the graphs need them beyond LangGraph's own (`@langchain/langgraph-checkpoint-validation`, which a new
 * one should pass first): memories come back whole, forks read their own values, and a thread that is deleted is gone.
 */
import assert from "node:assert/strict";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { buildGraph } from "../graphs/billp.ts";
import { createRuntime } from "../nodes/runtime.ts";
import type { State } from "../nodes/state.ts";
import type { World } from "../worlds/world.ts";
import type { Check } from "./check.ts";

const SETTINGS = { method: "billp", lag: 1, train: 4, test: 1, limit: 4 } as const;
const at = (thread: string) => ({ configurable: { thread_id: thread } });

/** The checks. `open` gives an empty saver; `world` is played with the offline model, and should be small. */
export function checkpointerContract(open: () => Promise<BaseCheckpointSaver>, world: World): Check[] {
  const graphOn = (saver?: BaseCheckpointSaver) => buildGraph(createRuntime({ loadWorld: async () => world }), saver);
  const input = (count: number) => ({ settings: SETTINGS, users: { split: "train", ids: null, from: 0, count } }) as never;
  return [
    {
      name: "a thread that goes on in several invokes, and over a new graph, remembers what one invoke remembers",
      async run() {
        const saver = await open();
        const whole = (await graphOn().invoke(input(2))) as State;
        await graphOn(saver).invoke(input(1), at("t"));
        const second = { users: { split: "train", ids: null, from: 1, count: 1 }, cursor: 0, firstEpisode: 2 } as never;
        const state = (await graphOn(saver).invoke(second, at("t"))) as State;
        for (const list of ["experience", "values", "reflections", "outcomes"] as const)
          assert.deepEqual(state[list], whole[list]);
      },
    },
    {
      name: "a fork reads its own values, and the original keeps its own",
      async run() {
        const saver = await open();
        const graph = graphOn(saver);
        const original = (await graph.invoke(input(1), at("t"))) as State;
        const past = [];
        for await (const snapshot of graph.getStateHistory(at("t"))) past.push(snapshot);
        const from = past.find((s) => s.next.includes("micro-act") && (s.values as State).rounds.length === 1);
        assert.ok(from !== undefined, "no checkpoint before the second action");
        const fork = await graph.updateState(from.config, { plan: "Another plan." } as never, "macro-plan");
        assert.equal((await graph.getState(fork)).values.plan, "Another plan.");
        const head = past[0]?.config;
        assert.deepEqual((await graph.getState(head as never)).values.outcomes, original.outcomes);
      },
    },
    {
      name: "a deleted thread is gone, and no other",
      async run() {
        const saver = await open();
        const graph = graphOn(saver);
        await graph.invoke(input(1), at("a"));
        await graph.invoke(input(1), at("b"));
        await saver.deleteThread("a");
        assert.equal(await saver.getTuple(at("a")), undefined);
        assert.notEqual(await saver.getTuple(at("b")), undefined);
      },
    },
  ];
}
