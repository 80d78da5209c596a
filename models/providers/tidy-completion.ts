/** Completions of OpenAI's protocol, made regular before a client library trips over them: fields of the wrong kind, no message, odd usage. */
import { parseObject } from "../answers/extract-json.ts";
import { readMessage } from "../answers/read-message.ts";

type Fields = Record<string, unknown>;

/** Word that stands for the end of an answer that came without any message. */
export const NO_MESSAGE = "malformed";

/**
 * A completion whose first choice has a regular message. What is regular already stays as it is. A body that is no completion at all (another
 * path, a login page) is given back untouched: that says something of the server, not of an answer.
 */
export function tidyCompletion(body: unknown): unknown {
  if (!isFields(body) || !looksLikeCompletion(body)) return body;
  const { choices, usage, ...rest } = body;
  const given = (Array.isArray(choices) ? choices : isFields(choices) ? Object.values(choices) : [])
    .filter(isFields)
    .map(tidyChoice);
  const best = given.find(({ message }) => message.content !== "" || message.tool_calls !== undefined) ?? given[0];
  const none = { index: 0, finish_reason: NO_MESSAGE, message: { role: "assistant", content: "" } };
  return { ...plainOf(rest), choices: [best ?? none], ...usageOf(usage) };
}

/** A chunk of a streamed completion with regular deltas. */
export function tidyChunk(chunk: unknown): unknown {
  if (!isFields(chunk)) return { choices: [] };
  const { choices, usage, ...rest } = chunk;
  const given = (Array.isArray(choices) ? choices : []).filter(isFields).map(({ delta, message, finish_reason, index }) => {
    const { content, refusal, tool_calls, reasoning_content } = fieldsOf(delta ?? message);
    return {
      index: typeof index === "number" ? index : 0,
      finish_reason: typeof finish_reason === "string" ? finish_reason : null,
      delta: {
        role: "assistant",
        content: typeof content === "string" ? content : readMessage({ content }).text,
        ...(typeof refusal === "string" ? { refusal } : {}),
        ...(typeof reasoning_content === "string" ? { reasoning_content } : {}),
        ...(Array.isArray(tool_calls) ? { tool_calls: tool_calls.filter(isFields).map(tidyCall) } : {}),
      },
    };
  });
  return { ...plainOf(rest), choices: given, ...usageOf(usage) };
}

function looksLikeCompletion(body: Fields): boolean {
  return "choices" in body || /^(chat\.|text_)?completion/.test(String(body.object));
}

function tidyChoice(choice: Fields): Fields & { message: Fields } {
  const { message, delta, text, finish_reason } = choice;
  const said = isFields(message) ? message : isFields(delta) ? delta : { content: message ?? text };
  const finish = typeof finish_reason === "string" ? finish_reason : null;
  return { ...choice, finish_reason: finish, logprobs: null, message: isRegular(said) ? said : regular(said) };
}

function isRegular({ role, content, tool_calls, refusal, function_call }: Fields): boolean {
  const calls = tool_calls ?? [];
  return (
    role === "assistant" &&
    (typeof content === "string" || content === null || content === undefined) &&
    (typeof refusal === "string" || refusal === null || refusal === undefined) &&
    (function_call === null || function_call === undefined) &&
    Array.isArray(calls) &&
    calls.every(
      (call) => typeof fieldsOf(call).id === "string" && parseObject(fieldsOf(fieldsOf(call).function).arguments) !== undefined,
    )
  );
}

/** The same message in words: what stands in calls, parts or objects is its content. */
function regular(message: Fields): Fields {
  const { tool_calls, function_call, refusal, reasoning_content } = message;
  const { text, ended } = readMessage({ ...message, additional_kwargs: { tool_calls, function_call, refusal } });
  return {
    role: "assistant",
    content: ended === "refusal" ? "" : text,
    ...(ended === "refusal" ? { refusal: text } : {}),
    ...(typeof reasoning_content === "string" ? { reasoning_content } : {}),
  };
}

function tidyCall({ index, id, function: inner }: Fields): Fields {
  const { name, arguments: args } = fieldsOf(inner);
  return {
    index: typeof index === "number" ? index : 0,
    ...(typeof id === "string" ? { id, type: "function" } : {}),
    function: {
      ...(typeof name === "string" ? { name } : {}),
      arguments: typeof args === "string" ? args : readMessage({ tool_calls: [{ args }] }).text,
    },
  };
}

/** Token counts as numbers; what is no count is left away, so that nobody adds up nonsense. */
function usageOf(usage: unknown): { usage?: Fields } {
  if (!isFields(usage)) return {};
  const counts = ["prompt_tokens", "completion_tokens", "total_tokens"].flatMap((name) => {
    const said = usage[name];
    const count = typeof said === "number" || (typeof said === "string" && said.trim() !== "") ? Number(said) : Number.NaN;
    return Number.isFinite(count) && count >= 0 ? [[name, Math.round(count)] as const] : [];
  });
  const details = Object.entries(usage).filter(([name, value]) => /_details$/.test(name) && isFields(value));
  return counts.length === 0 ? {} : { usage: { ...Object.fromEntries(details), ...Object.fromEntries(counts) } };
}

/** The other fields as far as they are texts and numbers. */
function plainOf(rest: Fields): Fields {
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === "string" || typeof value === "number"));
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
