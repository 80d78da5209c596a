/** Contract suite of {@link Retriever}: what comes back, in which order, and what must stay unseen. */
import assert from "node:assert/strict";
import type { RetrievalOptions, Retriever } from "../memory/retriever.ts";
import type { Check } from "./check.ts";

/** Vectors of the texts used here: unit vectors at an angle in degrees, written as the text. */
const vectorOf = (text: string): Float32Array => {
  const angle = (Number(text) * Math.PI) / 180;
  return Float32Array.from([Math.cos(angle), Math.sin(angle)]);
};

interface Entry {
  readonly id: string;
  readonly episode: number;
  readonly text: string;
}
const entry = (id: string, episode: number, angle: number): Entry => ({ id, episode, text: String(angle) });
const ALL: RetrievalOptions = { visibleUpTo: 99, k: 99, maxDistance: 2 };

/** The checks. `make` gives a fresh retriever over an embedding; texts are angles, so that nearness is known. */
export function retrieverContract(make: (embed: (texts: readonly string[]) => Promise<Float32Array[]>) => Retriever): Check[] {
  const fresh = () => make(async (texts) => texts.map(vectorOf));
  const ids = async (retriever: Retriever, entries: readonly Entry[], options: Partial<RetrievalOptions> = {}) =>
    (await retriever.nearest("0", entries, (e) => e.text, { ...ALL, ...options })).map((found) => found.entry.id);
  const four = [entry("d", 1, 60), entry("b", 2, 10), entry("c", 3, 30), entry("a", 4, 30)];
  return [
    {
      name: "nearest first; among equals, by id",
      run: async () => assert.deepEqual(await ids(fresh(), four), ["b", "a", "c", "d"]),
    },
    {
      name: "what is not visible yet is left out before the nearest are taken",
      run: async () => assert.deepEqual(await ids(fresh(), four, { visibleUpTo: 1, k: 1 }), ["d"]),
    },
    {
      name: "at most k, and none for k = 0 or without entries",
      async run() {
        assert.deepEqual(await ids(fresh(), four, { k: 2 }), ["b", "a"]);
        assert.deepEqual(await ids(fresh(), four, { k: 0 }), []);
        assert.deepEqual(await ids(fresh(), []), []);
      },
    },
    {
      name: "distances are cosine distances, and the largest one still counts",
      async run() {
        const retriever = fresh();
        const [found] = await retriever.nearest("0", [entry("a", 1, 90)], (e) => e.text, ALL);
        assert.ok(Math.abs((found?.distance ?? Number.NaN) - 1) < 1e-6);
        const { distance = 0 } = found ?? {};
        assert.deepEqual(await ids(retriever, [entry("a", 1, 90)], { maxDistance: distance }), ["a"]);
        assert.deepEqual(await ids(retriever, [entry("a", 1, 90)], { maxDistance: distance - 1e-6 }), []);
      },
    },
    {
      name: "a text is embedded once, however often it is met",
      async run() {
        const asked: string[] = [];
        const retriever = make(async (texts) => {
          asked.push(...texts);
          return texts.map(vectorOf);
        });
        for (const entries of [four.slice(0, 2), four, four]) await ids(retriever, entries);
        assert.equal(new Set(asked).size, asked.length);
      },
    },
    {
      name: "a list that grows, and another that does not begin like it, are searched as they are",
      async run() {
        const retriever = fresh();
        await ids(retriever, four.slice(0, 2));
        assert.deepEqual(await ids(retriever, four), ["b", "a", "c", "d"]);
        assert.deepEqual(await ids(retriever, [entry("z", 1, 5), ...four.slice(0, 1)]), ["z", "d"]);
      },
    },
  ];
}
