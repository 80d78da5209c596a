/** LangSmith tracing of a run: every episode one trace, with its Len and return as feedback. Off unless the environment says so. */
import { mergeConfigs } from "@langchain/core/runnables";
import { uuid7 } from "langsmith";
import { BillpError, messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redaction.ts";
import {
  type EndedEpisode,
  noTracer,
  type OpenTracer,
  type TracedEpisode,
  type TracedRun,
  tracingOn,
} from "../../core/tracer.ts";
import { isPolicy } from "../../methods/registry.ts";
import { openSpans, otelOn } from "./otel.ts";
import { EpisodeTracer } from "./tracer.ts";
import type { Delivery } from "./upload-queue.ts";
import { openUploads, type Uploads } from "./uploads.ts";

/** How long the exits of one process may wait for a server. */
const PATIENCE_MS = 4000;

/** Opens the tracing of a run; without traces asked for, one that does nothing. `tell` gets the line about losses. Never throws. */
export const openTracing: OpenTracer = async (run, tell) => {
  const uploads = tracingOn() ? await openWith(tell) : null;
  if (uploads === null) return noTracer(run, tell);
  const ids = new Map<number, string>();
  return {
    configFor(scheduled, own) {
      const runId = uuid7();
      ids.set(scheduled.episode, runId);
      return { ...mergeConfigs({ ...headOf(run, scheduled), callbacks: [new EpisodeTracer(uploads)] }, own), runId };
    },
    ended(episode) {
      if (isPolicy(run.settings.method)) ids.set(episode.episode, postPolicy(uploads, run, episode));
      const id = ids.get(episode.episode);
      if (id === undefined) return; // played by an earlier session, which traced it
      uploads.feedback(id, "len", episode.len);
      uploads.feedback(id, "return", episode.return);
    },
    async close() {
      const delivery = await closeInTime(uploads);
      if (delivery.lost > 0) tell(lineOf(delivery, uploads));
      return { sent: delivery.sent, lost: delivery.lost };
    },
  };
};

/** The way that the environment asks for; null, and a line about it, when it cannot be opened: no run fails for its traces. */
async function openWith(tell: (line: string) => void): Promise<Uploads | null> {
  try {
    return otelOn() ? await openSpans() : openUploads();
  } catch (error) {
    const hint = error instanceof BillpError && error.hint !== undefined ? ` (${error.hint})` : "";
    tell(`Nothing is traced: ${redact(messageOf(error))}${hint} The run itself goes on.`);
    return null;
  }
}

/** Name, tags and metadata of an episode's trace. */
function headOf({ run, settings, world }: TracedRun, { episode, user, split }: TracedEpisode) {
  const { method, seed, model, models, fidelity } = settings;
  const facts = { method, world: world.id, user, seed, model };
  const roles = Object.fromEntries(Object.entries(models).map(([role, spec]) => [`model_${role}`, spec]));
  return {
    runName: `${run}/episode-${episode}`,
    tags: Object.entries(facts).map(([name, value]) => `${name}:${value}`),
    metadata: { ...facts, ...roles, run, episode, split, fidelity },
  };
}

/** A policy asks no model and runs no graph: its episode is a trace of one run. */
function postPolicy(uploads: Uploads, run: TracedRun, episode: EndedEpisode): string {
  const id = uuid7();
  const at = Date.now();
  const { runName, tags, metadata } = headOf(run, episode);
  const rounds = episode.rounds.map(({ title, reward, accepted }) => ({ title, reward, accepted }));
  void uploads.createRun({
    id,
    trace_id: id,
    dotted_order: `${new Date(at).toISOString().replace(/[-:.]/g, "").slice(0, -1)}000Z${id}`,
    name: runName,
    run_type: "chain",
    start_time: at,
    end_time: at,
    inputs: { user: episode.user, split: episode.split },
    outputs: { len: episode.len, return: episode.return, end: episode.end, played: { rounds } },
    extra: { metadata },
    tags,
    session_name: uploads.project,
  });
  return id;
}

/** What is left of each server's patience: several runs in one process, as in the demo, share it until a run gets through. */
const patience = new Map<string, number>();

async function closeInTime(uploads: Uploads): Promise<Delivery> {
  const left = patience.get(uploads.apiUrl) ?? PATIENCE_MS;
  const begun = performance.now();
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), left);
  try {
    const delivery = await uploads.close(end.signal);
    patience.set(uploads.apiUrl, delivery.lost === 0 ? PATIENCE_MS : Math.max(0, left - (performance.now() - begun)));
    return delivery;
  } finally {
    clearTimeout(timer);
  }
}

function lineOf({ sent, lost, reason }: Delivery, { label, apiUrl }: Uploads): string {
  return `${label}: ${lost} of ${sent + lost} trace records were not delivered to ${redact(apiUrl)} (${reason}). The run's results are complete.`;
}
