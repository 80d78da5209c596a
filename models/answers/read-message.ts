/** Reading of a model's message: its words from wherever they stand, and how it ended. Total: no field of any kind makes it throw. */
import { objectsIn } from "./extract-json.ts";
import { withoutThoughts } from "./thoughts.ts";
import type { UnusableReason } from "./unusable-answer.ts";

/** What a call gave. */
export interface Given {
  /** The answer's words: arguments of function calls, content, or the words of a refusal. Reasoning fields are no answer. */
  text: string;
  /** Why it ended, where it did not end of itself; undefined when it did, and where nobody says. */
  ended?: UnusableReason;
  /** Tokens of the answer as the server counted them, or an estimate. */
  outputTokens?: number;
}

type Fields = Record<string, unknown>;
const PARTS = 1000;

/** Reads a message. */
export function readMessage(message: unknown): Given {
  const { content, tool_calls, invalid_tool_calls, additional_kwargs, response_metadata, refusal } = fieldsOf(message);
  const more = fieldsOf(additional_kwargs);
  const parts = partsOf(content);
  const calls = [tool_calls, invalid_tool_calls].flatMap(listOf).map(argumentsOf).filter(saysSomething);
  const raw = [...listOf(more.tool_calls), more.function_call, ...parts.filter(isCall)].map(argumentsOf).filter(saysSomething);
  const spoken = oneOf([...(calls.length > 0 ? calls : raw), parts.map(wordsOf).join("")].filter(isText));
  const refused = [more.refusal, refusal, ...parts.map((part) => fieldsOf(part).refusal)].find(isText);
  const ended = endOf(fieldsOf(response_metadata), more) ?? (refused === undefined ? undefined : "refusal");
  const text = spoken ?? refused ?? "";
  return ended === undefined ? { text } : { text, ended };
}

/** Words of several places as one text: the whole objects of each, so that half an object here and half a text there make none. */
function oneOf(places: readonly string[]): string | undefined {
  if (places.length < 2) return places[0];
  const whole = places.flatMap((place) => [...objectsIn(withoutThoughts(place).text)].filter((o) => o.closed));
  return whole.length === 0 ? places.at(-1) : whole.map((o) => JSON.stringify(o.value)).join("\n");
}

// What servers say of an end, by stem: finish_reason, stop_reason, done_reason and finishReason of all providers.
const ENDS: readonly [RegExp, UnusableReason][] = [
  [/context|prompt_?too_?long|model_length/i, "context-overflow"],
  [/length|max_?(output_?|new_?)?tokens|limit|incomplete|truncat/i, "length"],
  [/filter|safety|block|prohibit|recitation|spii|guardrail|sensitive|violation/i, "content-filter"],
  [/refus/i, "refusal"],
  [/error|malformed|fail/i, "malformed"],
];

/** Why an answer ended, of what a server says; undefined for `stop`, `tool_calls` and the like, and for words nobody knows. */
function endOf(...places: Fields[]): UnusableReason | undefined {
  for (const place of places) {
    const said = [fieldsOf(place.incomplete_details).reason, ...END_FIELDS.map((name) => place[name])];
    const known = said.filter(isText).flatMap((word) => ENDS.find(([stem]) => stem.test(word))?.[1] ?? []);
    if (known[0]) return known[0];
  }
  return undefined;
}

const END_FIELDS = [
  "finish_reason",
  "stop_reason",
  "done_reason",
  "finishReason",
  "stopReason",
  "native_finish_reason",
  "status",
];

/** The arguments of a function call as text: whatever kind they are, under whichever name. */
function argumentsOf(call: unknown): string {
  const { args, function: inner, arguments: given, input } = fieldsOf(call);
  return asText(args ?? given ?? input ?? fieldsOf(inner).arguments ?? fieldsOf(inner).parameters);
}

function isCall(part: unknown): boolean {
  return /tool|function/.test(asText(fieldsOf(part).type));
}

/** Parts of a content: a text is one part; thoughts are none. */
function partsOf(content: unknown): unknown[] {
  const parts = Array.isArray(content) ? content.slice(0, PARTS) : [content];
  return parts.filter((part) => !/think|thought|reason/i.test(asText(fieldsOf(part).type)) && fieldsOf(part).thought !== true);
}

/** The words of a part: a text, a number, `{ text }`, `{ text: { value } }`, an answer's own fields; nothing for pictures and calls. */
function wordsOf(part: unknown): string {
  if (typeof part !== "object" || part === null) return asText(part);
  if (Array.isArray(part)) return "";
  const { type, text, content, value, refusal, json } = part as Fields;
  const words = text ?? value ?? json ?? content;
  if (words !== undefined) return typeof words === "object" ? asText(fieldsOf(words).value ?? words) : asText(words);
  return type === undefined && refusal === undefined ? asText(part) : "";
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null || typeof value === "function" || typeof value === "symbol") return "";
  try {
    return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
  } catch {
    return ""; // a value that refers to itself, or holds what JSON does not know
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function saysSomething(words: string): boolean {
  return !/^\s*(\{\s*\}|\[\s*\]|null|"")?\s*$/.test(words);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, PARTS) : value === undefined || value === null ? [] : [value];
}
