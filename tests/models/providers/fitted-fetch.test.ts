/** Requests that fit themselves to a server: what it refuses is left out, renamed or folded, once; and is said once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientFor } from "../../../models/providers/fitted-fetch.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests look into request bodies freely
type Body = any;
let servers = 0;

/** A server that refuses as `refuse` says; what it was asked, and what was said of it. */
function on(refuse: (body: Body) => { status?: number; body: unknown } | undefined, path = "v1") {
  const url = `http://server-${servers++}.test/${path}`;
  const asked: Body[] = [];
  const urls: string[] = [];
  const said: string[] = [];
  const request = (async (url: string, init: RequestInit) => {
    const body = JSON.parse(init.body as string);
    asked.push(body);
    urls.push(url);
    const no = refuse(body);
    const text = no
      ? typeof no.body === "string"
        ? no.body
        : JSON.stringify(no.body)
      : '{"choices":[{"message":{"content":"hi"}}]}';
    return new Response(text, { status: no ? (no.status ?? 400) : 200, headers: { "content-type": "application/json" } });
  }) as typeof fetch;
  const client = (spec = "openai:m") => clientFor(spec, { baseURL: url, fetch: request }, (line) => said.push(line));
  const send = (body: Body, spec?: string) => {
    const { baseURL, fetch } = client(spec);
    return fetch(`${baseURL}/chat/completions`, { method: "POST", body: JSON.stringify(body) });
  };
  return { asked, urls, said, send, client };
}

const error = (message: string, param: string | null = null) => ({
  body: { error: { message, param, type: "invalid_request_error", code: null } },
});
const MESSAGES = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Hello." },
];
const FULL = {
  model: "m",
  messages: MESSAGES,
  seed: 7,
  temperature: 0.5,
  max_tokens: 100,
  stream_options: { include_usage: true },
};

describe("a parameter that a server refuses", () => {
  it.each<[string, string, Body]>([
    ["seed", "Unrecognized request argument supplied: seed", {}],
    ["seed", "seed: extra fields not permitted", {}],
    [
      "temperature",
      "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
      {},
    ],
    ["temperature", "`temperature` is deprecated for this model.", {}],
    ["stream_options", "Unknown parameter: stream_options", {}],
    [
      "max_tokens",
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { max_completion_tokens: 100 },
    ],
  ])("%s is changed once, and remembered: %s", async (name, words, instead) => {
    const server = on((body) => (Object.hasOwn(body, name) ? error(words) : undefined));
    for (let i = 0; i < 3; i++) expect((await server.send(FULL)).status).toBe(200);
    expect(server.asked).toHaveLength(4);
    const { [name]: _, ...rest } = FULL as Body;
    expect(server.asked.slice(1)).toEqual([1, 2, 3].map(() => ({ ...rest, ...instead })));
    expect(server.said).toHaveLength(1);
    expect(server.said[0]).toContain(name);
  });

  it("is found by FastAPI's place of the fault, and by the status 422", async () => {
    const body = { detail: [{ loc: ["body", "seed"], msg: "Extra inputs", type: "extra_forbidden" }] };
    const server = on((b) => ("seed" in b ? { status: 422, body } : undefined));
    expect((await server.send(FULL)).status).toBe(200);
  });

  it("is remembered for that model alone", async () => {
    const server = on((body) => ("seed" in body && body.model === "m" ? error("seed is not supported") : undefined));
    await server.send(FULL);
    await server.send({ ...FULL, model: "other" }, "openai:other");
    expect(server.asked.at(-1).seed).toBe(7);
  });

  it("any set of them, in any order, and roles: the request arrives without them", async () => {
    const names = [
      "seed",
      "temperature",
      "stream_options",
      "tool_choice",
      "parallel_tool_calls",
      "max_tokens",
      "max_completion_tokens",
      "system",
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(names), async (refused) => {
        const takes = (body: Body) => {
          const first = refused.find((n) =>
            n === "system" ? body.messages.some((m: Body) => m.role === "system") : Object.hasOwn(body, n),
          );
          return first === undefined
            ? undefined
            : error(first === "system" ? "System role not supported" : `Unsupported parameter: ${first}`);
        };
        const server = on(takes);
        const body = { ...FULL, tool_choice: "auto", parallel_tool_calls: false };
        expect((await server.send(body)).status).toBe(200);
        const tries = server.asked.length;
        expect((await server.send(body)).status).toBe(200);
        expect(server.asked).toHaveLength(tries + 1);
        for (const kept of ["seed", "temperature", "stream_options", "tool_choice"])
          expect(Object.hasOwn(server.asked.at(-1), kept)).toBe(!refused.includes(kept));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("is left alone when a filter or a long prompt is the trouble", async () => {
    for (const words of [
      "content_filter: the seed of this is not supported",
      "maximum context length is 8 tokens; max_tokens is invalid",
    ]) {
      const server = on(() => error(words));
      const answer = await server.send(FULL);
      expect([answer.status, server.asked.length, server.said]).toEqual([400, 1, []]);
    }
  });
});

describe("a role that a server refuses", () => {
  it.each([
    [400, "System role not supported"],
    [500, "Conversation roles must alternate user/assistant/user/assistant/..."],
    [400, "Only user and assistant roles are supported!"],
  ])("%i %s: system messages go before the user's", async (status, words) => {
    const server = on((b) => (b.messages[0].role === "system" ? { status, ...error(words) } : undefined));
    for (let i = 0; i < 2; i++) expect((await server.send(FULL)).status).toBe(200);
    expect(server.asked.at(-1).messages).toEqual([{ role: "user", content: "Be brief.\n\nHello." }]);
    expect(server.asked).toHaveLength(3);
    expect(server.said).toHaveLength(1);
  });

  it("developer becomes system first", async () => {
    const server = on((b) => (b.messages[0].role === "developer" ? error("Unexpected role developer") : undefined));
    await server.send({ ...FULL, messages: [{ role: "developer", content: "x" }, MESSAGES[1]] });
    expect(server.asked.at(-1).messages[0]).toEqual({ role: "system", content: "x" });
  });
});

describe("a response", () => {
  it("of 200 that is an error has the status of one", async () => {
    const server = on(() => ({ status: 200, body: { error: { message: "slow down", code: 429 } } }));
    expect((await server.send(FULL)).status).toBe(429);
  });

  it("keeps its words and headers", async () => {
    const server = on(() => ({ status: 503, body: "<html><body>come back later</body></html>" }));
    expect(await (await server.send(FULL)).json()).toMatchObject({ error: { message: "come back later" } });
  });
});
