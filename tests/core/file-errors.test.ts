/** File-system errors in plain words: every code with its reason and hint, other errors untouched, real ones of a full and of a read-only disk injected. */
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BillpError } from "../../core/errors.ts";
import { guardFiles, inPlainWords, isFileError, onFiles } from "../../core/file-errors.ts";
import { makeFolder, makeWritable } from "../../core/make-folder.ts";
import { runExperiment } from "../../experiments/runs/run.ts";

const failed = (code: string, syscall = "open", path: string | undefined = "/runs/x") =>
  Object.assign(new Error(`${code}: refused`), { code, syscall, ...(path === undefined ? {} : { path }) });

const CODES =
  "ENOENT ENOTDIR EISDIR EEXIST ENOTEMPTY EACCES EPERM EROFS ENOSPC EDQUOT EFBIG EMFILE ENFILE ENAMETOOLONG ELOOP EXDEV EBUSY EIO ESTALE";

describe("a file-system error", () => {
  it.each([...CODES.split(" "), "ENOMEM"])("%s is run-folder with path, code and hint", (code) => {
    const error = inPlainWords(failed(code)) as BillpError;
    expect(error).toBeInstanceOf(BillpError);
    expect(error).toMatchObject({
      code: "run-folder",
      message: expect.stringMatching(new RegExp(`^/runs/x cannot be used: .+ \\(${code}\\)\\.$`)),
    });
    expect(error.hint).toMatch(/\w.*\.$/);
    expect((error.cause as NodeJS.ErrnoException).code).toBe(code);
    expect(inPlainWords(failed(code), "bad-world")).toMatchObject({ code: "bad-world" });
  });

  it("of a stream without a path is the output's", () => {
    expect(inPlainWords(Object.assign(new Error("write ENOSPC"), { code: "ENOSPC", syscall: "write" }))).toMatchObject({
      message: "the output cannot be used: the disk is full (ENOSPC).",
    });
  });

  it.each([
    failed("ECONNREFUSED", "connect"),
    failed("EADDRINUSE", "listen"),
    failed("EACCES", "listen"),
    failed("ENOENT", "spawn node"),
    failed("ENOTFOUND", "getaddrinfo"),
    Object.assign(new Error("x"), { code: "ERR_INVALID_ARG_TYPE" }),
    new TypeError("x is not a function"),
    new BillpError("budget", "spent"),
    "text",
    null,
  ])("is nothing else: %s", (error) => {
    expect(isFileError(error)).toBe(false);
    expect(inPlainWords(error)).toBe(error);
  });

  it("is worded wherever it is thrown: at once, by a promise, by a function of a guarded object", async () => {
    await expect(onFiles(() => Promise.reject(failed("EROFS")))).rejects.toMatchObject({ code: "run-folder" });
    const parts = guardFiles({
      now: (): number => {
        throw failed("EIO");
      },
      later: async (): Promise<number> => Promise.reject(failed("EIO")),
      fine: (n: number) => n + 1,
      value: 3,
    });
    expect(() => parts.now()).toThrow(BillpError);
    await expect(parts.later()).rejects.toBeInstanceOf(BillpError);
    expect([parts.fine(1), parts.value]).toEqual([2, 3]);
  });
});

describe("a folder", () => {
  it("is made with all above it, and a place where none can be is an error in no time", () => {
    const place = join(tmpdir(), `billp-make-${process.pid}`, "a", "b");
    makeWritable(place);
    makeFolder(place);
    for (const bad of ["/proc/x", "/proc/x/y/z", "/proc/1/x"]) expect(() => makeFolder(bad)).toThrow(/ENOENT|EACCES|EPERM|ESRCH/);
    expect(() => makeFolder("/dev/null/x")).toThrow(/ENOTDIR/);
    expect(() => makeFolder("/dev/null")).toThrow(/EEXIST/);
  });
});

describe("a run on a disk that refuses", () => {
  const real = { ...fs };
  afterEach(() => {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  });

  it.each(["ENOSPC", "EROFS", "EACCES", "EMFILE", "EDQUOT"])("%s is a run-folder error, whichever file it is", async (code) => {
    for (const call of ["writeFile", "rename"] as const) {
      for (let n = 1; n <= 5; n++) {
        let calls = 0;
        Object.assign(fs, {
          [call]: async (...given: unknown[]) => {
            if (++calls === n) throw failed(code, call, String(given[0]));
            return (real[call] as (...all: unknown[]) => unknown)(...given);
          },
        });
        syncBuiltinESMExports();
        const out = join(tmpdir(), `billp-refused-${process.pid}-${code}-${call}-${n}`);
        const run = runExperiment({ settings: { method: "random", train: 1, test: 1 }, out, checkpoints: "memory" });
        await expect(run).rejects.toMatchObject({
          code: "run-folder",
          message: expect.stringContaining(code),
          hint: expect.any(String),
        });
        Object.assign(fs, real);
        syncBuiltinESMExports();
        await fs.rm(out, { recursive: true, force: true });
      }
    }
  });
});
