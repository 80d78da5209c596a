/** Shared by the tests of `billp langsmith`: a short run in a folder, and an environment that names the stub. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { runExperiment } from "../../../integrations/tracing/traced-experiments.ts";
import type { Stub } from "../../stubs/langsmith-server.ts";
import { KEY, withEnv } from "../tracing/harness.ts";

/** A temporary folder, removed after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "billp-langsmith-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Four training and three test episodes of `films` with the offline model. */
export function playRun(out: string) {
  return withEnv({}, () => runExperiment({ settings: { method: "billp", train: 4, test: 3, seed: 2, lag: 2 }, out, workers: 2 }));
}

/** Runs `work` as somebody who uses that server; LANGSMITH_TRACING stays off. */
export function using<T>(stub: Stub, work: () => Promise<T>, more: Record<string, string> = {}): Promise<T> {
  return withEnv({ LANGSMITH_ENDPOINT: stub.url, LANGSMITH_API_KEY: KEY, ...more }, work);
}
