/** Embeddings: offline by hashing, remote each text once, ever. */
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createOfflineEmbedder } from "../../models/embeddings.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { HASH_DIMENSIONS, hashEmbedding } from "../../models/offline/hash-embedding.ts";
import { type Mode, type Stub, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn } from "./desk.ts";

let stub: Stub | undefined;
afterEach(async () => stub?.close());
const length = (v: Float32Array) => Math.hypot(...v);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((s, x, i) => s + x * b[i]!, 0);

describe("offline", () => {
  it("gives unit vectors for any text, the same ones every time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const v = hashEmbedding(text);
        expect(v).toHaveLength(HASH_DIMENSIONS);
        expect(length(v)).toBeCloseTo(1, 5);
        expect(hashEmbedding(text)).toEqual(v);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(hashEmbedding("")[0]).toBe(1);
    expect(hashEmbedding("!?")).toEqual(hashEmbedding(""));
  });

  it("puts similar wording near and other wording far", () => {
    const [a, b, c] = ["Alien (1979); Aliens (1986)", "Aliens (1986); Alien (1979); Heat (1995)", "Sense and Sensibility"].map(
      hashEmbedding,
    );
    expect(dot(a!, b!)).toBeGreaterThan(0.7);
    expect(Math.abs(dot(a!, c!))).toBeLessThan(0.3);
    expect(dot(hashEmbedding("映画 七人の侍"), hashEmbedding("七人の侍"))).toBeGreaterThan(0.5);
  });

  it("forgets old texts and still gives the same", async () => {
    const embedder = createOfflineEmbedder(10);
    const texts = Array.from({ length: 50 }, (_, i) => `text ${i}`);
    const once = await embedder.embed(texts);
    expect(await embedder.embed(texts)).toEqual(once);
  });
});

