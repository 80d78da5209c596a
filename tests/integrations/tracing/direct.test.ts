/** The graph called without runExperiment, as langgraphjs dev does: LangGraph's own tracer, and only the root carries the memories. */
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { expect, test } from "vitest";
import { buildGraph } from "../../../graphs/billp.ts";
import { createScript } from "../../../models/scripted.ts";
import { createRuntime } from "../../../nodes/runtime.ts";
import { hashScript } from "../../experiments/runs/hash-model.ts";
import { startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { traced } from "./harness.ts";

const values = Array.from({ length: 500 }, (_, i) => ({ id: `g${i}`, episode: 1, round: 1, state: `state ${i}`, value: 1 }));

test("nodes upload counts in place of memories and routers nothing; the root uploads the input and the final state", async () => {
  const stub = await startLangSmithStub();
  await traced(stub.url, async () => {
    const { chat } = createScript(hashScript);
    const graph = buildGraph(createRuntime({ chat, loadWorld: async () => tinyWorld() }));
    await graph.invoke({ values, users: { split: "train", ids: null, from: 0, count: 2 } } as never);
    await awaitAllCallbacks();
  });
  const [root, ...more] = stub.roots();
  expect(more).toEqual([]);
  expect(root?.inputs.values).toHaveLength(500);
  const nodes = stub.children(root?.id ?? "").filter((r) => r.name !== "__start__");
  const routers = ["openRound", "afterStep", "afterCritic", "nextUser"];
  expect(nodes.length).toBeGreaterThan(8);
  expect([...stub.runs.values()].filter((r) => routers.includes(r.name))).toEqual([]);
  for (const node of nodes) {
    expect(node.inputs.values, node.name).toBeGreaterThanOrEqual(500);
    expect(node.inputs.settings).toBeUndefined();
    expect(JSON.stringify([node.inputs, node.outputs]).length, node.name).toBeLessThan(3000);
  }
  await stub.close();
});
