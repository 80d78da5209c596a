/** The graph in one process: invoke, stream, history and fork, alike on every checkpointer. */
import { type BaseCheckpointSaver, MemorySaver } from "@langchain/langgraph";
import { beforeAll, describe, expect, it } from "vitest";
import { openSqlite } from "../../core/sqlite.ts";
import { buildGraph } from "../../graphs/billp.ts";
import { RunSaver } from "../../memory/checkpointers/run-saver.ts";
import { SqliteSaver } from "../../memory/checkpointers/sqlite-saver.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { INPUT, inProcess, type Told, tell } from "../stubs/story.ts";

const runtime = createRuntime();
const savers: Record<string, () => Promise<BaseCheckpointSaver>> = {
  SqliteSaver: async () => new SqliteSaver(await openSqlite(":memory:")),
  RunSaver: async () => new RunSaver(await openSqlite(":memory:")),
};

let expected: Told;
beforeAll(async () => {
  expected = await tell(inProcess(buildGraph(runtime, new MemorySaver())), "a thread");
});

describe.each(Object.keys(savers))("the story on %s", (name) => {
  it("is the same as on LangGraph's MemorySaver", async () => {
    expect(await tell(inProcess(buildGraph(runtime, await savers[name]?.())), "another")).toEqual(expected);
  });
});

describe("a run", () => {
  it("plays one user of films from an empty input, without a checkpointer", async () => {
    const state = await buildGraph(runtime).invoke({});
    expect(state.outcomes).toHaveLength(1);
    expect(state.settings).toMatchObject({ world: "films", model: "offline", method: "billp" });
    expect(state.rounds.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it("goes beyond LangGraph's 25 supersteps", async () => {
    const state = await buildGraph(runtime).invoke({ users: { split: "train", ids: null, from: 0, count: 5 } });
    expect(state.outcomes).toHaveLength(5);
  });

  it("streams its nodes in order, one writer a channel", async () => {
    const seen: string[] = [];
    const writers = new Map<string, Set<string>>();
    for await (const chunk of await buildGraph(runtime).stream(INPUT as never, { streamMode: "updates" }))
      for (const [node, update] of Object.entries(chunk)) {
        seen.push(node);
        for (const channel of Object.keys(update as object))
          if (node !== "begin-episode") writers.set(channel, (writers.get(channel) ?? new Set()).add(node));
      }
    expect(seen[0]).toBe("begin-episode");
    expect(seen.at(-1)).toBe("reflect");
    expect(seen.filter((n) => n === "begin-episode")).toHaveLength(3);
    expect(new Set(seen).size).toBe(6);
    for (const [channel, nodes] of writers) expect([...nodes], channel).toHaveLength(1);
  });

  it("is refused in words when an input field is wrong", async () => {
    const graph = buildGraph(runtime);
    await expect(graph.invoke({ settings: { world: "no-such-world" } } as never)).rejects.toMatchObject({ code: "bad-world" });
    await expect(graph.invoke({ settings: { method: "random" } } as never)).rejects.toMatchObject({ code: "bad-settings" });
    await expect(graph.invoke({ users: { split: "train", ids: [100_000] } } as never)).rejects.toMatchObject({
      code: "bad-input",
    });
  });
});
