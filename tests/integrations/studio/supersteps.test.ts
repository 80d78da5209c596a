/** An imported episode is what the graph would have made: the same supersteps, and the state of a real play to the last byte. */
import { MemorySaver } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { buildGraph } from "../../../graphs/billp.ts";
import { superstepsOf } from "../../../integrations/studio/supersteps.ts";
import { runExperiment } from "../../../integrations/tracing/traced-experiments.ts";
import { mergeMemories } from "../../../memory/prior.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { createScript } from "../../../models/scripted.ts";
import { createRuntime } from "../../../nodes/runtime.ts";
import { hashScript } from "../../experiments/runs/hash-model.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { withEnv } from "../tracing/harness.ts";

const CASES = [
  ["a training episode that learns", "billp", 6],
  ["a test episode with frozen memories", "billp", 8],
  ["a method without Critic", "reflexion", 5],
  ["a method with the Actor alone", "act-only", 1],
] as const;

const runtime = () => ({ chat: createScript(hashScript).chat, loadWorld: async () => tinyWorld() });
const settingsOf = (method: (typeof CASES)[number][1]) =>
  resolveSettings({ method, train: method === "act-only" ? 0 : 6, test: 2, seed: 5, lag: 2, plans: method === "billp" });

test.each(CASES)("%s", async (_, method, number) => {
  const settings = settingsOf(method);
  const { episodes, memories } = await withEnv({}, () => runExperiment({ settings, out: null, workers: 2, runtime: runtime() }));
  const episode = episodes[number - 1] as (typeof episodes)[number];
  const steps = superstepsOf({ episode, settings, memories: mergeMemories(memories) });
  const graph = buildGraph(createRuntime(runtime()), new MemorySaver());
  const [imported, played] = ["imported", "played"].map((id) => ({ configurable: { thread_id: id } })) as [object, object];
  const asked = steps.map(({ updates }) => ({ updates: updates.map((u) => ({ values: u.values, asNode: u.as_node })) }));
  await graph.bulkUpdateState(imported, asked as never);
  await graph.invoke(steps[0]?.updates[0]?.values as never, played);

  const [copy, real] = [await graph.getState(imported), await graph.getState(played)];
  expect(copy.next).toEqual([]);
  // After a cut-off the Critic values a state that has no round of its own: that value is in no record.
  const judgements = real.values.judgements.map((j: { round: number }) =>
    j.round > real.values.rounds.length ? { ...j, value: null } : j,
  );
  expect(copy.values).toEqual({ ...real.values, judgements });
  const history = async (config: object) => {
    const all: unknown[] = [];
    for await (const s of graph.getStateHistory(config))
      all.push([s.metadata?.step, s.next, s.values.rounds?.length, s.values.judgements?.length, s.values.experience?.length]);
    return all;
  };
  expect(await history(imported)).toEqual(await history(played));
});
