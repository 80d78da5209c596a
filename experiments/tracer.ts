/** LangChain's tracer on a client that uploads each run once, pruned and without keys, through an outbox. */
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Client, type LangSmithTracingClientInterface } from "langsmith";
import { messageOf } from "../errors.ts";
import { redactor } from "../models/redact.ts";
import { pruneInputs, pruneOutputs } from "../nodes/traced.ts";
import { type Delivery, Outbox } from "./outbox.ts";

type RunStart = Parameters<LangSmithTracingClientInterface["createRun"]>[0];
type RunEnd = Parameters<LangSmithTracingClientInterface["updateRun"]>[1];
type Fields = Record<string, unknown>;

/** Longest error text: a message and the nearest frames. */
const ERROR_LENGTH = 2000;

/** The uploads of one run of billp. */
export interface Uploads extends LangSmithTracingClientInterface {
  readonly apiUrl: string;
  feedback(runId: string, key: string, score: number): void;
  /** Hands what has gathered to the outbox. */
  flush(): Promise<void>;
  /** Hands over the rest, unfinished runs too, and waits for the outbox until the signal fires. */
  close(signal: AbortSignal): Promise<Delivery>;
}

/**
 * Opens the uploads to the server of the environment (LANGSMITH_ENDPOINT and the like; LANGSMITH_HIDE_* are the client's).
 * A child run is sent when it is over, in one piece; a root at its start and at its end.
 */
export function openUploads(): Uploads {
  const { apiUrl } = Client.getDefaultClientConfig();
  const outbox = new Outbox(apiUrl);
  const client = new Client({
    fetchImplementation: outbox.fetch,
    manualFlushMode: true,
    omitTracedRuntimeInfo: true,
    disablePromptCache: true,
    tracingMode: "langsmith",
  });
  const lean = lightener();
  const begun = new Map<string, RunStart>();
  const scores: object[] = [];
  const flush = async () => {
    const due = scores.splice(0);
    await client.flush();
    for (const score of due) outbox.post("/feedback", score); // after the run it speaks of
  };
  return {
    apiUrl,
    async createRun(run) {
      if (run.parent_run_id !== undefined && run.end_time === undefined && run.id !== undefined) begun.set(run.id, run);
      else await client.createRun(lean(run));
    },
    async updateRun(id, end) {
      const start = begun.get(id);
      begun.delete(id);
      if (start === undefined) await client.updateRun(id, lean(end));
      else await client.createRun(lean({ ...start, ...end, id } as RunStart));
    },
    feedback(runId, key, score) {
      scores.push({ run_id: runId, trace_id: runId, key, score, feedback_source: { type: "api", metadata: {} } });
    },
    flush,
    async close(signal) {
      for (const run of begun.values()) await client.createRun(lean(run));
      await Promise.race([flush(), new Promise((end) => signal.addEventListener("abort", end, { once: true }))]);
      return outbox.close(signal);
    },
  };
}

/** A tracer of one invoke. Its callbacks are awaited: they only fill the queue, and after the invoke nothing is missing from it. */
export function tracerOf(client: LangSmithTracingClientInterface): LangChainTracer {
  return new EpisodeTracer({ client, _awaitHandler: true });
}

/** LangChain's own keeps all runs of a trace below its root and copies them for every new one: quadratic, and nobody reads them. */
class EpisodeTracer extends LangChainTracer {
  protected override _addChildRun(): void {}

  override copyWithTracingConfig(config: Parameters<LangChainTracer["copyWithTracingConfig"]>[0]): LangChainTracer {
    const { tracingMetadata: metadata, tracingTags: tags } = super.copyWithTracingConfig(config);
    const copy = new EpisodeTracer({ ...this.fields, metadata, tags });
    copy.runMap = this.runMap;
    copy.runTreeMap = this.runTreeMap;
    return copy;
  }
}

/** Makes the copy of a run that is uploaded: plain JSON, state pruned, no keys, nothing twice. */
function lightener(): <R extends RunStart | RunEnd>(run: R) => R {
  const redact = redactor();
  const plain = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_, v: unknown) => (typeof v === "string" ? redact(v) : v));
  return (run) => {
    const { serialized: _, events: __, ...rest } = run as RunStart & RunEnd;
    const root = rest.parent_run_id === undefined;
    const pruned = {
      ...rest,
      ...(rest.inputs && { inputs: rest.run_type === "llm" ? rest.inputs : inputsOf(rest.inputs, root) }),
      ...(rest.outputs && { outputs: rest.run_type === "llm" ? answersOnce(rest.outputs) : outputsOf(rest.outputs, root) }),
      ...(rest.error && { error: rest.error.slice(0, ERROR_LENGTH) }),
      ...(rest.extra && { extra: root ? rest.extra : essential(rest.extra) }),
    };
    try {
      return plain(pruned);
    } catch (error) {
      return plain({ ...rest, inputs: {}, outputs: {}, extra: {}, error: `not traced: ${messageOf(error)}` });
    }
  };
}

/** The root alone carries the settings; nodes would repeat them every round. */
function inputsOf(inputs: Fields, root: boolean): Fields {
  return root && inputs.settings !== undefined ? { settings: inputs.settings, ...pruneInputs(inputs) } : pruneInputs(inputs);
}

/** The root's outputs are the whole state: counts, and the record of its last episode. */
function outputsOf(outputs: Fields, root: boolean): Fields {
  if (!root) return pruneOutputs(outputs);
  const last = Array.isArray(outputs.outcomes) ? outputs.outcomes.at(-1) : undefined;
  return { ...(last && { outcome: last }), ...pruneInputs(outputs) };
}

/** Generations hold an answer twice, as text and in the message. */
function answersOnce(outputs: Fields): Fields {
  if (!Array.isArray(outputs.generations)) return outputs;
  const once = (g: { text?: string; message?: { content?: unknown } }) => (g.message?.content === g.text ? { ...g, text: undefined } : g);
  return { ...outputs, generations: outputs.generations.map((batch) => (Array.isArray(batch) ? batch.map(once) : batch)) };
}

/** Metadata and what the model was called with; the rest is LangGraph's own plumbing. */
function essential({ metadata, invocation_params }: Fields): Fields {
  return { metadata, invocation_params };
}
