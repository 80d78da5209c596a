/** The same trace as OpenTelemetry spans, at a collector that knows nothing of LangSmith. */
import { afterEach, expect, test, vi } from "vitest";
import { createScript } from "../../../models/scripted.ts";
import { hashScript } from "../../experiments/runs/hash-model.ts";
import { type Collector, startCollector } from "../../stubs/otlp-server.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { KEY, shortRun, withEnv } from "./harness.ts";

let collector: Collector;
afterEach(() => collector.close());

const SECRET = "collector-secret-0123456789";
const env = (more: Record<string, string> = {}) => ({
  LANGSMITH_TRACING: "true",
  LANGSMITH_TRACING_MODE: "otel",
  LANGSMITH_API_KEY: KEY,
  LANGSMITH_PROJECT: "tests",
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  ...more,
});
const sent = () => Buffer.concat(collector.bodies).toString("latin1");

test("every episode is a trace of spans: nodes below the episode, model calls below nodes, prompts and answers within", async () => {
  collector = await startCollector();
  const notices: string[] = [];
  const { episodes, summary } = await withEnv(env(), () => shortRun({ onNotice: (line) => notices.push(line) }));
  expect(notices).toEqual([]);
  const { spans } = collector;
  const roots = spans.filter((s) => s.parentSpanId === "");
  expect(roots.map((s) => s.name).sort()).toEqual(episodes.map((e) => `${summary.run}/episode-${e.episode}`).sort());
  const below = (id: string) => spans.filter((s) => s.parentSpanId === id);
  for (const root of roots) {
    const record = episodes.find((e) => String(e.episode) === root.attributes["langsmith.metadata.episode"]);
    expect(root.attributes).toMatchObject({ "langsmith.trace.name": root.name, "langsmith.trace.session_name": "tests" });
    expect(JSON.parse(String(root.attributes["gen_ai.completion"])).outcome).toMatchObject({
      len: record?.len,
      return: record?.return,
    });
    const nodes = below(root.spanId);
    expect(nodes.filter((n) => n.name === "micro-act")).toHaveLength(record?.rounds.length ?? -1);
    const calls = nodes.flatMap((n) => below(n.spanId));
    expect(calls.filter((c) => c.name === "actor")).toHaveLength(record?.rounds.length ?? -1);
    expect(calls.every((c) => c.attributes["gen_ai.operation.name"] === "chat" && c.status === 1)).toBe(true);
    expect(String(calls[0]?.attributes["gen_ai.prompt"])).toContain("recommender");
    expect([...nodes, ...calls].every((s) => s.traceId === root.traceId)).toBe(true);
  }
  expect(new Set(collector.paths)).toEqual(new Set(["/v1/traces"]));
  expect(JSON.stringify(collector.headers)).not.toContain(KEY); // LangSmith's key is for LangSmith
});

test("headers for the collector are sent to it, and are in no span; keys in answers are replaced", async () => {
  collector = await startCollector();
  const script = { ...hashScript, planner: () => ({ reason: SECRET, plan: `my key is ${KEY} and ${SECRET}` }) };
  const runtime = { chat: createScript(script).chat, loadWorld: async () => tinyWorld() };
  await withEnv(env({ OTEL_EXPORTER_OTLP_HEADERS: `x-team=${SECRET}` }), () => shortRun({ runtime }));
  expect(new Set(collector.headers.map((h) => h["x-team"]))).toEqual(new Set([SECRET]));
  expect(sent()).toContain("my key is [key] and [key]");
  for (const secret of [KEY, SECRET]) expect(sent()).not.toContain(secret);
});

test("what is hidden from LangSmith is hidden here", async () => {
  collector = await startCollector();
  await withEnv(env({ LANGSMITH_HIDE_INPUTS: "true", LANGSMITH_HIDE_OUTPUTS: "true" }), () => shortRun());
  expect(collector.spans.length).toBeGreaterThan(30);
  const bodies = collector.spans.flatMap((s) => [s.attributes["gen_ai.prompt"], s.attributes["gen_ai.completion"]]);
  expect(new Set(bodies)).toEqual(new Set(["{}"]));
});

test("a model's error is the span's", async () => {
  collector = await startCollector();
  const script = { ...hashScript, planner: () => new Error(`refused: Bearer ${KEY}`) };
  const runtime = { chat: createScript(script).chat, loadWorld: async () => tinyWorld() };
  await withEnv(env(), () => shortRun({ runtime })).catch(() => {});
  expect(collector.spans.filter((s) => s.status === 2).map((s) => s.name)).toEqual(
    expect.arrayContaining(["planner", "macro-plan"]),
  );
  expect(sent()).not.toContain(KEY);
});

test("a collector that refuses costs the run nothing but its spans, and a line says how many", async () => {
  collector = await startCollector({ status: 400 });
  const notices: string[] = [];
  const untraced = await withEnv({}, () => shortRun());
  const { episodes } = await withEnv(env(), () => shortRun({ onNotice: (l) => notices.push(l) }));
  expect(episodes).toEqual(untraced.episodes);
  const line = /^OpenTelemetry: (\d+) of \1 trace records were not delivered to http:\S+ \(answer 400\)/;
  expect(notices).toEqual([expect.stringMatching(line)]);
});

test("without its packages nothing is exported, one line says what to install, and the run is as ever", async () => {
  collector = await startCollector();
  vi.resetModules();
  vi.doMock("@opentelemetry/sdk-trace-base", () => {
    throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  });
  const notices: string[] = [];
  const fresh = await import("./harness.ts");
  const { episodes } = await withEnv(env(), () => fresh.shortRun({ onNotice: (l) => notices.push(l) }));
  vi.doUnmock("@opentelemetry/sdk-trace-base");
  expect(episodes).toHaveLength(6);
  expect(notices).toEqual([
    expect.stringMatching(/^Nothing is traced: .*npm install @opentelemetry\/api .*The run itself goes on\.$/),
  ]);
  expect(collector.bodies).toEqual([]);
});
