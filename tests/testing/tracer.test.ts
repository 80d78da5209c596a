/** The contract of the Tracer seam, over every tracer that is here, with servers that take, refuse, are down and are silent. */
import { afterAll, describe, expect, test } from "vitest";
import { noTracer, type OpenTracer } from "../../core/tracer.ts";
import { createTracing } from "../../integrations/tracing/tracing.ts";
import { tracerContract } from "../../testing/tracer.ts";
import { KEY, withEnv } from "../integrations/tracing/harness.ts";
import { startLangSmithStub } from "../stubs/langsmith-server.ts";
import { startCollector } from "../stubs/otlp-server.ts";

const [takes, refuses, silent] = [
  await startLangSmithStub(),
  await startLangSmithStub({ mode: { status: 403 } }),
  await startLangSmithStub({ mode: "stall" }),
];
const collector = {
  takes: await startCollector(),
  refuses: await startCollector({ status: 400 }),
  silent: await startCollector("stall"),
};
afterAll(() => Promise.all([takes, refuses, silent, ...Object.values(collector)].map((server) => server.close())));

/** Nobody listens there. */
const DOWN = "http://127.0.0.1:9";

const toLangSmith = (url: string) => ({ LANGSMITH_ENDPOINT: url });
const toCollector = (url: string) => ({ LANGSMITH_TRACING_MODE: "otel", OTEL_EXPORTER_OTLP_ENDPOINT: url });
/** A wait of half a second for what is silent. */
const tracing = createTracing({ patienceMs: 500 });

const TRACERS: [string, OpenTracer, Record<string, string>][] = [
  ["none", noTracer, {}],
  ["LangSmith", tracing, toLangSmith(takes.url)],
  ["LangSmith, which refuses the key", tracing, toLangSmith(refuses.url)],
  ["LangSmith, which is down", tracing, toLangSmith(DOWN)],
  ["LangSmith, which is silent", tracing, toLangSmith(silent.url)],
  ["OpenTelemetry", tracing, toCollector(collector.takes.url)],
  ["OpenTelemetry, whose collector refuses", tracing, toCollector(collector.refuses.url)],
  ["OpenTelemetry, whose collector is down", tracing, toCollector(DOWN)],
  ["OpenTelemetry, whose collector is silent", tracing, toCollector(collector.silent.url)],
];

describe.each(TRACERS)("tracer: %s", (_, openTracer, env) => {
  test.each(tracerContract(openTracer))("$name", ({ run }) =>
    withEnv({ LANGSMITH_TRACING: "true", LANGSMITH_API_KEY: KEY, ...env }, run),
  );
});

test("the checks above were made of tracers that trace", () => {
  expect(takes.roots().length).toBeGreaterThan(5);
  expect(takes.feedback.length).toBeGreaterThan(5);
  expect(collector.takes.spans.length).toBeGreaterThan(5);
  expect([takes.misfits, refuses.uploads, silent.uploads]).toEqual([[], [], []]);
});

test("a tracer that breaks the contract fails it", async () => {
  let closes = 0;
  const broken: OpenTracer = async () => ({
    configFor: () => ({}),
    ended: ({ episode }) => {
      if (episode === 99) throw new Error("unknown episode");
    },
    close: async () => ({ sent: closes++, lost: 0 }),
  });
  const failed: string[] = [];
  for (const { name, run } of tracerContract(broken)) await run().catch(() => failed.push(name));
  expect(failed.map((name) => name.split(/[ ,]/)[0])).toEqual(["configFor", "configFor", "ended", "close"]);
});
