/** The desk against a server that answers, streams, stalls, refuses and talks nonsense. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BillpError } from "../../core/errors.ts";
import { holdTimeouts } from "../stubs/clock.ts";
import { type Mode, type Stub, type StubOptions, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, QUICK, question } from "./desk.ts";

let stub: Stub | undefined;
afterEach(async () => {
  await stub?.close();
  vi.unstubAllEnvs();
});

async function on(options: StubOptions): Promise<Stub> {
  stub = await startOpenAiStub(options);
  return stub;
}
const first = (n: number, mode: Mode) => (nth: number) => (nth <= n ? mode : "answer");
/** The same; and the time for one try runs out soon after the server was asked. */
const silent = (n: number, mode: Mode) => {
  const timeouts = holdTimeouts(QUICK.timeoutMs);
  return (nth: number): Mode => {
    if (nth > n) return "answer";
    setTimeout(timeouts.runOut, 20);
    return mode;
  };
};

async function refusedBy(mode: Mode): Promise<BillpError> {
  const { url } = await on({ mode: mode === "stall" ? silent(QUICK.tries, mode) : () => mode });
  const error = await deskOn(url)
    .ask(question())
    .then(
      () => undefined,
      (e: unknown) => e,
    );
  expect(error).toMatchObject({ name: "BillpError", code: "model-refused" });
  return error as BillpError;
}

it("trouble is told while it is waited out, once, in words, and without a key", async () => {
  vi.stubEnv("BILLP_API_KEY", "sk-told-0123456789");
  const said: string[] = [];
  const busy = (nth: number): Mode => ({ status: 503, message: `overloaded sk-told-0123456789, request ${nth}` });
  const s = await on({ mode: (nth) => (nth <= 2 ? busy(nth) : "answer") });
  const roleClient = deskOn(s.url, { model: "openai:told-1" }, { onNotice: (line) => said.push(line) });
  expect(await roleClient.ask(question())).toMatchObject({ ok: true });
  expect(said).toEqual([expect.stringMatching(/^openai:told-1: HTTP 503: .*overloaded.*; trying again in 1 s, try 2 of 4\.$/)]);
  expect(said[0]).not.toContain("sk-told");
});

describe("answers", () => {
  it("comes back checked, with usage from the server", async () => {
    const s = await on({});
    const roleClient = deskOn(s.url);
    expect(await roleClient.ask(question())).toEqual({ ok: true, value: { title: "Alien (1979)" }, calls: 1 });
    expect(roleClient.usage()).toMatchObject({
      calls: 1,
      inputTokens: 100,
      outputTokens: 20,
      costUsd: null,
      estimatedCalls: 0,
      failed: 0,
      cutOff: 0,
    });
    expect(s.requests[0]?.body).toMatchObject({ model: "stub-1", temperature: 0.5, seed: expect.any(Number) });
    expect(s.requests[0]?.body.response_format).toBeUndefined();
    expect(s.requests[0]?.body.messages.at(-1).content).toContain('"title" (string): Title of the film.');
  });

  it("estimates usage and says so when the server counts nothing", async () => {
    const { url } = await on({ mode: () => "noUsage" });
    const roleClient = deskOn(url);
    await roleClient.ask(question());
    expect(roleClient.usage().estimatedCalls).toBe(1);
    expect(roleClient.usage().inputTokens).toBeGreaterThan(10);
  });

  it.each([
    ["jsonSchema", "answer", { response_format: { type: "json_schema", json_schema: { name: "actor_answer", strict: true } } }],
    ["jsonMode", "answer", { response_format: { type: "json_object" } }],
    [
      "functionCalling",
      "toolCall",
      { tools: [{ function: { name: "actor_answer" } }], tool_choice: { function: { name: "actor_answer" } } },
    ],
  ] as const)("asks by %s", async (answers, mode, body) => {
    const s = await on({ mode: () => mode });
    expect(await deskOn(s.url, { answers }).ask(question())).toMatchObject({ ok: true, value: { title: "Alien (1979)" } });
    expect(s.requests[0]?.body).toMatchObject(body);
  });

  it("streams when somebody listens, and still has the usage", async () => {
    const s = await on({});
    const roleClient = deskOn(s.url);
    const tokens: string[] = [];
    const listener = { lc_prefer_streaming: true, name: "listener", handleLLMNewToken: (t: string) => void tokens.push(t) };
    expect(await roleClient.ask(question(), { callbacks: [listener] })).toMatchObject({ ok: true });
    expect(s.requests[0]?.body.stream).toBe(true);
    expect(tokens.join("")).toBe('{"title":"Alien (1979)"}');
    expect(roleClient.usage()).toMatchObject({ inputTokens: 100, outputTokens: 20, estimatedCalls: 0 });
  });

  it("sends another seed for every address, and the same one again for the same", async () => {
    const s = await on({});
    for (let k = 0; k < 2; k++) for (const round of [1, 2]) await deskOn(s.url).ask(question(1, round));
    const seeds = s.requests.map((r) => r.body.seed);
    expect(seeds[0]).toBe(seeds[2]);
    expect(seeds[1]).toBe(seeds[3]);
    expect(seeds[0]).not.toBe(seeds[1]);
  });
});

