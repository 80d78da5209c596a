/** What a service says of one call is an answer of that call, recorded and not asked again; what it says of itself stops the run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { type Mode, type Seen, type Stub, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, question } from "./desk.ts";

let stub: Stub | undefined;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "billp-said-"));
});
afterEach(async () => {
  await stub?.close();
  vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true }));

const on = async (mode: (nth: number, seen: Seen) => Mode): Promise<Stub> => {
  stub = await startOpenAiStub({ mode });
  return stub;
};
const says = (seen: Seen, word: string) => JSON.stringify(seen.body.messages).includes(word);
const address = (round: number) => ({ scope: "", episode: 1, round, role: "actor", attempt: 0 });

const FILTERED: Mode = {
  status: 400,
  message: "The response was filtered by our content management policy",
  code: "content_filter",
};
const TOO_LONG: Mode = { status: 400, message: "maximum context length is 64 tokens", code: "context_length_exceeded" };

describe.each(["text", "jsonMode", "jsonSchema", "functionCalling"] as const)("asked by %s", (answers) => {
  const answer: Mode = answers === "functionCalling" ? "toolCall" : "answer";
  it.each<[string, Mode, RegExp]>([
    ["content-filter", FILTERED, /content management policy/],
    ["context-overflow", TOO_LONG, /maximum context length.*--history-length/],
  ])("%s of one title is recorded, and a resume does not ask again", async (ended, refusal, fault) => {
    const s = await on((_, seen) => (says(seen, "Bad title") ? refusal : answer));
    const file = join(folder, `${answers}-${ended}.sqlite`);
    const prices = { "openai:stub-1": { input: 1000, output: 5000 } };
    for (let session = 0; session < 2; session++) {
      const ledger = await openSqliteLedger(file);
      const roleClient = deskOn(s.url, { answers, repairs: 0 }, { ledger, prices });
      expect(await roleClient.ask(question(1, 1, "Bad title"))).toMatchObject({ ok: false });
      expect(await roleClient.ask(question(1, 2))).toMatchObject({ ok: true });
      expect(ledger.get(address(1))).toMatchObject({
        ended,
        costUsd: 0,
        inputTokens: 0,
        estimated: false,
        fault: expect.stringMatching(fault),
      });
      roleClient.close();
    }
    expect(s.requests).toHaveLength(2);
  });

  it("a refusal that names no reason is about the call once the model has answered, and about the settings before", async () => {
    const s = await on((_, seen) => (says(seen, "Bad title") ? { status: 400, message: "no" } : answer));
    await expect(deskOn(s.url, { answers }).ask(question(1, 1, "Bad title"))).rejects.toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("HTTP 400: 400 no"),
    });
    const roleClient = deskOn(s.url, { answers, repairs: 0 });
    await roleClient.ask(question(1, 1));
    expect(await roleClient.ask(question(1, 2, "Bad title"))).toMatchObject({ ok: false });
  });

  it("an error in a 200 is an error: tried again, and this call's alone if it stays", async () => {
    const s = await on((nth) => (nth === 1 ? { raw: '{"error":{"message":"Provider returned error","code":502}}' } : answer));
    expect(await deskOn(s.url, { answers }).ask(question())).toMatchObject({ ok: true });
    expect(s.requests).toHaveLength(2);
    await s.close();
    const bad: Mode = { raw: '{"error":{"message":"something odd"}}' };
    const t = await on((_, seen) => (says(seen, "Bad title") ? bad : answer));
    const ledger = createMemoryLedger();
    const roleClient = deskOn(t.url, { answers, repairs: 0 }, { ledger });
    await roleClient.ask(question(1, 1));
    expect(await roleClient.ask(question(1, 2, "Bad title"))).toMatchObject({ ok: false });
    expect(ledger.get(address(2))?.fault).toContain("something odd");
  });

  it.each<[string, Mode]>([
    ["a wrong key", { status: 401, message: "content_filter? no: Incorrect key" }],
    ["no credit", { status: 429, code: "insufficient_quota" }],
    ["a server that is down", { status: 503 }],
    ["a key refused in a 200", { raw: '{"error":{"message":"bad key","code":401}}' }],
  ])("%s stops the run, whatever was answered before", async (_, mode) => {
    const s = await on((nth) => (nth === 1 ? answer : mode));
    const roleClient = deskOn(s.url, { answers });
    await roleClient.ask(question(1, 1));
    await expect(roleClient.ask(question(1, 2))).rejects.toMatchObject({ code: "model-refused" });
  });
});

it("parameters that a server refuses cost one refused request and one remark, not a run", async () => {
  const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const s = await on((_, { body }) => {
    if (body.seed !== undefined) return { status: 400, message: "Unrecognized request argument supplied: seed" };
    if (body.temperature !== undefined)
      return { status: 400, message: "Unsupported value: 'temperature' does not support 0.5 with this model." };
    if (body.messages.some((m: { role: string }) => m.role === "system"))
      return { status: 400, message: "System role not supported" };
    return "answer";
  });
  const asked = { ...question(), messages: [{ role: "system" as const, content: "Be brief." }, ...question().messages] };
  const roleClient = deskOn(s.url);
  for (let round = 1; round <= 3; round++)
    expect(await roleClient.ask({ ...asked, where: { episode: 1, round } })).toMatchObject({ ok: true });
  expect(s.requests).toHaveLength(3 + 3);
  expect(said.mock.calls.map(([line]) => line)).toEqual([
    expect.stringContaining("seed is left out"),
    expect.stringContaining("temperature is left out"),
    expect.stringContaining("system messages are put before"),
  ]);
});

it.each<[string, string, Partial<Record<string, unknown>>]>([
  ["numbers", '{"prompt_tokens":100,"completion_tokens":20}', { inputTokens: 100, outputTokens: 20, estimatedCalls: 0 }],
  ["texts", '{"prompt_tokens":"100","completion_tokens":"20"}', { inputTokens: 100, outputTokens: 20, estimatedCalls: 0 }],
  ["nothing", "null", { estimatedCalls: 1 }],
  ["zeros", '{"prompt_tokens":0,"completion_tokens":0}', { estimatedCalls: 1 }],
  ["negative", '{"prompt_tokens":-5,"completion_tokens":-1}', { estimatedCalls: 1 }],
  ["huge", '{"prompt_tokens":1e300,"completion_tokens":20}', { outputTokens: 20, estimatedCalls: 1 }],
  ["objects", '{"prompt_tokens":{"a":1},"completion_tokens":[3]}', { estimatedCalls: 1 }],
  ["words", '{"prompt_tokens":"many","completion_tokens":"NaN"}', { estimatedCalls: 1 }],
  ["a list", "[1,2]", { estimatedCalls: 1 }],
])("usage of %s is read or estimated", async (_, usage, expected) => {
  const raw = `{"id":"x","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{\\"title\\":\\"Alien\\"}"}}],"usage":${usage}}`;
  const s = await on(() => ({ raw }));
  const roleClient = deskOn(s.url);
  expect(await roleClient.ask(question())).toMatchObject({ ok: true });
  const { inputTokens, outputTokens } = roleClient.usage();
  expect(roleClient.usage()).toMatchObject(expected);
  expect(inputTokens).toBeGreaterThan(10);
  expect(inputTokens).toBeLessThan(200);
  expect(outputTokens).toBeGreaterThan(3);
});
