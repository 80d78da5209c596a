/** A tracing server that is down, slow or refusing: the run keeps its pace and its results, and its process ends. The waits are a tenth as long. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { openLangSmithUploads } from "../../../integrations/tracing/langsmith-uploads.ts";
import { openSpanUploads, otelOn } from "../../../integrations/tracing/otel-uploads.ts";
import { createTracing } from "../../../integrations/tracing/tracing.ts";
import { type Mode, type Stub, startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { startCollector } from "../../stubs/otlp-server.ts";
import { hastyQueue, KEY, shortRun, traced, withEnv } from "./harness.ts";

const TENTH = createTracing({
  openUploads: () => (otelOn() ? openSpanUploads() : openLangSmithUploads(hastyQueue())),
  patienceMs: 400,
});
const base = mkdtempSync(join(tmpdir(), "billp-tracing-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let stub: Stub | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await stub?.close();
  stub = undefined;
});

let count = 0;
/** A run into a folder: its records, the lines told, and how long its exit took after the last episode. */
async function play(latencyMs = 0) {
  const out = join(base, String(count++));
  const notices: string[] = [];
  let last = 0;
  const onProgress = () => {
    last = performance.now();
  };
  const { summary } = await shortRun(
    { out, openTracer: TENTH, checkpoints: "sqlite", onProgress, onNotice: (line) => notices.push(line) },
    latencyMs,
  );
  const exitMs = Math.round(performance.now() - last);
  const records = readFileSync(runFiles(out).episodes, "utf8") + readFileSync(runFiles(out).memory, "utf8");
  return { records, notices, exitMs, playMs: summary.wallMs };
}

const cases: [string, Mode, RegExp][] = [
  ["never answers", "stall", /no answer in time/],
  ["says 401", { status: 401 }, /key was refused \(401\)/],
  ["says 403", { status: 403 }, /key was refused \(403\)/],
  ["says 422", { status: 422 }, /answer 422/],
  ["says 429 and to wait a minute", { status: 429, headers: { "retry-after": "60" } }, /answer 429/],
  ["says 500", { status: 500 }, /answer 500/],
];

let untraced: Awaited<ReturnType<typeof play>>;
beforeAll(async () => {
  untraced = await withEnv({}, () => play());
});

test.each([...cases, ["is down", "take", /ECONNREFUSED/] as const])("a server that %s", async (name, mode, reason) => {
  stub = await startLangSmithStub({ mode });
  if (name === "is down") await stub.close();
  const logs = (["log", "info", "warn", "error"] as const).map((level) => vi.spyOn(console, level));
  const { records, notices, exitMs } = await traced(stub.url, () => play());
  const said = logs.flatMap((log) => log.mock.calls);
  vi.restoreAllMocks();
  console.info(`a server that ${name}: exit after ${exitMs} ms; ${notices[0]}`);
  expect(records).toBe(untraced.records);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatch(/^LangSmith: (\d+) of \1 trace records were not delivered to http:\/\/127\.0\.0\.1:\d+ /);
  expect(notices[0]).toMatch(reason);
  expect(notices[0]).not.toContain(KEY);
  expect(said).toEqual([]);
});

test.each([
  ["never answers", "stall", /no answer in time/],
  ["is down", "take", /ECONNREFUSED|not taken|no answer in time/],
] as const)("a collector of OpenTelemetry's that %s", async (name, mode, reason) => {
  const collector = await startCollector(mode);
  if (name === "is down") await collector.close();
  const otel = { LANGSMITH_TRACING_MODE: "otel", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const { records, notices, exitMs } = await traced("http://127.0.0.1:9", () => play(), otel);
  console.info(`a collector that ${name}: exit after ${exitMs} ms; ${notices[0]}`);
  if (name !== "is down") await collector.close();
  expect(records).toBe(untraced.records);
  expect(notices).toEqual([expect.stringMatching(/^OpenTelemetry: (\d+) of \1 trace records were not delivered to /)]);
  expect(notices[0]).toMatch(reason);
});

test("a server that refuses at first gets everything later, and nothing is said", async () => {
  stub = await startLangSmithStub({ mode: { status: 503, times: 2 } });
  const { notices } = await traced(stub.url, () => play(20));
  expect(notices).toEqual([]);
  expect([stub.roots().length, stub.feedback.length]).toEqual([6, 12]);
});

test("a run keeps its pace while the server is silent", async () => {
  stub = await startLangSmithStub({ mode: "stall" });
  const live = await startLangSmithStub();
  const ms = { untraced: Number.POSITIVE_INFINITY, live: Number.POSITIVE_INFINITY, silent: Number.POSITIVE_INFINITY };
  for (let i = 0; i < 2; i++) {
    ms.untraced = Math.min(ms.untraced, (await withEnv({}, () => play(40))).playMs);
    ms.live = Math.min(ms.live, (await traced(live.url, () => play(40))).playMs);
    ms.silent = Math.min(ms.silent, (await traced(stub.url, () => play(40))).playMs);
  }
  await live.close();
  console.info(`the same run, answers after up to 40 ms, best of 2: ${JSON.stringify(ms)}`);
  expect(ms.silent).toBeLessThan(3 * ms.live + 1000); // it would be ten seconds for every upload that is waited for
});

test("in a process of its own, with the waits as they are: four seconds at exit, and no socket or timer keeps it alive after that", async () => {
  stub = await startLangSmithStub({ mode: "stall" });
  const env = { ...process.env, LANGSMITH_TRACING: "true", LANGSMITH_ENDPOINT: stub.url, LANGSMITH_API_KEY: KEY };
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "exit-child.ts")], { env });
  let [text, finished] = ["", 0];
  child.stdout.on("data", (data) => {
    text += data;
    if (text.includes("finished")) finished ||= performance.now();
  });
  child.stderr.on("data", (data) => {
    text += data;
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  const exitMs = Number(/^finished, exit after (\d+) ms$/m.exec(text)?.[1]);
  console.info(text);
  expect(text).toMatch(/^notice: LangSmith: \d+ of \d+ .*\nfinished, .*\n$/);
  expect(code).toBe(0);
  expect(exitMs).toBeGreaterThan(3900);
  expect(exitMs).toBeLessThan(9000); // one answer is waited for ten seconds: it must not be that
  expect(performance.now() - finished).toBeLessThan(5000);
});
