/** Uploads as OpenTelemetry spans, for those who do not use LangSmith: the SDK's translation and its exporter. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { getDefaultProjectName } from "langsmith";
import { BillpError } from "../../core/errors.ts";
import { originOf } from "../../core/operator.ts";
import { createPruner, type RunFields } from "./prune-run.ts";
import { createSpanQueue } from "./span-queue.ts";
import type { Uploads } from "./uploads.ts";

/** Packages that are loaded only here; none of them is installed with billp. */
const PACKAGES = ["@opentelemetry/api", "@opentelemetry/sdk-trace-base", "@opentelemetry/exporter-trace-otlp-proto"] as const;

/** Whether the environment asks for spans in place of LangSmith's own uploads; the names are the SDK's. */
export function otelOn(env: NodeJS.ProcessEnv = process.env): boolean {
  const mode = env.LANGSMITH_TRACING_MODE || env.LANGCHAIN_TRACING_MODE;
  if (mode) return mode.toLowerCase() === "otel";
  return ["OTEL_ENABLED", "LANGSMITH_OTEL_ENABLED", "LANGCHAIN_OTEL_ENABLED"].some((name) => env[name] === "true");
}

/**
 * Opens the export to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names (without it, LangSmith's own).
 * @throws BillpError `bad-settings` naming the packages that are missing, or headers of which nothing says for whom they are.
 */
export async function openSpanUploads(): Promise<Uploads> {
  checkHeaders(process.env);
  const { api, sdk, exporting, translating, instances } = await load();
  const url = addressOf(process.env);
  const exporter = new exporting.LangSmithOTLPTraceExporter(keyless(process.env));
  const queue = createSpanQueue((spans, done) => exporter.export(spans as ReadableSpan[], done));
  const ids = { trace: "", span: "" };
  const provider = new sdk.BasicTracerProvider({
    spanProcessors: [{ onStart: () => {}, onEnd: queue.put, forceFlush: async () => {}, shutdown: async () => {} }],
    idGenerator: { generateTraceId: () => ids.trace, generateSpanId: () => ids.span },
  });
  instances.setOTELInstances({ trace: api.trace, context: api.context });
  const tracer = provider.getTracer("billp");
  const translator = new translating.LangSmithToOTELTranslator();
  const prune = createPruner();
  const hide = hiderOf(process.env);

  /** A span whose ids are those of its run, so that a child may come before its parent. */
  const post = (fields: RunFields): void => {
    const run = hide(prune(fields));
    Object.assign(ids, { trace: traceIdOf(run), span: spanIdOf(run.id) });
    const above = { traceId: ids.trace, spanId: spanIdOf(run.parent_run_id ?? ""), traceFlags: api.TraceFlags.SAMPLED };
    const root = run.parent_run_id === undefined;
    const around = root ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, above);
    const span = tracer.startSpan(run.name, { startTime: new Date(run.start_time), root }, around);
    const operation = { operation: "post" as const, id: run.id, trace_id: run.trace_id ?? run.id, run };
    translator.exportBatch([operation as never], new Map([[run.id, api.trace.setSpan(api.ROOT_CONTEXT, span)]]));
  };
  return {
    label: "OpenTelemetry",
    apiUrl: url,
    project: getDefaultProjectName(),
    async createRun(run) {
      if (run.end_time !== undefined) post(run); // a root comes whole at its end
    },
    updateRun: async (_, run) => post(run),
    feedback: () => {}, // a span has no scores; Len and return stand in the root's output
    close: (signal) => queue.close(signal),
  };
}

/** LangSmith's key is for LangSmith: the SDK would send it to any collector that is named without headers of its own. */
function keyless(env: NodeJS.ProcessEnv): { headers?: Record<string, string> } {
  const named = env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return named && !env.OTEL_EXPORTER_OTLP_HEADERS ? { headers: {} } : {};
}

/** Headers may hold a key, and belong to the collector beside them: to LangSmith, or to another collector of the same environment, they do not go. */
function checkHeaders(env: NodeJS.ProcessEnv): void {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = env;
  const own = env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ? "OTEL_EXPORTER_OTLP_TRACES_HEADERS" : null;
  const shared = env.OTEL_EXPORTER_OTLP_HEADERS ? "OTEL_EXPORTER_OTLP_HEADERS" : null;
  const orphan = (own ?? shared) !== null && !all && !traces;
  const astray = shared !== null && !!all && !!traces && originOf(all) !== originOf(traces);
  if (!orphan && !astray) return;
  throw new BillpError(
    "bad-settings",
    `${shared ?? own} is set, and nothing says that it is for ${originOf(addressOf(env)) ?? "the address named"}.`,
    {
      hint: orphan
        ? "Set OTEL_EXPORTER_OTLP_ENDPOINT, or unset the headers."
        : "Set OTEL_EXPORTER_OTLP_TRACES_HEADERS in its place.",
    },
  );
}

/** For the line about losses. */
function addressOf(env: NodeJS.ProcessEnv): string {
  const langsmith = env.LANGSMITH_ENDPOINT || env.LANGCHAIN_ENDPOINT || "https://api.smith.langchain.com";
  return env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT || `${langsmith}/otel`;
}

/** The client is not asked here, so what it hides for LangSmith is hidden by us. */
function hiderOf(env: NodeJS.ProcessEnv): (run: RunFields) => RunFields {
  const on = (name: string) => (env[`LANGSMITH_${name}`] ?? env[`LANGCHAIN_${name}`]) === "true";
  const [inputs, outputs] = [on("HIDE_INPUTS"), on("HIDE_OUTPUTS")];
  return (run) => ({ ...run, ...(inputs && { inputs: {} }), ...(outputs && run.outputs && { outputs: {} }) });
}

const hexOf = (id: string) => id.replaceAll("-", "");
const traceIdOf = (run: RunFields) => hexOf(run.trace_id ?? run.id);
/** The last half of a UUID is its random part. */
const spanIdOf = (id: string) => hexOf(id).slice(-16);

async function load() {
  try {
    const [api, sdk, exporting, translating, instances] = await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace-base"),
      import("langsmith/experimental/otel/exporter"),
      import("langsmith/lib/experimental/otel/translator"),
      import("langsmith/lib/singletons/otel"),
    ]);
    return { api, sdk, exporting, translating, instances };
  } catch (cause) {
    throw new BillpError("bad-settings", `OpenTelemetry needs the packages ${PACKAGES.join(", ")}, and not all of them load.`, {
      hint: `npm install ${PACKAGES.join(" ")}`,
      cause,
    });
  }
}
