/** Meaning of a world folder: what has the right form and checksums, and still cannot be a world. */

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildWorld } from "../../../worlds/build/build.ts";
import { type Draft, readFolder, toJsonLines } from "../../../worlds/format/folder.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { toNpy } from "../../../worlds/format/npy.ts";
import { writeFolder } from "../../../worlds/format/write.ts";
import { tempFolder, writeLog } from "../small.ts";

let draft: Draft;
let files: Record<string, Uint8Array>;
beforeAll(async () => {
  const place = await tempFolder();
  await buildWorld({ ...(await writeLog(place)), out: join(place, "w"), factors: 2 });
  const read = await readFolder(join(place, "w"));
  const { files: _, checksum: __, ...rest } = read.manifest;
  draft = rest;
  files = read.files;
});

type Json = Record<string, unknown>;
const linesOf = (name: string) =>
  new TextDecoder()
    .decode(files[name])
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Json);
/** The world with one line of a file changed. */
const line = (name: string, at: number, change: Json) => ({
  files: { [name]: toJsonLines(linesOf(name).map((old, k) => (k === at ? { ...old, ...change } : old))) },
});
const raw = (name: string, text: string) => ({ files: { [name]: new TextEncoder().encode(text) } });

async function written(change: { draft?: Partial<Draft>; files?: Record<string, Uint8Array> }) {
  const out = join(await tempFolder(), "w");
  await writeFolder(out, { ...draft, ...change.draft }, { ...files, ...change.files });
  return loadWorld(out);
}

/** A matrix file of the world, by a function of row and column. */
function matrix(kind: "reward" | "distance", of: (row: number, column: number) => number) {
  const { items, users } = draft.counts;
  const rows = kind === "reward" ? users : items;
  const data = Float32Array.from({ length: rows * items }, (_, k) => of(Math.floor(k / items), k % items));
  return {
    draft: { [kind]: { kind: "matrix", file: "m.npy" } } as Partial<Draft>,
    files: { "m.npy": toNpy(data, [rows, items]) },
  };
}

describe("a world of the right form is refused", () => {
  it.each<[string, () => Parameters<typeof written>[0], RegExp]>([
    [
      "a user twice",
      () => line("users.jsonl", 3, { key: linesOf("users.jsonl")[1]?.key }),
      /users.jsonl holds a key twice: lines 2 and 4/,
    ],
    [
      "a title twice",
      () => line("items.jsonl", 5, { title: linesOf("items.jsonl")[0]?.title }),
      /items.jsonl holds a title twice: lines 1 and 6/,
    ],
    ["a lone surrogate", () => line("items.jsonl", 2, { title: "Heat \ud83d" }), /items.jsonl line 3, title: .*broken text/],
    ["a control character", () => line("items.jsonl", 2, { title: "He\u0007at" }), /items.jsonl line 3, title: holds control/],
    ["a line break in a category", () => line("items.jsonl", 2, { categories: ["Dra\nma"] }), /line 3, categories/],
    ["a blank title", () => line("items.jsonl", 2, { title: "  " }), /line 3, title: is blank/],
    ["a control character in a key", () => line("users.jsonl", 0, { key: "a\u0000" }), /users.jsonl line 1, key/],
    ["a quality beyond the stars", () => line("items.jsonl", 1, { quality: 7 }), /line 2, quality: is 7/],
    ["a history of what is not there", () => line("users.jsonl", 1, { history: [0, 999] }), /line 2 names item 999/],
    ["no UTF-8", () => ({ files: { "items.jsonl": Uint8Array.of(0xff, 0x0a) } }), /items.jsonl is not UTF-8/],
    [
      "rewards above the largest",
      () => matrix("reward", (u, i) => (u === 2 && i === 3 ? 5.5 : 4)),
      /m.npy gives a reward of 5.5 \(user 2, item 3\)/,
    ],
    ["rewards below 1", () => matrix("reward", () => 0), /m.npy gives a reward of 0/],
    [
      "a reward that is no number",
      () => matrix("reward", (u) => (u === 1 ? Number.NaN : 3)),
      /m.npy holds a value that is no finite number/,
    ],
    [
      "distances that are not symmetric",
      () => matrix("distance", (a, b) => (a < b ? 1 : a > b ? 2 : 0)),
      /m.npy is not symmetric: items 0 and 1/,
    ],
    ["a distance to itself", () => matrix("distance", () => 1), /m.npy says that item 0 is 1 away from itself/],
    ["a distance below 0", () => matrix("distance", (a, b) => (a === b ? 0 : -1)), /m.npy holds a distance below 0/],
    [
      "factors without end",
      () => ({ draft: { reward: { ...draft.reward, mean: 1e300 } as Draft["reward"] } }),
      /factors whose sums reach/,
    ],
    ["a threshold above every reward", () => ({ draft: { rules: { ...draft.rules, floor: 6 } } }), /manifest.json says floor 6/],
    ["no stars at all", () => ({ draft: { rewardMax: 0.5 } }), /says rewardMax 0.5/],
    ["a band upside down", () => ({ draft: { sanity: { ...draft.sanity, randomLen: [5, 1] } } }), /band from 5 to 1/],
    ["a noun with a control character", () => ({ draft: { noun: { one: "fi\u0007lm", many: "films" } } }), /noun or example/],
    ["a line that is cut", () => raw("items.jsonl", '{"title":"Heat'), /line 1 is no JSON/],
  ])("%s", async (_, change, message) => {
    await expect(written(change())).rejects.toMatchObject({
      code: "bad-world",
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it("and one with float32's rounding is not", async () => {
    const world = await written(matrix("distance", (a, b) => (a === b ? 0 : 0.1 + (a < b ? 1e-8 : 0))));
    expect(world.distance(1, 2)).toBeCloseTo(0.1);
    expect((await written(line("items.jsonl", 2, { title: "مرحبا 👨‍👩‍👧 दिल" }))).items[2]?.title).toBe("مرحبا 👨‍👩‍👧 दिल");
  });
});
