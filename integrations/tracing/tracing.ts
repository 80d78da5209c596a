/** Tracer of a run: every episode one trace, with its Len and return as feedback. Off unless the environment says so. */

import { mergeConfigs } from "@langchain/core/runnables";
import { uuid7 } from "langsmith";
import { BillpError, messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redaction.ts";
import { type Delivered, noTracer, type OpenTracer, type TracedRun, type Tracer, tracingOn } from "../../core/tracer.ts";
import { isPolicy } from "../../methods/registry.ts";
import { EpisodeTracer } from "./episode-tracer.ts";
import { openLangSmithUploads } from "./langsmith-uploads.ts";
import { openSpanUploads, otelOn } from "./otel-uploads.ts";
import { type CloseInTime, createPatience } from "./patience.ts";
import { headOf, policyTrace } from "./trace-fields.ts";
import type { Delivery, Uploads } from "./uploads.ts";

/** How long the exits of one process may wait for a server. */
const PATIENCE_MS = 4000;

/** What {@link createTracing} can be given in place of what is real. */
export interface TracingOptions {
  /** Opens the uploads of a run; by default LangSmith's or OpenTelemetry's, as the environment asks. */
  readonly openUploads?: () => Uploads | Promise<Uploads>;
  /** How long the closes of one process may wait for a server, in milliseconds (4000). */
  readonly patienceMs?: number;
}

/** Makes an opener of tracers. Without traces asked for by the environment, what it opens does nothing. */
export function createTracing(options: TracingOptions = {}): OpenTracer {
  const { openUploads = uploadsOfEnvironment, patienceMs = PATIENCE_MS } = options;
  const closeInTime = createPatience(patienceMs);
  return async (run, tell) => {
    const uploads = tracingOn() ? await openOrTell(openUploads, tell) : null;
    return uploads === null ? noTracer(run, tell) : tracerOf(run, uploads, closeInTime, tell);
  };
}

/** Opens the tracer that the environment asks for. */
export const openTracing: OpenTracer = createTracing();

function uploadsOfEnvironment(): Uploads | Promise<Uploads> {
  return otelOn() ? openSpanUploads() : openLangSmithUploads();
}

/** Null, and a line about it, when they cannot be opened: no run fails for its traces. */
async function openOrTell(open: NonNullable<TracingOptions["openUploads"]>, tell: (line: string) => void) {
  try {
    return await open();
  } catch (error) {
    const hint = error instanceof BillpError && error.hint !== undefined ? ` (${error.hint})` : "";
    tell(`Nothing is traced: ${redact(messageOf(error))}${hint} The run itself goes on.`);
    return null;
  }
}

function tracerOf(run: TracedRun, uploads: Uploads, closeInTime: CloseInTime, tell: (line: string) => void): Tracer {
  const ids = new Map<number, string>();
  const close = async (): Promise<Delivered> => {
    const delivery = await closeInTime(uploads);
    if (delivery.lost > 0) tell(lineOf(delivery, uploads));
    return { sent: delivery.sent, lost: delivery.lost };
  };
  let closed: Promise<Delivered> | undefined;
  return {
    configFor(scheduled, own) {
      const runId = uuid7();
      ids.set(scheduled.episode, runId);
      return { ...mergeConfigs({ ...headOf(run, scheduled), callbacks: [new EpisodeTracer(uploads)] }, own), runId };
    },
    ended(episode) {
      if (isPolicy(run.settings.method)) {
        const trace = policyTrace(run, episode, uploads.project);
        ids.set(episode.episode, trace.id);
        void uploads.createRun(trace);
      }
      const id = ids.get(episode.episode);
      if (id === undefined) return; // played by an earlier process, which traced it
      uploads.feedback(id, "len", episode.len);
      uploads.feedback(id, "return", episode.return);
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function lineOf({ sent, lost, reason }: Delivery, { label, apiUrl }: Uploads): string {
  return `${label}: ${lost} of ${sent + lost} trace records were not delivered to ${redact(apiUrl)} (${reason}). The run's results are complete.`;
}
