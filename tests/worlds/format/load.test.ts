import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { BillpError } from "../../../core/errors.ts";
import { buildWorld } from "../../../worlds/build/build.ts";
import { readFolder, toJsonLines } from "../../../worlds/format/folder.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { toNpy } from "../../../worlds/format/npy.ts";
import { writeFolder } from "../../../worlds/format/write.ts";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import { patienceFor } from "../../stubs/user-worlds.ts";
import { tempFolder, writeLog } from "../small.ts";

let folder: string;
let names: string[];
beforeAll(async () => {
  const place = await tempFolder();
  folder = join(place, "small");
  await buildWorld({ ...(await writeLog(place)), out: folder, name: "small", factors: 4 });
  names = (await readdir(folder)).sort();
});

/** A copy of the world with one file changed (null: removed), loaded; resolves to the error. */
async function loadDamaged(name: string, change: (bytes: Buffer) => Uint8Array | null): Promise<unknown> {
  const copy = join(await tempFolder(), "w");
  await cp(folder, copy, { recursive: true });
  const changed = change(await readFile(join(copy, name)));
  await (changed === null ? rm(join(copy, name)) : writeFile(join(copy, name), changed));
  return loadWorld(copy).then(
    () => null,
    (error: unknown) => error,
  );
}

/** Draft and files of the small world, to be written again with a change but right checksums. */
async function rewritten(change: (parts: { draft: Record<string, unknown>; files: Record<string, Uint8Array> }) => void) {
  const { manifest, files } = await readFolder(folder);
  const { files: _, checksum: __, ...draft } = structuredClone(manifest);
  const parts = { draft: draft as Record<string, unknown>, files: { ...files } };
  change(parts);
  const out = join(await tempFolder(), "w");
  await writeFolder(out, parts.draft as never, parts.files);
  return loadWorld(out);
}

describe("a user model in the manifest", () => {
  const withModel = (userModel: unknown, format = 2) =>
    rewritten(({ draft }) => void Object.assign(draft, { format, userModel }));

  it("is the paper's in a world of format 1, which names none", async () => {
    const world = await loadWorld(folder);
    expect([world.manifest.format, world.userModel, createSimulator(world).id]).toEqual([1, undefined, "window"]);
  });

  it("is read from format 2 with its constants", async () => {
    const world = await withModel({ id: "count", most: 3 });
    expect([world.userModel, world.userParameters, createSimulator(world).id]).toEqual(["count", { most: 3 }, "count"]);
    const patient = await withModel({ id: "patience", ...patienceFor(await loadWorld(folder)) });
    expect(createSimulator(patient).start(0, 1).model).toMatchObject({ spent: 0 });
  });

  it.each([
    ["of a name that there is not", { id: "hope" }, 2, /no user model "hope"/],
    ["with constants that do not fit", { id: "count", most: 0 }, 2, /userParameters.most/],
    ["in format 1", { id: "count" }, 1, /is what format 2 has/],
    ["missing in format 2", undefined, 2, /is what format 2 has/],
  ])("is refused %s", async (_, userModel, format, message) => {
    await expect(withModel(userModel, format)).rejects.toThrow(message);
  });
});

