/** Quantised numbers, and the folder of format 2 that holds them: rated histories, scaled vectors, a user model. */
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { buildWorld } from "../../../worlds/build/build.ts";
import { type Draft, type Files, readFolder, toJsonLines } from "../../../worlds/format/folder.ts";
import type { UserLine } from "../../../worlds/format/manifest.ts";
import { fromNpy, toNpy } from "../../../worlds/format/npy.ts";
import { quantised, scaled } from "../../../worlds/format/quantised.ts";
import { readWorld } from "../../../worlds/format/read.ts";
import { writeFolder } from "../../../worlds/format/write.ts";
import { tempFolder, writeLog } from "../small.ts";

describe("quantised", () => {
  it.each([8, 16] as const)("keeps every number within half a step, at %i bits", (bits) => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 50 }), (values) => {
        const { data, scale } = bits === 8 ? quantised(values, 8) : quantised(values, 16);
        expect(scale).toBeGreaterThan(0);
        const largest = Math.max(0, ...values.map(Math.abs));
        scaled(data, scale).forEach((value, k) => {
          expect(Math.abs(value - (values[k] as number))).toBeLessThanOrEqual(0.5 * scale + 1e-6 * largest + 1e-40);
        });
      }),
    );
  });

  it("refuses what is no finite number", () => {
    expect(() => quantised([1, Number.NaN], 8)).toThrow(/value 1 is NaN/);
  });
});

describe("a folder of format 2", () => {
  let draft: Draft;
  let files: Record<string, Uint8Array>;
  beforeAll(async () => {
    const place = await tempFolder();
    await buildWorld({ ...(await writeLog(place)), out: join(place, "w"), factors: 2 });
    const read = await readFolder(join(place, "w"));
    const { files: _, checksum: __, ...rest } = read.manifest;
    draft = { ...rest, format: 2, userModel: { id: "window" } };
    files = read.files;
  });

  const users = () =>
    new TextDecoder()
      .decode(files["users.jsonl"])
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as UserLine);
  const rated = (of: (item: number, at: number) => number) => ({
    "users.jsonl": toJsonLines(users().map((user) => ({ ...user, ratings: user.history.map(of) }))),
  });
  async function written(change: Partial<Draft>, changed: Files = {}) {
    const out = join(await tempFolder(), "w");
    await writeFolder(out, { ...draft, ...change }, { ...files, ...changed });
    return readWorld(out);
  }

  it("gives back ratings beside the history, and a user without any as one", async () => {
    const world = await written(
      {},
      rated((item) => 0.5 + (item % 10) / 2),
    );
    for (const { history, ratings } of world.users) expect(ratings).toEqual(history.map((item) => 0.5 + (item % 10) / 2));
    expect((await written({})).users.every((user) => user.ratings === undefined)).toBe(true);
  });

  it("multiplies whole numbers by their scale, for rewards and distances alike", async () => {
    const name = "item_factors.npy";
    const { data, columns } = fromNpy(files[name] as Uint8Array, name, draft.counts.items, null);
    const q = quantised(Float32Array.from(data), 16);
    const vectors = { distance: { kind: "vectors", file: name } } as const;
    const plain = await written(vectors);
    const small = await written(
      { ...vectors, scales: { [name]: q.scale } },
      { [name]: toNpy(q.data, [draft.counts.items, columns]) },
    );
    for (let item = 0; item < draft.counts.items; item++) {
      expect(Math.abs(small.reward(3, item) - plain.reward(3, item))).toBeLessThan(0.011);
      expect(small.distance(0, item)).toBeCloseTo(plain.distance(0, item), 3);
    }
  });

  it.each<[string, () => Parameters<typeof written>, RegExp]>([
    [
      "fewer ratings than items",
      () => [{}, { "users.jsonl": toJsonLines(users().map((u) => ({ ...u, ratings: [3] }))) }],
      /line 1, ratings: are 1, of \d+ items/,
    ],
    ["a rating above the largest reward", () => [{}, rated(() => 5.5)], /ratings: hold 5.5, above 5/],
    ["a rating of 0", () => [{}, rated(() => 0)], /line 1, ratings.0/],
    ["ratings in format 1", () => [{ format: 1, userModel: undefined }, rated(() => 3)], /ratings: are of format 2/],
    ["a scale of no file", () => [{ scales: { "none.npy": 1 } }], /scales: names none.npy, which is no .npy file/],
    ["a scale of lines", () => [{ scales: { "users.jsonl": 1 } }], /scales: names users.jsonl/],
    [
      "a scale of fractions",
      () => [{ scales: { "item_factors.npy": 1 } }],
      /item_factors.npy has a scale in the manifest, and holds no whole/,
    ],
  ])("refuses %s", async (_name, change, message) => {
    await expect(written(...change())).rejects.toMatchObject({ code: "bad-world", message: expect.stringMatching(message) });
  });

  it("keeps scales out of format 1, and none at or below 0", async () => {
    await expect(written({ format: 1, userModel: undefined, scales: {} })).rejects.toThrow(/is of format 2/);
    await expect(written({ scales: { "item_factors.npy": 0 } })).rejects.toThrow(/scales/);
  });
});
