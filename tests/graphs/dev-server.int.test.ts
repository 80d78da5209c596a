/** `langgraphjs dev` serves the graphs of langgraph.json as they are; everything here goes through the SDK. */

import { MemorySaver } from "@langchain/langgraph";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGraph } from "../../graphs/billp.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import type { State } from "../../nodes/state.ts";
import { type DevServer, startDevServer } from "../stubs/dev-server.ts";
import { INPUT, inProcess, type Snapshot, type Teller, tell } from "../stubs/story.ts";

let server: DevServer;
let client: Client;
beforeAll(async () => {
  server = await startDevServer();
  client = new Client({ apiUrl: server.url });
});
afterAll(() => server?.stop());

/** A JSON schema, as far as the test looks into it. */
interface Field {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Record<string, Field>;
}

/** Paths of the fields that lack something; fields below an optional one (`models.planner`) need no default. */
function lacking(fields: Record<string, Field>, what: "description" | "default", path = ""): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const own = what in field ? [] : [`${path}${name}`];
    return [...own, ...lacking(field.properties ?? {}, what, `${path}${name}.`)];
  });
}

describe("the dev server", () => {
  it("shows every input with description and default", async () => {
    const { input_schema } = await client.assistants.getSchemas("billp");
    const fields = input_schema?.properties as Record<string, Field>;
    expect(Object.keys(fields)).toEqual(["settings", "users"]);
    const settings = Object.keys(fields.settings?.properties ?? {});
    expect(settings.length).toBeGreaterThan(20);
    expect(settings.slice(0, 3)).toEqual(["world", "method", "model"]);
    expect(settings).not.toContain("baseUrl");
    const optional = (path: string) => !path.startsWith("settings.models.");
    expect(lacking(fields, "description").filter(optional)).toEqual([]);
    expect(lacking(fields, "default").filter(optional)).toEqual([]);
  });

  it("shows every input of a live session, too", async () => {
    const { input_schema } = await client.assistants.getSchemas("session");
    const fields = input_schema?.properties as Record<string, Field>;
    expect(Object.keys(fields)).toEqual(["settings", "person"]);
    expect(fields.person?.properties?.history).toMatchObject({ default: [], description: expect.stringContaining("Titles") });
    expect(lacking(fields, "description").filter((path) => !path.startsWith("settings.models."))).toEqual([]);
  });

  it("draws the paper's figure", async () => {
    const graph = await client.assistants.getGraph("billp");
    expect(graph.nodes.map((n) => n.id)).toEqual([
      "__start__",
      ...["begin-episode", "macro-plan", "micro-act", "environment-step", "critic-evaluate", "reflect"],
      "__end__",
    ]);
    expect(graph.edges.map((e) => `${e.source} → ${e.target}`)).toMatchSnapshot();
  });

  it("plays an episode from an empty input", async () => {
    const { thread_id } = await client.threads.create();
    const state = (await client.runs.wait(thread_id, "billp", { input: {} })) as unknown as State;
    expect(state).toEqual(await buildGraph(createRuntime()).invoke({}));
  });

  it("streams a run, node by node", async () => {
    const { thread_id } = await client.threads.create();
    const nodes: string[] = [];
    for await (const { event, data } of client.runs.stream(thread_id, "billp", { input: {}, streamMode: "updates" })) {
      expect(event, JSON.stringify(data)).not.toBe("error");
      if (event === "updates") nodes.push(...Object.keys(data as object));
    }
    expect(nodes[0]).toBe("begin-episode");
    expect(nodes.at(-1)).toBe("reflect");
  });

  it("tells the story as in process: memories grow, a fork goes on from the middle of episode 2", async () => {
    const { thread_id } = await client.threads.create();
    const told = await tell(overHttp(client), thread_id);
    expect(told).toEqual(await tell(inProcess(buildGraph(createRuntime(), new MemorySaver())), "here"));
  });

  it("reports a wrong input in words", async () => {
    const { thread_id } = await client.threads.create();
    const wrong = { settings: { world: "no-such-world" } };
    await expect(client.runs.wait(thread_id, "billp", { input: wrong })).rejects.toThrow(
      /There is no world .+ that may be named here/,
    );
  });
});

/** The graph behind the server. */
function overHttp(client: Client): Teller {
  return {
    play: async (thread) => (await client.runs.wait(thread, "billp", { input: INPUT })) as unknown as State,
    async history(thread): Promise<Snapshot[]> {
      const all = await client.threads.getHistory<State>(thread, { limit: 1000 });
      return all.map((s) => ({
        values: s.values,
        next: s.next,
        thread,
        checkpoint: s.checkpoint.checkpoint_id as string,
        parent: s.parent_checkpoint?.checkpoint_id ?? undefined,
      }));
    },
    async fork(thread, checkpointId, values) {
      // The answer carries `checkpoint`, whatever the SDK's type says.
      const updated = await client.threads.updateState(thread, { values, checkpointId, asNode: "macro-plan" });
      const id = (updated as unknown as { checkpoint: { checkpoint_id: string } }).checkpoint.checkpoint_id;
      return (await client.runs.wait(thread, "billp", { input: null, checkpointId: id })) as unknown as State;
    },
  };
}
