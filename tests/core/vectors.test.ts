/** Recall is exact however it is made fast: the same numbers as a plain inner product, the same entries as a plain search. */
import { describe, expect, it } from "vitest";
import { makeRandom } from "../../core/random.ts";
import { createVectors, dot, unit } from "../../core/vectors.ts";
import { createRetriever } from "../../memory/retriever.ts";
import { hashEmbedding } from "../../models/offline/hash-embedding.ts";

const random = makeRandom(11);
const text = (words: number) => Array.from({ length: words }, () => `w${random.int(400)}`).join(" ");
const full = (dims: number) => unit(Float32Array.from({ length: dims }, () => random.normal()));

describe("vectors", () => {
  const kinds = {
    "hashed texts": () => hashEmbedding(text(6)),
    "full vectors": () => full(256),
    "an odd length": () => full(251).map((x, i) => (i % 3 === 0 ? x : 0)),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    it(`gives the inner products to the last bit: ${kind}`, () => {
      const list = Array.from({ length: 150 }, make);
      const vectors = createVectors();
      for (const v of list) vectors.add(v);
      for (const from of [0, 1, 90, 149]) {
        const query = make();
        const out = new Float64Array(vectors.size).fill(7);
        vectors.products(query, out, from);
        const expected = list.map((v, i) => (i < from ? 7 : dot(query, 0, v, 0, v.length)));
        expect([...out].every((x, i) => Object.is(x, expected[i]))).toBe(true);
      }
    });
  }
});

describe("recall", () => {
  interface Entry {
    id: string;
    episode: number;
    text: string;
  }
  const embed = async (texts: readonly string[]) => texts.map(hashEmbedding);

  function plain(query: string, entries: readonly Entry[], visibleUpTo: number, k: number, maxDistance: number): string[] {
    const q = hashEmbedding(query);
    return entries
      .filter((e) => e.episode <= visibleUpTo)
      .map((e) => ({ id: e.id, distance: 1 - dot(q, 0, hashEmbedding(e.text), 0, q.length) }))
      .filter((f) => f.distance <= maxDistance)
      .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
      .slice(0, k)
      .map((f) => `${f.id} ${f.distance}`);
  }

  it("finds what a plain search finds, while lists grow, part and go back", async () => {
    const recall = createRetriever(embed);
    const lists: Entry[][] = [[], [], []];
    for (let turn = 0; turn < 120; turn++) {
      const at = random.int(3);
      const entry = { id: `e${String(random.int(10_000)).padStart(5, "0")}-${turn}`, episode: random.int(20), text: text(2) };
      if (turn % 17 === 16) lists[at] = (lists[random.int(3)] as Entry[]).slice(0, turn >> 1);
      else lists[at] = (lists[at] as Entry[]).concat(turn % 5 === 0 ? [entry, { ...entry, id: `${entry.id}x` }] : [entry]);
      const [visibleUpTo, k, maxDistance] = [random.int(20), random.int(6), [0.4, 0.9, 2][random.int(3)] as number];
      const query = text(2);
      const entries = lists[at] as Entry[];
      const found = await recall.nearest(query, entries, (e) => e.text, { visibleUpTo, k, maxDistance });
      expect(found.map((f) => `${f.entry.id} ${f.distance}`)).toEqual(plain(query, entries, visibleUpTo, k, maxDistance));
    }
  });

  it("embeds nothing while nothing may be seen", async () => {
    let asked = 0;
    const recall = createRetriever(async (texts) => {
      asked += texts.length;
      return embed(texts);
    });
    const late = [{ id: "a", episode: 9, text: "x" }];
    expect(await recall.nearest("x", late, (e) => e.text, { visibleUpTo: 8, k: 3, maxDistance: 2 })).toEqual([]);
    expect(asked).toBe(0);
    expect(await recall.nearest("x", late, (e) => e.text, { visibleUpTo: 9, k: 3, maxDistance: 2 })).toHaveLength(1);
    expect(asked).toBe(1);
  });
});
