/** Pruned copy of a run for upload: plain JSON, state cut down, no keys, nothing twice. */
import { messageOf } from "../../core/errors.ts";
import { redactor, redactValue } from "../../core/redaction.ts";
import { pruneInputs, pruneOutputs } from "../../nodes/trace-policy.ts";

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
  extra?: Fields;
  inputs: Fields;
  outputs?: Fields;
  error?: string;
  session_name?: string;
}

/** Longest error text: a message and the nearest frames. */
const ERROR_LENGTH = 2000;

/** Gives a function that makes such copies; the environment's keys are read once, here. It never throws. */
export function createPruner(): (run: RunFields) => RunFields {
  const redact = redactor();
  const plain = (value: RunFields): RunFields => redactValue(value, redact);
  return (run) => {
    const error = run.error?.slice(0, ERROR_LENGTH);
    try {
      return plain({
        ...run,
        error,
        ...(run.parent_run_id === undefined ? root(run) : run.run_type === "llm" ? call(run) : node(run)),
      });
    } catch (unfit) {
      return plain({ ...run, inputs: {}, outputs: {}, extra: {}, error: error ?? `not traced: ${messageOf(unfit)}` });
    }
  };
}

/** The root alone carries the settings, the users, tags and metadata of the run, and at its end the record of its last episode. */
function root({ inputs, outputs, extra }: RunFields): Partial<RunFields> {
  const { settings, users, cursor, firstEpisode } = inputs;
  const asked = users ? { users: pruneOutputs(users as Fields) } : {};
  const outcome = Array.isArray(outputs?.outcomes) ? outputs.outcomes.at(-1) : undefined;
  return {
    inputs: { settings, ...asked, cursor, firstEpisode, ...pruneInputs(inputs) },
    outputs: outputs && { outcome, ...pruneInputs(outputs) },
    extra: { metadata: extra?.metadata },
  };
}

/** A node: its name says all that LangGraph puts into its metadata, the root all that it inherits. */
function node({ inputs, outputs }: RunFields): Partial<RunFields> {
  return { inputs: pruneInputs(inputs), outputs: outputs && pruneOutputs(outputs), extra: undefined, tags: undefined };
}

/** A model call, in LangSmith's own form of messages: LangChain's names a class for each, and holds the answer twice. */
function call({ inputs, outputs, extra }: RunFields): Partial<RunFields> {
  const prompt = (inputs.messages as Spoken[][] | undefined)?.[0];
  const answer = (outputs?.generations as { message?: Spoken }[][] | undefined)?.[0]?.[0]?.message;
  return {
    inputs: prompt ? { messages: prompt.map(said) } : inputs,
    outputs: answer ? { ...said(answer), ...(answer.usage_metadata && { usage_metadata: answer.usage_metadata }) } : outputs,
    extra: { metadata: ofCall((extra?.metadata ?? {}) as Fields), ...parameters(extra?.invocation_params as Fields | undefined) },
    tags: undefined,
  };
}

/** What is used here of LangChain's messages. */
interface Spoken {
  getType(): string;
  content: unknown;
  tool_calls?: unknown[];
  usage_metadata?: object;
}

const ROLES: Record<string, string> = { human: "user", ai: "assistant" };

function said(message: Spoken): Fields {
  const type = message.getType();
  const { content, tool_calls } = message;
  return { role: ROLES[type] ?? type, content, ...(tool_calls?.length && { tool_calls }) };
}

/** Where the call stands, and what LangSmith reckons costs by. */
function ofCall(metadata: Fields): Fields {
  const wanted = /^(episode|round|role|attempt|ls_(provider|model_name|model_type|temperature))$/;
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => wanted.test(name)));
}

/** The answer's form goes to the model with every call and is the same in all of them. */
function parameters(params: Fields | undefined): Fields {
  const { tools: _, functions: __, response_format: ___, ...rest } = params ?? {};
  return Object.keys(rest).length === 0 ? {} : { invocation_params: rest };
}