describe("loadWorld", () => {
  it("gives the same object for the same folder, also in parallel", async () => {
    const [a, b] = await Promise.all([loadWorld(folder), loadWorld(folder)]);
    expect(a).toBe(b);
    expect(a.id).toBe("small@1");
  });

  it("notices that a file changed after an earlier load", async () => {
    const copy = join(await tempFolder(), "w");
    await cp(folder, copy, { recursive: true });
    await loadWorld(copy);
    await writeFile(join(copy, "items.jsonl"), "");
    await expect(loadWorld(copy)).rejects.toMatchObject({ code: "bad-world" });
  });

  it("refuses every file that is missing, cut short or longer, by name", async () => {
    for (const name of names) {
      for (const change of [
        () => null,
        (b: Buffer) => b.subarray(0, b.length >> 1),
        (b: Buffer) => Buffer.concat([b, Buffer.from("x")]),
      ]) {
        const error = await loadDamaged(name, change);
        expect(error, name).toBeInstanceOf(BillpError);
        expect(error).toMatchObject({ code: "bad-world", message: expect.stringContaining(name), hint: expect.any(String) });
      }
    }
  });

  it("refuses every flipped byte", async () => {
    const flip = fc.record({
      name: fc.constantFrom(...names),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(flip, async ({ name, at, mask }) => {
        let blank = false;
        const error = await loadDamaged(name, (bytes) => {
          const index = Math.floor(at * bytes.length);
          // Blanks between the manifest's fields carry no meaning; a blank may become another blank.
          blank = name === "manifest.json" && /\s/.test(String.fromCharCode(bytes[index] as number));
          bytes[index] = (bytes[index] as number) ^ mask;
          return bytes;
        });
        if (!(blank && error === null))
          expect(error).toMatchObject({ code: "bad-world", message: expect.stringContaining(name) });
      }),
      { numRuns: 150 },
    );
  });

  it("refuses a manifest whose constants were edited", async () => {
    const error = await loadDamaged("manifest.json", (bytes) => Buffer.from(String(bytes).replace('"limit": 30', '"limit": 31')));
    expect(error).toMatchObject({ message: expect.stringContaining("checksum") });
  });

  it("refuses counts, shapes and ids that do not fit, with right checksums", async () => {
    await expect(rewritten(({ draft }) => Object.assign(draft.counts as object, { items: 7 }))).rejects.toThrow(
      /items.jsonl holds \d+ items, the manifest says 7/,
    );
    await expect(
      rewritten(({ files }) => Object.assign(files, { "item_bias.npy": toNpy(new Float32Array(3), [3]) })),
    ).rejects.toThrow(/item_bias.npy has shape 3/);
    await expect(rewritten(({ files }) => Object.assign(files, { "user_bias.npy": new Uint8Array(9) }))).rejects.toThrow(
      /user_bias.npy/,
    );
    await expect(rewritten(({ files }) => delete files["item_vectors.npy"])).rejects.toThrow(/item_vectors.npy is missing/);
    const stray = toJsonLines(
      Array.from({ length: 39 }, (_, k) => ({ key: `${k}`, split: k < 20 ? "train" : "test", history: [9999] })),
    );
    await expect(rewritten(({ files }) => Object.assign(files, { "users.jsonl": stray }))).rejects.toThrow(
      /users.jsonl line 1 names item 9999/,
    );
  });

  it("takes dense matrices of rewards and distances", async () => {
    const plain = await loadWorld(folder);
    const [users, items] = [plain.users.length, plain.items.length];
    const world = await rewritten(({ draft, files }) => {
      Object.assign(draft, {
        reward: { kind: "matrix", file: "rewards.npy" },
        distance: { kind: "matrix", file: "distances.npy" },
      });
      files["rewards.npy"] = toNpy(
        Float32Array.from({ length: users * items }, (_, k) => 1 + (k % 5)),
        [users, items],
      );
      files["distances.npy"] = toNpy(
        Float32Array.from({ length: items * items }, (_, k) => Math.abs((k % items) - Math.floor(k / items))),
        [items, items],
      );
    });
    expect(world.reward(1, 2)).toBe(1 + ((items + 2) % 5));
    expect(world.distance(3, 7)).toBe(4);
  });

  it("says what there is when a world is unknown", async () => {
    await expect(loadWorld("no-such-world")).rejects.toMatchObject({ code: "bad-world", hint: expect.stringContaining("films") });
  });

  it("refuses to write over a folder that is no world", async () => {
    const place = await tempFolder();
    const files = await writeLog(place);
    await expect(buildWorld({ ...files, out: place })).rejects.toMatchObject({ code: "bad-input" });
    expect(await readdir(place)).toEqual(["movies.csv", "ratings.csv"]);
  });
});
