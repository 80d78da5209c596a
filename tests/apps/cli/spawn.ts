/** Runs the command line as a person would, in a folder of its own, without the keys of the shell around the tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";

/** The repository. */
export const ROOT = resolve(import.meta.dirname, "../../..");
/** The loader that runs TypeScript, for `--import`. */
export const TSX = pathToFileURL(join(ROOT, "node_modules/tsx/dist/esm/index.mjs")).href;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder, removed after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "billp-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `billp`; `ended` resolves with what it printed. `more` is laid over the environment. */
export function start(
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const { OPENAI_API_KEY: _, OPENAI_BASE_URL: __, LANGSMITH_TRACING: ___, ...rest } = process.env;
  const env = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith("BILLP_") || name === "BILLP_DEBUG"));
  const child = spawn(process.execPath, ["--import", TSX, join(ROOT, "apps/cli/billp.ts"), ...args], {
    cwd,
    env: { ...env, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const ended = new Promise<Ended>((done) => child.once("close", (code) => done({ code, stdout, stderr })));
  return { child, ended };
}

/** Runs `billp` to its end. */
export function billp(cwd: string, ...args: string[]): Promise<Ended> {
  return start(cwd, args).ended;
}