describe("failures that pass", () => {
  it.each<[string, Mode]>([
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "0.05" } }],
    ["a bare 429", { status: 429 }],
    ["408", { status: 408 }],
    ["500", { status: 500 }],
    ["503", { status: 503 }],
    ["a connection reset", "reset"],
    ["a broken body", "notJson"],
    ["a web page", "html"],
  ])("goes on after two times %s", async (_, mode) => {
    const s = await on({ mode: first(2, mode) });
    const roleClient = deskOn(s.url);
    expect(await roleClient.ask(question())).toMatchObject({ ok: true, calls: 1 });
    expect(s.requests).toHaveLength(3);
    expect(roleClient.usage()).toMatchObject({ calls: 1, failed: 0 });
  });

  it("waits as long as Retry-After asks", async () => {
    const { url } = await on({ mode: first(1, { status: 429, headers: { "retry-after": "0.2" } }) });
    const start = performance.now();
    await deskOn(url).ask(question());
    expect(performance.now() - start).toBeGreaterThan(195);
  });

  it.each(["stall", "stallBody"] as const)("tries again when the server does %s", async (mode) => {
    const s = await on({ mode: silent(1, mode) });
    expect(await deskOn(s.url).ask(question())).toMatchObject({ ok: true });
    expect(s.requests).toHaveLength(2);
  });

  it.each(["cutStream", "stallStream"] as const)("tries again when a stream does %s", async (mode) => {
    const s = await on({ mode: silent(1, mode) });
    const listener = { lc_prefer_streaming: true, name: "listener", handleLLMNewToken: () => undefined };
    const roleClient = deskOn(s.url);
    expect(await roleClient.ask(question(), { callbacks: [listener] })).toMatchObject({ ok: true, calls: 1 });
    expect(s.requests).toHaveLength(2);
  });
});

describe("failures that stay", () => {
  it.each([400, 401, 403, 404, 422])("gives up at once on %i", async (status) => {
    const error = await refusedBy({ status, message: "we do not like this" });
    expect(stub?.requests).toHaveLength(1);
    expect(error.message).toContain("we do not like this");
    expect(error.hint).toContain("--resume");
  });

  it("gives up at once when the quota is spent", async () => {
    await refusedBy({ status: 429, code: "insufficient_quota", message: "You exceeded your current quota" });
    expect(stub?.requests).toHaveLength(1);
  });

  it("gives up when asked to wait too long", async () => {
    await refusedBy({ status: 429, headers: { "retry-after": "3600" } });
    expect(stub?.requests).toHaveLength(1);
  });

  it.each<[string, Mode]>([
    ["429", { status: 429 }],
    ["500", { status: 500 }],
    ["resets", "reset"],
    ["nonsense", "html"],
    ["silence", "stall"],
  ])("gives up after the last try: %s", async (_, mode) => {
    const error = await refusedBy(mode);
    expect(stub?.requests).toHaveLength(QUICK.tries);
    expect(error.message).toContain("after 4 tries");
  });

  it("says which address does not answer", async () => {
    const s = await on({});
    await s.close();
    await expect(deskOn(s.url).ask(question())).rejects.toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("ends at once when the run is stopped, and counts the call as cut off", async () => {
    const { url } = await on({ mode: () => "stall" });
    const roleClient = deskOn(url);
    const stop = new AbortController();
    const asked = roleClient.ask(question(), { signal: stop.signal });
    setTimeout(() => stop.abort(new Error("stopped by the user")), 50);
    await expect(asked).rejects.toThrow("stopped by the user");
    expect(roleClient.usage()).toMatchObject({ calls: 0, failed: 0, cutOff: 1 });
  });

  it("never shows a key", async () => {
    const key = "sk-proj-abcdefghijklmnop1234";
    vi.stubEnv("BILLP_API_KEY", key);
    vi.stubEnv("OTHER_API_KEY", "plainlooking-word");
    const { url } = await on({
      mode: () => ({ status: 401, message: `Incorrect API key: ${key}, Bearer ${key}, plainlooking-word` }),
    });
    const error = await deskOn(url)
      .ask(question())
      .catch((e: unknown) => e);
    const { inspect } = await import("node:util");
    expect(stub?.requests[0]?.authorization).toBe(`Bearer ${key}`);
    const shown = inspect(error, { depth: 20, showHidden: true });
    expect(shown).not.toContain(key);
    expect(shown).not.toContain("plainlooking-word");
    expect(shown).toContain("[key]");
  });
});
