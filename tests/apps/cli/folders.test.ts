/** Folders that cannot be used, given to every command that reads or writes one: a sentence with a hint, no stack trace, never "please report it". */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { main } from "../../../apps/cli/main.ts";
import { writeLog } from "../../worlds/small.ts";

const place = mkdtempSync(join(tmpdir(), "billp-folders-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const at = (...parts: string[]) => join(place, ...parts);

/** Places where no folder can be, with what the system says of them. */
const BAD: Readonly<Record<string, string>> = {
  "a file": at("file"),
  "a folder below a file": at("file", "x", "y"),
  "a folder of /proc": "/proc/billp/x",
  "a circle of links": at("loop"),
  "a folder below a circle": at("loop", "x"),
  "a name too long": at("n".repeat(300)),
};

const TINY = ["--train", "1", "--test", "1"];
/** Every command that takes a folder, with the one that cannot be used. */
const COMMANDS: Readonly<Record<string, (bad: string) => string[]>> = {
  "run --out": (bad) => ["run", "--method", "random", ...TINY, "--out", bad],
  "run --out --resume": (bad) => ["run", "--resume", "--out", bad],
  "run --out, without databases": (bad) => ["run", "--method", "random", ...TINY, "--checkpoints", "memory", "--out", bad],
  "compare --out": (bad) => ["compare", "overall", "--seeds", "1", ...TINY, "--runs", at("runs"), "--out", bad],
  "compare --runs": (bad) => ["compare", "overall", "--seeds", "1", ...TINY, "--runs", bad, "--out", at("report")],
  "fork --out": (bad) => ["fork", at("run"), "--episode", "1", "--round", "1", "--to", "run", "--set", "seed=2", "--out", bad],
  fork: (bad) => ["fork", bad, "--episode", "1", "--round", "1"],
  prune: (bad) => ["prune", bad],
  replay: (bad) => ["replay", bad],
  "replay --live": (bad) => ["replay", bad, "--live"],
  view: (bad) => ["view", bad],
  studio: (bad) => ["studio", bad],
  "estimate --memories": (bad) => ["estimate", "--memories", bad],
  "run --memories": (bad) => ["run", ...TINY, "--memories", bad, "--out", at("never")],
  "world build --out": (bad) => ["world", "build", "--ratings", at("ratings.csv"), "--items", at("movies.csv"), "--out", bad],
  "world build --ratings": (bad) => ["world", "build", "--ratings", bad, "--items", at("movies.csv"), "--out", at("w")],
  "world check": (bad) => ["world", "check", bad],
};

async function said(args: readonly string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const err = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  const out = vi.spyOn(process.stdout, "write").mockImplementation((...given: unknown[]) => {
    const heard = given.find((part) => typeof part === "function") as (() => void) | undefined;
    heard?.();
    return true;
  });
  try {
    return { code: await main(["node", "billp", ...args]), text: lines.join("") };
  } finally {
    err.mockRestore();
    out.mockRestore();
  }
}

beforeAll(async () => {
  writeFileSync(at("file"), "x");
  symlinkSync("loop", at("loop"));
  mkdirSync(at("runs"));
  await writeLog(place);
  expect((await said(["run", "--method", "billp", "--train", "2", "--test", "1", "--out", at("run")])).code).toBe(0);
});

const cases = Object.entries(COMMANDS).flatMap(([command, args]) =>
  Object.entries(BAD).map(([what, bad]) => [command, what, args(bad)] as const),
);

it.each(cases)("%s: %s", async (_command, _what, args) => {
  const { code, text } = await said(args);
  expect(text).toMatch(/^billp: .+\n {2}\S.+/m);
  expect(text).not.toMatch(/please report|\n {4}at |BILLP_DEBUG/);
  expect([1, 2]).toContain(code);
});
