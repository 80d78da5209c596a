/** Recall is exact however it is made fast: the entries that a plain search finds, in its order. */
import { describe, expect, it } from "vitest";
import { makeRandom } from "../../core/random.ts";
import { dot } from "../../core/vectors.ts";
import { createRetriever } from "../../memory/retriever.ts";
import { hashEmbedding } from "../../models/offline/hash-embedding.ts";

const random = makeRandom(11);
const text = (words: number) => Array.from({ length: words }, () => `w${random.int(400)}`).join(" ");

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

  it("takes the smaller id of equally near entries, whatever their order, and an entry exactly at the threshold", async () => {
    const twins = ["b", "d", "a", "c"].map((id) => ({ id, episode: 1, text: "x" }));
    const ids = async (entries: readonly Entry[], k: number, maxDistance: number, query = "x") =>
      (await createRetriever(embed).nearest(query, entries, (e) => e.text, { visibleUpTo: 1, k, maxDistance })).map(
        (f) => f.entry.id,
      );
    expect(await ids(twins, 2, 1e-6)).toEqual(["a", "b"]);
    expect(await ids(twins.toReversed(), 3, 2)).toEqual(["a", "b", "c"]);
    const near = { id: "n", episode: 1, text: "one two" };
    const query = "one three";
    const distance = 1 - dot(hashEmbedding(query), 0, hashEmbedding(near.text), 0, hashEmbedding(query).length);
    expect(await ids([near], 1, distance, query)).toEqual(["n"]);
    expect(await ids([near], 1, distance - 1e-9, query)).toEqual([]);
  });

  it("measures entries that came after a query was first asked", async () => {
    const recall = createRetriever(embed);
    const options = { visibleUpTo: 9, k: 2, maxDistance: 2 };
    const first = { id: "a", episode: 1, text: "far away" };
    const later = { id: "b", episode: 2, text: "the query" };
    expect(await recall.nearest("the query", [first], (e) => e.text, options)).toHaveLength(1);
    const [nearest, second] = await recall.nearest("the query", [first, later], (e) => e.text, options);
    expect(nearest?.entry.id).toBe("b");
    expect(nearest?.distance).toBeCloseTo(0, 6);
    expect(second?.entry.id).toBe("a");
  });
});
