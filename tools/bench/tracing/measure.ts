/** One measured run: a child process, a server beside it, and what of the records arrived. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Mode, type Stub, startLangSmithStub } from "../../../tests/stubs/langsmith-server.ts";

/** Who uploads: the upload queue of integrations/tracing, or LangSmith's client alone; null for an untraced run. */
export type Way = "queue" | "library" | null;

/** A server and a run. */
export interface Scenario {
  readonly name: string;
  readonly mode: Mode | "down";
  readonly info?: object;
  readonly without?: readonly string[];
  readonly episodes: number;
  /** Longest wait for the model, ms. */
  readonly latencyMs: number;
}

/** What a child tells: a line of JSON when its work is done, and the lines it said in all when it ends. */
interface Told {
  readonly exitMs: number;
  readonly rounds: number;
  readonly notices: readonly string[];
  /** Lines on the console until the end of the process. */
  readonly said: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** One run. */
export interface Measured extends Told {
  /** From the end of all work to the end of the process, ms. */
  readonly lingerMs: number;
  /** Runs complete at the server, and scores. */
  readonly runs: number;
  readonly scores: number;
  /** Operations that arrived more than once where a server would make two records of them: scores without an id. */
  readonly twice: number;
  /** Operations that arrived more than once and are merged by their id. */
  readonly again: number;
  /** Bytes of all uploads, uncompressed, and as they came. */
  readonly bytes: number;
  readonly wireBytes: number;
  readonly requests: number;
  /** Records told as lost. */
  readonly lost: number;
}

/** Plays the scenario's run, in a process of its own. */
export async function measure(way: Way, scenario: Scenario): Promise<Measured> {
  const { mode, info, without } = scenario;
  const stub = await startLangSmithStub({ mode: mode === "down" ? "take" : mode, info, without });
  if (mode === "down") await stub.close();
  const told = await runChild(way, scenario, stub.url);
  await new Promise((resolve) => setTimeout(resolve, typeof mode === "object" && "delayMs" in mode ? 2 * mode.delayMs : 0));
  const lost = told.notices.map((line) => Number(/^LangSmith: (\d+) of/.exec(line)?.[1] ?? 0)).reduce((a, b) => a + b, 0);
  const result = { ...told, ...countOf(stub), bytes: stub.bytes, wireBytes: stub.wireBytes, requests: stub.requests, lost };
  if (mode !== "down") await stub.close();
  return result;
}

async function runChild(way: Way, { episodes, latencyMs }: Scenario, url: string): Promise<Told & { lingerMs: number }> {
  const kept = Object.entries(process.env).filter(([name]) => !/^LANG(SMITH|CHAIN)_/.test(name));
  const env = {
    ...Object.fromEntries(kept),
    BENCH_UPLOADS: way ?? "",
    BENCH_EPISODES: String(episodes),
    BENCH_LATENCY: String(latencyMs),
    LANGSMITH_TRACING: String(way !== null),
    LANGSMITH_ENDPOINT: url,
    LANGSMITH_API_KEY: "lsv2_pt_0123456789abcdef0123456789abcdef_0123456789",
  };
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "child.ts")], { env });
  let [text, finished] = ["", 0];
  child.stdout.on("data", (data) => {
    text += data;
    finished ||= performance.now();
  });
  child.stderr.on("data", (data) => process.stderr.write(data));
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`the child ended with code ${code}`);
  const [report = "", said] = text.trim().split("\n");
  return { ...(JSON.parse(report) as Told), said: Number(said), lingerMs: performance.now() - finished };
}

/** What arrived. A run is complete with its end. */
function countOf({ runs, feedback, uploads }: Stub) {
  const times = new Map<string, number>();
  for (const { path, body } of uploads) {
    const text = body.toString();
    if (path === "/runs/batch") {
      const { post = [], patch = [] } = JSON.parse(text) as Record<"post" | "patch", { id: string }[]>;
      for (const { id } of post) bump(times, `post.${id}`);
      for (const { id } of patch) bump(times, `patch.${id}`);
    } else if (path === "/runs/multipart")
      for (const [, name] of text.matchAll(/name="((?:post|patch|feedback)\.[^".]+)"/g)) bump(times, name as string);
  }
  const distinct = new Set(feedback.map((f) => `${f.run_id} ${f.key}`)).size;
  const nameless = feedback.filter((f) => (f as { id?: string }).id === undefined);
  const namelessOnce = new Set(nameless.map((f) => `${f.run_id} ${f.key}`)).size;
  return {
    runs: [...runs.values()].filter((r) => r.end_time !== undefined && r.name !== undefined).length,
    scores: distinct,
    twice: nameless.length - namelessOnce,
    again:
      [...times.values()].reduce((sum, n) => sum + n - 1, 0) + (feedback.length - nameless.length - (distinct - namelessOnce)),
  };
}

function bump(times: Map<string, number>, name: string): void {
  times.set(name, (times.get(name) ?? 0) + 1);
}
