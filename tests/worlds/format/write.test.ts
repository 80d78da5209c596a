/** Writing of a world folder: whatever step a kill or a full disk comes at, the old world or the new one is there, whole. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildWorld } from "../../../worlds/build/build.ts";
import { readFolder, toJsonLines } from "../../../worlds/format/folder.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { previousOf } from "../../../worlds/format/previous.ts";
import { writeFolder } from "../../../worlds/format/write.ts";
import { tempFolder, writeLog } from "../small.ts";

let old: string;
beforeAll(async () => {
  const place = await tempFolder();
  old = join(place, "w");
  await buildWorld({ ...(await writeLog(place)), out: old, name: "old", factors: 2 });
});

const STEPS = ["mkdtemp", "writeFile", "chmod", "rename", "rm", "rmdir"] as const;
const real = { ...fs };
afterEach(() => {
  Object.assign(fs, real);
  syncBuiltinESMExports();
});

/** Lets the n-th call that changes the disk fail, and after a kill (`code` null) every later one; tells how many calls there were. */
function failAt(n: number, code: string | null): { calls: number } {
  const seen = { calls: 0 };
  for (const name of STEPS)
    Object.assign(fs, {
      [name]: async (...given: unknown[]) => {
        seen.calls++;
        if (seen.calls === n || (code === null && seen.calls > n))
          throw Object.assign(new Error(`${code ?? "killed"}: ${name}`), {
            code: code ?? "KILLED",
            syscall: name.toLowerCase(),
            path: given[0],
          });
        return (real[name] as (...all: unknown[]) => unknown)(...given);
      },
    });
  syncBuiltinESMExports();
  return seen;
}

/** Writes the world under another name over a copy of it. */
async function replace(out: string): Promise<void> {
  const { manifest, files } = await readFolder(old);
  const { files: _, checksum: __, ...draft } = manifest;
  await writeFolder(out, { ...draft, name: "new" }, files);
}

async function copyOfOld(): Promise<string> {
  const out = join(await tempFolder(), "w");
  cpSync(old, out, { recursive: true });
  return out;
}

describe("replacing a world", () => {
  it("gives the new one, and leaves nothing beside it", async () => {
    const out = await copyOfOld();
    await replace(out);
    expect((await loadWorld(out)).id).toBe("new@1");
    expect(readdirSync(join(out, ".."))).toEqual(["w"]);
  });

  it("killed at any step, leaves the old one or the new one whole", async () => {
    const counted = failAt(-1, "EIO");
    await replace(await copyOfOld());
    expect(counted.calls).toBeGreaterThan(12);
    const found = new Set<string>();
    for (let n = 1; n <= counted.calls; n++) {
      const out = await copyOfOld();
      failAt(n, null);
      await replace(out).catch(() => {});
      Object.assign(fs, real);
      syncBuiltinESMExports();
      found.add((await loadWorld(out)).id);
      await replace(out); // and the next build is not hindered
      expect((await loadWorld(out)).id).toBe("new@1");
    }
    expect([...found]).toEqual(["old@1", "new@1"]);
  });

  it.each(["ENOSPC", "EROFS", "EACCES", "EIO"])(
    "refused by %s at any step, leaves the old one or the new one whole, and says so",
    async (code) => {
      for (let n = 1; n <= 15; n++) {
        const out = await copyOfOld();
        failAt(n, code);
        const error = await replace(out).then(
          () => null,
          (e: unknown) => e,
        );
        if (error !== null)
          expect(error).toMatchObject({
            code: "bad-world",
            message: expect.stringContaining(code),
            hint: expect.stringMatching(/\w/),
          });
        Object.assign(fs, real);
        syncBuiltinESMExports();
        expect((await loadWorld(out)).id).toMatch(/^(old|new)@1$/);
      }
    },
  );

  it("is put back by a read in the moment between", async () => {
    const out = await copyOfOld();
    cpSync(out, previousOf(out), { recursive: true });
    rmSync(out, { recursive: true });
    expect((await loadWorld(out)).id).toBe("old@1");
    expect(existsSync(previousOf(out))).toBe(false);
  });

  it("that could not be loaded leaves the old one where it is", async () => {
    const out = await copyOfOld();
    const { manifest, files } = await readFolder(old);
    const { files: _, checksum: __, ...draft } = manifest;
    const broken = { ...files, "users.jsonl": toJsonLines([{ key: "a", split: "train", history: [] }]) };
    await expect(writeFolder(out, draft, broken)).rejects.toMatchObject({
      code: "bad-world",
      message: expect.stringContaining("users.jsonl"),
    });
    expect((await loadWorld(out)).id).toBe("old@1");
    expect(readdirSync(join(out, ".."))).toEqual(["w"]);
  });
});

describe("where a world cannot be", () => {
  it.each(["file", "file/x", "/proc/x", "loop"])("%s", async (where) => {
    const place = await tempFolder();
    writeFileSync(join(place, "file"), "x");
    symlinkSync("loop", join(place, "loop"));
    const out = where.startsWith("/") ? where : join(place, where);
    await expect(replace(out)).rejects.toMatchObject({
      code: expect.stringMatching(/^bad-(world|input)$/),
      hint: expect.any(String),
    });
    await expect(loadWorld(out)).rejects.toMatchObject({ code: "bad-world", hint: expect.any(String) });
  });

  it("an empty folder is taken, one with other files is not", async () => {
    const place = await tempFolder();
    mkdirSync(join(place, "empty"));
    await replace(join(place, "empty"));
    writeFileSync(join(place, "note"), "x");
    await expect(replace(place)).rejects.toMatchObject({ code: "bad-input" });
  });
});