describe("from a server", () => {
  const on = async (mode: (nth: number) => Mode = () => "answer") => {
    stub = await startOpenAiStub({ mode });
    return stub;
  };
  const input = { embedding: "openai:embed-1" };

  it("embeds every distinct text once, also across desks and at the same time", async () => {
    const s = await on();
    const ledger = createMemoryLedger();
    const roleClient = deskOn(s.url, input, { ledger, prices: { "openai:embed-1": { input: 1000, output: 0 } } });
    const [x, y] = await Promise.all([roleClient.embed(["a", "b", "a", ""]), roleClient.embed(["b", "c"])]);
    expect(x[0]).toEqual(x[2]);
    expect(x[1]).toEqual(y[0]);
    for (const v of [...x, ...y]) expect(length(v)).toBeCloseTo(1, 5);
    expect(await deskOn(s.url, input, { ledger }).embed(["c", "a"])).toEqual([y[1], x[0]]);
    expect(s.requests.flatMap((r) => r.body.input).sort()).toEqual(["(empty)", "a", "b", "c"]);
    expect(s.requests[0]?.body.encoding_format).toBe("float");
    expect(roleClient.usage()).toMatchObject({ calls: 2, inputTokens: 20, byRole: { embedding: { calls: 2, costUsd: 0.02 } } });
  });

  it("sends large lots in batches", async () => {
    const s = await on();
    const vectors = await deskOn(s.url, input).embed(Array.from({ length: 300 }, (_, i) => `text ${i}`));
    expect(vectors).toHaveLength(300);
    expect(s.requests.map((r) => r.body.input.length).sort()).toEqual([128, 128, 44]);
  });

  it.each<[string, Mode]>([
    ["a bare 429", { status: 429 }],
    ["500", { status: 500 }],
    ["a reset", "reset"],
    ["nonsense", "notJson"],
    ["no vectors", "noChoices"],
  ])("goes on after %s", async (_, mode) => {
    const s = await on((nth) => (nth <= 2 ? mode : "answer"));
    expect(await deskOn(s.url, input).embed(["a"])).toHaveLength(1);
    expect(s.requests).toHaveLength(3);
  });

  it("gives up where there is no hope, for everybody who waits, and can be asked again", async () => {
    const s = await on((nth) => (nth === 1 ? { status: 404 } : "answer"));
    const roleClient = deskOn(s.url, input);
    const both = await Promise.allSettled([roleClient.embed(["a", "b"]), roleClient.embed(["b", "a"])]);
    for (const r of both) expect(r).toMatchObject({ status: "rejected", reason: { code: "model-refused" } });
    expect(await roleClient.embed(["a"])).toHaveLength(1);
  });

  const many = (n: number) => Array.from({ length: n }, (_, i) => `text ${i}`);
  /** What each text has when it is asked for alone. */
  const alone = async (texts: readonly string[]) => {
    const s = await startOpenAiStub();
    const vectors = await Promise.all(texts.map(async (t) => (await deskOn(s.url, input).embed([t]))[0]));
    await s.close();
    return vectors;
  };

  it.each<[string, Mode]>([
    ["422 (TEI)", { status: 422, message: "batch size 128 > maximum allowed batch size 32" }],
    ["413", { status: 413, message: "Payload too large" }],
    ["400 (OpenAI)", { status: 400, message: "Invalid 'input': maximum request size is 300000 tokens per request." }],
    ["500 (llama.cpp)", { status: 500, message: "input is too large to process. increase the physical batch size" }],
    ["a short answer", { raw: '{"object":"list","data":[{"index":0,"embedding":[1,2,3,4,5,6,7,8]}]}' }],
  ])("takes only 32 texts at a time, said by %s: halves, goes on, and remembers", async (_, mode) => {
    stub = await startOpenAiStub({ mode: (_nth, { body }) => (body.input.length > 32 ? mode : "answer") });
    const roleClient = deskOn(stub.url, input);
    const vectors = await roleClient.embed(many(128));
    expect(stub.requests.map((r) => r.body.input.length)).toEqual([128, 64, 32, 32, 64, 32, 32]);
    expect(vectors.slice(60, 70)).toEqual(await alone(many(128).slice(60, 70)));
    await roleClient.embed(many(192));
    expect(stub.requests.slice(7).map((r) => r.body.input.length)).toEqual([32, 32]);
    expect(roleClient.usage().byRole.embedding).toMatchObject({ calls: 6, inputTokens: 192 * 5 });
  });

  it("finds the one text that is refused, and goes on with the others; it is near to nothing, and said once", async () => {
    const bad = (texts: string[]) => texts.some((t) => t === "text 77");
    stub = await startOpenAiStub({
      mode: (_nth, { body }) => (bad(body.input) ? { status: 400, message: "content_filter", code: "content_filter" } : "answer"),
    });
    const told: string[] = [];
    const warn = vi.spyOn(console, "warn").mockImplementation((line) => void told.push(line));
    const ledger = createMemoryLedger();
    const [vectors, others] = [
      await deskOn(stub.url, { embedding: "openai:e-77" }, { ledger }).embed(many(128)),
      await alone(many(77)),
    ];
    expect([...vectors[77]!].every((x) => x === 0)).toBe(true);
    expect(vectors.slice(0, 77)).toEqual(others);
    expect(told).toEqual([expect.stringContaining('cannot embed "text 77"')]);
    const asked = stub.requests.length;
    expect((await deskOn(stub.url, { embedding: "openai:e-77" }, { ledger }).embed(["text 77", "text 3"]))[1]).toEqual(
      vectors[3],
    );
    expect(stub.requests).toHaveLength(asked); // a resume knows it
    warn.mockRestore();
  });

  it("shortens a text that is too long for the model, until it fits", async () => {
    stub = await startOpenAiStub({
      mode: (_nth, { body }) =>
        body.input[0].length > 100 ? { status: 400, message: "maximum context length is 25 tokens" } : "answer",
    });
    const long = `${"word ".repeat(99)}end`;
    const [vector] = await deskOn(stub.url, input).embed([long]);
    expect(vector).toEqual((await alone([long.slice(0, 62)]))[0]);
    expect(stub.requests.map((r) => r.body.input[0].length)).toEqual(
      [498, 249, 124, 62].map((n) => long.slice(0, n).trim().length),
    );
  });

  it.each<[string, (rows: { index: number; embedding: unknown }[]) => unknown]>([
    ["in another order, by their index", (rows) => rows.toReversed()],
    ["without an index", (rows) => rows.map(({ embedding }) => ({ embedding }))],
    ["with an index of 0 throughout", (rows) => rows.map(({ embedding }) => ({ embedding, index: 0 }))],
    ["with indices as texts", (rows) => rows.toReversed().map((r) => ({ ...r, index: String(r.index) }))],
  ])("come %s, and each text has its own", async (_, rows) => {
    stub = await startOpenAiStub({ rows: (given) => rows(given) });
    expect(await deskOn(stub.url, input).embed(["a", "b", "c"])).toEqual(await alone(["a", "b", "c"]));
  });

  it.each<[string, (rows: { index: number; embedding: unknown }[]) => unknown]>([
    ["one is missing", (rows) => rows.slice(1)],
    ["one is too many", (rows) => [...rows, rows[0]]],
    ["two have one index", (rows) => rows.map((r, i) => ({ ...r, index: i === 1 ? 0 : r.index * 2 }))],
    ["one has a hole", (rows) => rows.map((r, i) => (i === 1 ? { ...r, embedding: [1, null, 3, 4, 5, 6, 7, 8] } : r))],
    ["one is of another length", (rows) => rows.map((r, i) => (i === 1 ? { ...r, embedding: [1, 2] } : r))],
  ])("of several texts of which %s are asked for in parts", async (_, rows) => {
    stub = await startOpenAiStub({ rows: (given, texts) => (texts.length > 1 ? rows(given) : given) });
    expect(await deskOn(stub.url, input).embed(["a", "b", "c"])).toEqual(await alone(["a", "b", "c"]));
  });

  it("of zeros alone are near to nothing, and not to each other", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    stub = await startOpenAiStub({ rows: (given) => given.map((r) => ({ ...r, embedding: [0, 0, 0, 0] })) });
    const [a, b] = await deskOn(stub.url, { embedding: "openai:zeros" }).embed(["a", "b"]);
    expect(dot(a!, b!)).toBe(0);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it("of another length than before stop the run: another model answers", async () => {
    let dimensions = 8;
    stub = await startOpenAiStub({ rows: (given) => given.map((r) => ({ ...r, embedding: Array(dimensions).fill(1) })) });
    const ledger = createMemoryLedger();
    await deskOn(stub.url, input, { ledger }).embed(["a"]);
    dimensions = 4;
    await expect(deskOn(stub.url, input, { ledger }).embed(["a", "b"])).rejects.toThrow(
      /vectors of 4 numbers, where there were 8/,
    );
  });

  it("that never are vectors stop the run in plain words", async () => {
    stub = await startOpenAiStub({ rows: (given) => given.map((r) => ({ ...r, embedding: "AAAA" })) });
    await expect(deskOn(stub.url, input).embed(["a", "b"])).rejects.toMatchObject({ code: "model-refused" });
  });
});
