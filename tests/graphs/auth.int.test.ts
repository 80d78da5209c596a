/** The development server with the auth hook: what is refused before a graph is reached, and what a caller's input cannot set. */
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DevServer, startDevServer } from "../stubs/dev-server.ts";
import { type Listener, listen } from "../stubs/listener.ts";

const TOKEN = "planted-server-token-0123456789";

/** One request with headers that fetch would not send. */
function ask(
  server: DevServer,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((done, fail) => {
    const sent = request(
      `${server.url}${path}`,
      { method: body === undefined ? "GET" : "POST", headers: { "content-type": "application/json", ...headers } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => (text += chunk));
        answer.on("end", () => done({ status: answer.statusCode as number, headers: answer.headers, text }));
      },
    );
    sent.on("error", fail);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe("without a token", () => {
  let server: DevServer;
  let foreign: Listener;
  beforeAll(async () => {
    foreign = await listen();
    server = await startDevServer({
      OPENAI_API_KEY: "sk-planted0openai1key2value3",
      BILLP_API_KEY: "planted-billp-key-0123456789",
    });
  });
  afterAll(async () => {
    await server?.stop();
    await foreign?.close();
  });

  it("answers this machine, and no other name or page", async () => {
    const search = (headers: Record<string, string>) => ask(server, "/threads/search", headers, {});
    expect((await search({})).status).toBe(200);
    expect((await search({ origin: "https://smith.langchain.com" })).status).toBe(200);
    expect((await search({ origin: "http://localhost:3000" })).status).toBe(200);
    expect((await search({ host: "evil.example" })).status).toBe(403);
    expect((await search({ origin: "https://evil.example" })).status).toBe(403);
    expect((await search({ origin: "https://evil.example", "content-type": "text/plain" })).status).toBe(403);
    expect((await search({ origin: "https://evil.example", "x-auth-scheme": "langsmith" })).status).toBe(403);
  });

  it("lets a browser read from Studio's page alone", async () => {
    const allowed = async (origin: string) => (await ask(server, "/info", { origin })).headers["access-control-allow-origin"];
    expect(await allowed("https://smith.langchain.com")).toBe("https://smith.langchain.com");
    expect(await allowed("https://evil.example")).toBeUndefined();
  });

  it.each(["billp", "session"])("refuses an address in the input of %s, in words, and sends nothing there", async (graph) => {
    const settings = { model: "openai:gpt-4o-mini", baseUrl: foreign.url };
    const run = (input: unknown) => ask(server, "/runs/wait", {}, { assistant_id: graph, input });
    const answer = await run({ settings });
    expect(answer.text).toContain("baseUrl is for who runs billp to set");
    expect((await run({ settings: { world: foreign.url } })).text).toMatch(/A world is named by its id here/);
    expect((await run({ settings: { world: "../../etc" } })).text).toMatch(/A world is named by its id here/);
    expect(foreign.heard).toEqual([]);
  });

  it("calls no address that a caller names", async () => {
    const answer = await ask(server, "/runs/wait", {}, { assistant_id: "billp", input: {}, webhook: `${foreign.url}/hook` });
    expect(answer.status).toBe(403);
    expect(foreign.heard).toEqual([]);
  });

  it("refuses it in a thread's state, too", async () => {
    const { text } = await ask(server, "/threads", {}, {});
    const thread = JSON.parse(text).thread_id as string;
    await ask(server, `/threads/${thread}/runs/wait`, {}, { assistant_id: "billp", input: {} });
    const values = { settings: { model: "openai:gpt-4o-mini", baseUrl: foreign.url } };
    await ask(server, `/threads/${thread}/state`, {}, { values, as_node: "begin-episode" });
    await ask(server, `/threads/${thread}/runs/wait`, {}, { assistant_id: "billp", input: null });
    expect(foreign.heard).toEqual([]);
  });
});

describe("with a token", () => {
  let server: DevServer;
  beforeAll(async () => {
    server = await startDevServer({ BILLP_SERVER_TOKEN: TOKEN });
  });
  afterAll(() => server?.stop());

  it("answers its holder alone, whatever else is sent", async () => {
    const search = async (headers: Record<string, string>) => (await ask(server, "/threads/search", headers, {})).status;
    expect(await search({ authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect(await search({})).toBe(401);
    expect(await search({ authorization: "Bearer wrong" })).toBe(401);
    expect(await search({ "x-auth-scheme": "langsmith" })).toBe(401);
    expect(server.log()).not.toContain(TOKEN);
  });
});
