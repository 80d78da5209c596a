/** Shared by the tracing tests: an environment that asks for traces, and a short run on a tiny world. */
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "langsmith";
import type { RunOptions } from "../../../experiments/runs/open-run.ts";
import { runExperiment } from "../../../integrations/tracing/traced-experiments.ts";
import { type Sleep, UploadQueue } from "../../../integrations/tracing/upload-queue.ts";
import { createScript } from "../../../models/scripted.ts";
import { hashScript } from "../../experiments/runs/hash-model.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";

/** A key of the form LangSmith gives out; it may appear in one header and nowhere else. */
export const KEY = "lsv2_pt_0123456789abcdef0123456789abcdef_0123456789";

/** Runs `work` with tracing on, to that server. */
export async function traced<T>(url: string, work: () => Promise<T>, more: Record<string, string> = {}): Promise<T> {
  return withEnv(
    { LANGSMITH_TRACING: "true", LANGSMITH_ENDPOINT: url, LANGSMITH_API_KEY: KEY, LANGSMITH_PROJECT: "tests", ...more },
    work,
  );
}

/** Runs `work` with these variables instead of all others of LangSmith and LangChain. */
export async function withEnv<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const names = Object.keys(process.env).filter((name) => /^LANG(SMITH|CHAIN)_/.test(name));
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The upload queue of the environment's server, whose waits between tries are a tenth as long. */
export function hastyQueue(): UploadQueue {
  const sleep: Sleep = (ms, options) => delay(ms / 10, undefined, options).catch(() => {});
  return new UploadQueue(Client.getDefaultClientConfig().apiUrl, sleep);
}

/** Six episodes on the tiny world. */
export function shortRun(more: Partial<RunOptions> = {}, latencyMs = 0) {
  const { chat } = createScript(hashScript, { latencyMs, seed: 1 });
  return runExperiment({
    settings: { method: "billp", train: 4, test: 2, seed: 3, limit: 5, plans: true },
    out: null,
    workers: 2,
    checkpoints: "memory",
    runtime: { chat, loadWorld: async () => tinyWorld() },
    ...more,
  });
}
