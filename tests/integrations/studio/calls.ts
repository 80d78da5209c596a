/** What Studio asks of a server when a person looks around, edits and goes on; each answer is checked as far as Studio needs it. */
import { expect } from "vitest";

// biome-ignore lint/suspicious/noExplicitAny: answers of a server, looked into freely
type Json = any;

/** Requests as a browser at Studio's own address makes them. */
export function studio(url: string) {
  const ask = async (method: string, path: string, body?: object): Promise<{ status: number; json: Json }> => {
    const headers = new Headers({ origin: "https://smith.langchain.com" });
    if (body !== undefined) headers.set("content-type", "application/json");
    const answer = await fetch(`${url}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    expect(answer.headers.get("access-control-allow-origin"), path).toMatch(/^(\*|https:\/\/smith\.langchain\.com)$/);
    const text = await answer.text();
    return { status: answer.status, json: answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text };
  };
  const ok = async (method: string, path: string, body?: object): Promise<Json> => {
    const { status, json } = await ask(method, path, body);
    expect(status, `${method} ${path}: ${JSON.stringify(json)?.slice(0, 300)}`).toBeLessThan(300);
    return json;
  };
  return {
    ask,
    info: () => ok("GET", "/info"),
    assistants: (graph_id: string) => ok("POST", "/assistants/search", { graph_id, limit: 10, offset: 0 }),
    assistant: (id: string) => ok("GET", `/assistants/${id}`),
    schemas: (id: string) => ok("GET", `/assistants/${id}/schemas`),
    graph: (id: string) => ok("GET", `/assistants/${id}/graph?xray=true`),
    subgraphs: (id: string) => ok("GET", `/assistants/${id}/subgraphs`),
    createThread: (graph: string) => ok("POST", "/threads", { metadata: { graph_id: graph } }),
    threads: (metadata: object) => ok("POST", "/threads/search", { metadata, limit: 20, offset: 0 }),
    thread: (id: string) => ok("GET", `/threads/${id}`),
    state: (id: string) => ok("GET", `/threads/${id}/state`),
    stateAt: (id: string, checkpoint: string) => ok("GET", `/threads/${id}/state/${checkpoint}`),
    history: (id: string) => ok("POST", `/threads/${id}/history`, { limit: 1000 }),
    update: (id: string, values: object, checkpoint_id: string, as_node?: string) =>
      ask("POST", `/threads/${id}/state`, { values, checkpoint_id, as_node }),
    runs: (id: string) => ok("GET", `/threads/${id}/runs`),
    async stream(
      id: string,
      assistant_id: string,
      input: object | null,
      checkpoint_id?: string,
    ): Promise<{ event: string; data: Json }[]> {
      const headers = { origin: "https://smith.langchain.com", "content-type": "application/json" };
      const stream_mode = ["debug", "messages", "updates", "values"];
      const body = JSON.stringify({ assistant_id, input, checkpoint_id, stream_mode, stream_subgraphs: true });
      const answer = await fetch(`${url}/threads/${id}/runs/stream`, { method: "POST", headers, body });
      expect(answer.headers.get("content-type")).toContain("text/event-stream");
      const blocks = (await answer.text()).split(/\r?\n\r?\n/).filter((b) => /^data:/m.test(b));
      return blocks.map((block) => ({
        event: /^event: ?(.*)$/m.exec(block)?.[1]?.trim() ?? "",
        data: JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? "null"),
      }));
    },
  };
}

/** A client as Studio is one. */
export type Studio = ReturnType<typeof studio>;

/** Asks everything that is asked before a thread is opened; gives the assistant's id. */
export async function lookAround(client: Studio, graph: "billp" | "session"): Promise<string> {
  expect(await client.info()).toMatchObject({ flags: { assistants: true } });
  const [{ assistant_id: id }] = await client.assistants(graph);
  expect(await client.assistant(id)).toMatchObject({ graph_id: graph });
  const { input_schema, state_schema } = await client.schemas(id);
  expect(input_schema.properties.settings.properties.gamma).toMatchObject({ default: 0.5, description: expect.any(String) });
  expect(Object.keys(state_schema.properties)).toEqual(expect.arrayContaining(["rounds", "experience", "reflections", "plan"]));
  const { nodes, edges } = await client.graph(id);
  expect(nodes.map((n: { id: string }) => n.id)).toEqual(expect.arrayContaining(["macro-plan", "critic-evaluate", "micro-act"]));
  expect(edges.length).toBeGreaterThan(10);
  expect(await client.subgraphs(id)).toEqual({});
  return id;
}

/** The checkpoint of a round at which these nodes are next; checkpoints come newest first, and the first that was made is meant. */
export function at(history: Json[], round: number, next: string): Json {
  const found = history.filter((s) => s.values.rounds?.length === round - 1 && [...s.next].sort().join("+") === next);
  expect(found.length, `${next} of round ${round}`).toBeGreaterThan(0);
  return found.at(-1);
}
