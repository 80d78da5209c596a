/** Embeddings: offline by hashing, remote each text once, ever. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
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
});
