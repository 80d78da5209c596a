/** Vectors side by side are exact however they are made fast: the same numbers as a plain inner product. */
import { describe, expect, it } from "vitest";
import { makeRandom } from "../../core/random.ts";
import { createVectors, dot, unit } from "../../core/vectors.ts";
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
