/** How answers end: cut off, filtered, refused, each through the real client in every way of asking. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AIMessageChunk } from "@langchain/core/messages";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { LedgerEntry } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import type { RoleClient } from "../../models/role-client.ts";
import { type Mode, type Stub, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, question } from "./desk.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-ended-"));
const WAYS = ["jsonSchema", "functionCalling", "jsonMode", "text"] as const;
let stub: Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GOOD = '{"title":"Alien (1979)"}';
const raw = (body: unknown): Mode => ({ raw: JSON.stringify(body) });
const completion = (choice: object): Mode =>
  raw({
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    usage: { prompt_tokens: 100, completion_tokens: 3000, total_tokens: 3100 },
    choices: [{ index: 0, finish_reason: "stop", ...choice }],
  });
const said = (content: unknown, more: object = {}, finish_reason: unknown = "stop") =>
  completion({ finish_reason, message: { role: "assistant", content, ...more } });
const called = (args: unknown, finish_reason = "tool_calls") =>
  said(null, { tool_calls: [{ id: "1", type: "function", function: { name: "actor_answer", arguments: args } }] }, finish_reason);

let files = 0;
async function ask(modes: Mode[], answers: (typeof WAYS)[number] = "text") {
  stub = await startOpenAiStub({ mode: (nth) => modes[nth - 1] ?? "answer" });
  const ledger = await openSqliteLedger(join(folder, `${++files}.sqlite`));
  const roleClient: RoleClient = deskOn(stub.url, { answers }, { ledger });
  const answer = await roleClient.ask(question());
  const entries: LedgerEntry[] = ledger.entries(1);
  const again = await roleClient.ask(question()); // from the ledger
  expect(again).toEqual(answer);
  const usage = roleClient.usage();
  roleClient.close();
  return { answer, entries, usage, bodies: stub.requests.map((r) => r.body) };
}

describe.each(WAYS)("%s", (way) => {
  it("an answer cut at its token limit is one unusable answer, asked again with more room", async () => {
    const cut = way === "functionCalling" ? called('{"title":"Ali', "length") : said('{"title":"Ali', {}, "length");
    const { answer, entries, usage, bodies } = await ask([cut], way);
    expect(answer).toMatchObject({ ok: true, calls: 2 });
    expect(bodies).toHaveLength(2);
    expect(bodies[0].max_tokens).toBeUndefined();
    expect(bodies[1].max_tokens).toBe(6000);
    expect(bodies[1].seed).not.toBe(bodies[0].seed);
    expect(entries[0]).toMatchObject({ ended: "length", fault: "it was cut off before it was complete", outputTokens: 3000 });
    expect(entries[1]!.ended).toBeUndefined();
    expect(entries[1]!.fault).toBeUndefined();
    expect(usage).toMatchObject({ calls: 2, unusable: 1, failed: 0 });
  });

  it("one that is always cut, filtered or refused does not stop the run, and says why", async () => {
    for (const [mode, ended] of [
      [said("", { reasoning_content: '{"title":"Wrong"}' }, "length"), "length"],
      [said(null, {}, "content_filter"), "content-filter"],
      [said(null, { refusal: '{"title":"I cannot"}' }), "refusal"],
    ] as const) {
      const { answer, entries } = await ask([mode, mode, mode], way);
      expect(answer).toMatchObject({ ok: false, calls: 3 });
      expect(entries.map((e) => e.ended)).toEqual([ended, ended, ended]);
      for (const e of entries) expect(e.fault).toBeTruthy();
      await stub?.close();
    }
  });

  it("a whole answer is taken though babble behind it was cut off", async () => {
    const { answer, entries } = await ask([said(`${GOOD} and then {"title": "An`, {}, "length")], way);
    expect(answer).toMatchObject({ ok: true, calls: 1 });
    expect(entries[0]).toMatchObject({ ended: "length" });
  });
});

it.each<[string, Mode]>([
  ["arguments as an object", called({ title: "Alien (1979)" })],
  ["arguments as a list", called([{ title: "Alien (1979)" }])],
  ["arguments that are JSON in JSON", called(JSON.stringify(GOOD))],
  ["a call that is no list", said(null, { tool_calls: { function: { arguments: { title: "Alien (1979)" } } } })],
  ["an old function call", said(null, { function_call: { name: "actor_answer", arguments: GOOD } })],
  ["a call without arguments beside a text", said(GOOD, { tool_calls: [{ id: "1", function: { name: "x", arguments: "{}" } }] })],
  ["half a call beside a text", said(GOOD, { tool_calls: [{ id: "1", function: { name: "x", arguments: '{"title":"A' } }] })],
  ["a call without a function beside a text", said(GOOD, { tool_calls: [{ id: "1" }, null, 7] })],
  [
    "parts",
    said([
      { type: "thinking", thinking: '{"title":"Wrong"}' },
      { type: "text", text: GOOD },
    ]),
  ],
  ["parts with values", said([null, 3, { type: "output_text", text: { value: GOOD } }])],
  ["an object as content", said({ title: "Alien (1979)" })],
  ["a message that is a text", completion({ message: GOOD })],
  ["a text in place of a message", completion({ text: GOOD })],
  ["another role", completion({ message: { role: "model", content: GOOD } })],
  ["a second choice", raw({ choices: [null, { message: null }, { message: { role: "assistant", content: GOOD } }] })],
  ["odd ends and usage", raw({ choices: [{ message: { content: GOOD }, finish_reason: 7 }], usage: "none" })],
])("the answer is taken from where it stands: %s", async (_, mode) => {
  const { answer } = await ask([mode], "functionCalling");
  expect(answer).toEqual({ ok: true, value: { title: "Alien (1979)" }, calls: 1 });
});

it.each<[string, unknown]>([
  ["no choice", { object: "chat.completion", choices: [] }],
  ["choices that are none", { choices: "x" }],
  ["no message", { choices: [{ finish_reason: "stop", message: null }] }],
])("%s is an unusable answer", async (_, body) => {
  const { answer, entries } = await ask([raw(body)]);
  expect(answer).toMatchObject({ ok: true, calls: 2 });
  expect(entries[0]).toMatchObject({ fault: "it is empty" });
});

it("a call that is refused for its content is one unusable answer, on resume too, and says what helps", async () => {
  const filter = {
    status: 400,
    code: "content_filter",
    message: "The response was filtered due to the content management policy.",
  };
  const filtered = await ask([filter]);
  expect(filtered.answer).toMatchObject({ ok: true, calls: 2 });
  expect(filtered.entries[0]).toMatchObject({
    answer: "",
    ended: "content-filter",
    fault: expect.stringContaining("filtered due to"),
  });
  await stub?.close();
  const long = { status: 400, code: "context_length_exceeded", message: "This model's maximum context length is 4096 tokens." };
  const { answer, entries, bodies, usage } = await ask([long, long, long]);
  expect(answer).toMatchObject({ ok: false, calls: 1 });
  expect(bodies).toHaveLength(1); // the same prompt would be as long again
  expect(entries[0]).toMatchObject({ ended: "context-overflow", fault: expect.stringContaining("--history-length") });
  expect(usage).toMatchObject({ calls: 1, unusable: 1, failed: 0 });
});

it("a server that refuses so much room is asked without it", async () => {
  const message = "max_tokens is too large: 6000. This model supports at most 4096 completion tokens.";
  const { answer, bodies } = await ask([said('{"title":"Ali', {}, "length"), { status: 400, message }]);
  expect(answer).toMatchObject({ ok: true, calls: 2 });
  expect(bodies.map((b) => b.max_tokens)).toEqual([undefined, 6000, undefined]);
});

it("streams end for the same reasons", async () => {
  const { createOpenAiChat } = await import("../../models/providers/openai-chat.ts");
  const { readMessage } = await import("../../models/answers/read-message.ts");
  stub = await startOpenAiStub({ answer: () => '{"title":"Al', finish: "length" });
  const chat = createOpenAiChat({ model: "m", apiKey: "k", maxRetries: 0, configuration: { baseURL: stub.url } });
  let whole: AIMessageChunk | undefined;
  for await (const chunk of await chat.stream("x", { maxTokens: 5 } as object)) whole = whole?.concat(chunk) ?? chunk;
  expect(readMessage(whole)).toEqual({ text: '{"title":"Al', ended: "length" });
  expect(stub.requests[0]!.body).toMatchObject({ stream: true, max_tokens: 5 });
});
