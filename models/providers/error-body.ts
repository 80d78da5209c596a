/** Error bodies of OpenAI-compatible servers, of every shape, brought into the one shape that OpenAI's client reads. */
import { oneLine } from "../../core/text.ts";

/** `type` of an error that came with the status 200. */
export const ERROR_IN_200 = "error_in_200";

/** An error as OpenAI's client expects it below `error`. */
export interface ErrorBody {
  message: string;
  type: string | null;
  code: string | null;
  /** Name of the parameter that is refused, where the server says it. */
  param: string | null;
}

/** Fields that hold words, the most telling first. Other fields are read last. */
const TELLING = ["message", "msg", "detail", "error", "error_description", "description", "reason", "title", "raw", "innererror"];
/** Fields that hold no words for people. */
const SILENT = [
  "type",
  "object",
  "status",
  "param",
  "request_id",
  "id",
  "user_id",
  "url",
  "ctx",
  "input",
  "headers",
  "provider_name",
];

/** The error that a body tells of: text, JSON of any shape, or a web page. */
export function readErrorBody(text: string): ErrorBody {
  const body = jsonIn(text);
  const words = [...new Set(body === undefined ? [pageWords(text)] : leaves(body))].filter((w) => w !== "");
  const error = inner(body);
  return {
    message: oneLine(words.join(" · "), 1000) || "no message",
    type: textOf(error?.type),
    code: textOf(error?.code) ?? textOf((body as Fields | undefined)?.code),
    param: textOf(error?.param) ?? placeOf(body),
  };
}

/** Whether a body of status 200 is an error: it says so, and has neither choices nor data. */
export function isErrorIn200(body: unknown): boolean {
  if (!isFields(body)) return false;
  const first = Array.isArray(body.choices) ? body.choices[0] : undefined;
  if (isFields(first) && isSaid(first.error) && !isFields(first.message)) return true;
  if (filled(body.choices) || filled(body.data)) return false;
  return (
    isSaid(body.error) || body.object === "error" || ["detail", "message", "msg", "errors"].some((name) => isSaid(body[name]))
  );
}

/** The status that an error of status 200 should have had: its numeric code, or 502. */
export function statusIn(body: unknown): number {
  const error = inner(body);
  for (const value of [error?.code, error?.status, (body as Fields | undefined)?.code, (body as Fields | undefined)?.status]) {
    const number = typeof value === "string" && value.trim() ? Number(value) : value;
    if (typeof number === "number" && number >= 400 && number <= 599) return Math.floor(number);
  }
  return 502;
}

/** The body as JSON; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const filled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
const isSaid = (value: unknown): boolean =>
  typeof value === "string" ? value.trim() !== "" : typeof value === "object" && value !== null;

function inner(body: unknown): Fields | undefined {
  if (Array.isArray(body)) return inner(body[0]); // Google's gateway sends a list of one
  if (!isFields(body)) return undefined;
  const first = Array.isArray(body.choices) && isFields(body.choices[0]) ? body.choices[0].error : undefined;
  return [body.error, first].find(isFields) ?? body;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? oneLine(String(value), 100) : null;
}

/** The parameter that FastAPI's list of details points at: `loc: ["body", "seed"]`. */
function placeOf(body: unknown): string | null {
  const detail = isFields(body) && Array.isArray(body.detail) ? body.detail[0] : undefined;
  const loc = isFields(detail) && Array.isArray(detail.loc) ? detail.loc : [];
  return textOf(loc.find((part, i) => i > 0 && typeof part === "string"));
}

/** The words of a JSON value; JSON inside a text is opened. */
function leaves(value: unknown, depth = 0): string[] {
  if (depth > 6) return [];
  if (typeof value === "string") {
    const nested = /^\s*[[{]/.test(value) ? jsonIn(value) : undefined;
    return nested === undefined ? [pageWords(value)] : leaves(nested, depth + 1);
  }
  if (Array.isArray(value)) return value.slice(0, 10).flatMap((part) => leaves(part, depth + 1));
  if (!isFields(value)) return [];
  const rank = (name: string) => (TELLING.includes(name) ? TELLING.indexOf(name) : TELLING.length);
  const names = Object.keys(value).filter((name) => !SILENT.includes(name));
  const cause = isFields(value.innererror) && typeof value.innererror.code === "string" ? [value.innererror.code] : [];
  const words = names.sort((a, b) => rank(a) - rank(b)).flatMap((name) => leaves(value[name], depth + 1));
  return [...words, ...cause];
}

/** What a web page says, without its tags; any other text as it is. */
function pageWords(text: string): string {
  const page = /<(html|body|head|!doctype)/i.test(text);
  return oneLine(page ? text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ") : text, 400);
}
