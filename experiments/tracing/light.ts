/** The copy of a run that is uploaded: plain JSON, state pruned, no keys, nothing twice. */
import { messageOf } from "../../errors.ts";
import { redactor } from "../../models/redact.ts";
import { pruneInputs, pruneOutputs } from "../../nodes/traced.ts";

type Fields = Record<string, unknown>;

/** A run at its start or its end. */
export interface RunFields {
  id: string;
  name: string;
  run_type: string;
  parent_run_id?: string;
  trace_id?: string;
  dotted_order?: string;
  start_time: number | string;
  end_time?: number | string;
  tags?: string[];
  extra?: Record<string, unknown>;
  inputs: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  error?: string;
  session_name?: string;
}

/** Longest error text: a message and the nearest frames. */
const ERROR_LENGTH = 2000;

/** Makes such copies; the environment's keys are read once. */
export function lightener(): (run: RunFields) => RunFields {
  const redact = redactor();
  const plain = (value: RunFields): RunFields =>
    JSON.parse(JSON.stringify(value), (_, v: unknown) => (typeof v === "string" ? redact(v) : v));
  return (run) => {
    try {
      return plain(run.run_type === "llm" ? lightCall(run) : lightChain(run));
    } catch (error) {
      return plain({ ...run, inputs: {}, outputs: {}, extra: {}, error: `not traced: ${messageOf(error)}` });
    }
  };
}

/** A model call: its prompt, its answer once (generations hold it as text and in the message), and the tokens. */
function lightCall(run: RunFields): RunFields {
  const generations = run.outputs?.generations;
  if (!Array.isArray(generations)) return { ...run, ...common(run) };
  const first = generations[0]?.[0]?.message?.usage_metadata;
  const once = (g: { text?: string; message?: { content?: unknown } }) =>
    g.message?.content === g.text ? { ...g, text: undefined } : g;
  const outputs = { ...run.outputs, generations: generations.map((batch) => (Array.isArray(batch) ? batch.map(once) : batch)) };
  return { ...run, ...common(run, first && { usage_metadata: first }), outputs };
}

/** A node or the whole graph. The root alone carries the settings, and the record of its last episode. */
function lightChain(run: RunFields): RunFields {
  if (run.parent_run_id !== undefined)
    return {
      ...run,
      ...common(run),
      inputs: pruneInputs(run.inputs),
      ...(run.outputs && { outputs: pruneOutputs(run.outputs) }),
    };
  const { settings } = run.inputs;
  const inputs = { ...(settings !== undefined && { settings }), ...pruneInputs(run.inputs) };
  if (run.outputs === undefined) return { ...run, ...common(run), inputs };
  const { outcomes } = run.outputs;
  const outcome = Array.isArray(outcomes) ? outcomes.at(-1) : undefined;
  return { ...run, ...common(run), inputs, outputs: { ...(outcome && { outcome }), ...pruneInputs(run.outputs) } };
}

/** Of `extra`, metadata and what the model was called with; the rest is LangChain's own plumbing. */
function common({ extra, error }: RunFields, more: Fields = {}): Partial<RunFields> {
  const { metadata, invocation_params } = extra ?? {};
  return {
    extra: { metadata: { ...(metadata as Fields), ...more }, invocation_params },
    ...(error && { error: error.slice(0, ERROR_LENGTH) }),
  };
}
