/** Vitest as a process in a scratch copy: which tests fail, read from its own report. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Scratch } from "./scratch.ts";

/** A test, or a file that failed before its first test. */
export interface FailedTest {
  /** From the repository's root. */
  readonly file: string;
  readonly name: string;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** After so long a run counts as hanging: a fault can make an endless loop. */
const HANGING_MS = 15 * 60_000;
const UNIT = ["--project", "unit", "--project", "unit-alone"];

/**
 * Runs the unit tests of a scratch copy with these arguments, `without` some files. Gives the tests that failed; `no result` when vitest ended without a report,
 * and `hangs` when it did not end.
 */
export async function failures(
  { root }: Scratch,
  args: readonly string[],
  { without = [], workers = 1 }: { without?: readonly string[]; workers?: number } = {},
): Promise<FailedTest[] | "hangs" | "no result"> {
  const report = join(root, "faults-report.json");
  rmSync(report, { force: true });
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporting = ["--reporter=json", `--outputFile.json=${report}`, "--passWithNoTests", `--maxWorkers=${workers}`];
  // Not `--exclude`, which the projects of vitest.config.ts do not heed.
  const env = { ...process.env, ...(without.length > 0 ? { BILLP_TEST_WITHOUT: without.join(",") } : {}) };
  const child = spawn(process.execPath, [vitest, ...args, ...UNIT, ...reporting], { cwd: root, env, stdio: "ignore" });
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    child.kill("SIGKILL");
  }, HANGING_MS);
  await once(child, "close");
  clearTimeout(timer);
  if (hangs) return "hangs";
  if (!existsSync(report)) return "no result";
  return failedIn(JSON.parse(readFileSync(report, "utf8")) as Report, root);
}

function failedIn({ testResults }: Report, root: string): FailedTest[] {
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((t) => t.status === "failed").map((t) => ({ file, name: t.fullName }));
    return failed.length === 0 && status === "failed" ? [{ file, name: "(the file itself)" }] : failed;
  });
}

/** Test files that fail without any fault: they can say nothing of one. @throws Error when the suite gives no result at all. */
export async function failingFiles(scratch: Scratch): Promise<string[]> {
  const failed = await failures(scratch, ["run"], { workers: 2 });
  if (typeof failed === "string") throw new Error(`the unit suite without a fault: ${failed}`);
  return [...new Set(failed.map((f) => f.file))];
}
