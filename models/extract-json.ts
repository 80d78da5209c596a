/** JSON extraction from answers: finds the object in whatever a model said, and fits it to a schema. Total: no text makes it throw. */
import type { z } from "zod";
import { cut, plain } from "../core/text.ts";

/** Answers are read up to this many characters; the rest is ignored. */
export const ANSWER_LIMIT = 32_768;
const CANDIDATES = 8;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** The result of fitting: a value of the schema's type, or why there is none, in words a model can act on. */
export type Fit<T> = { ok: true; value: T } | { ok: false; reason: string };

/** Reads an answer: the first top-level JSON object in it that fits the schema. Later objects cannot override an earlier fit. */
export function fitAnswer<T>(answer: string, schema: z.ZodType<T>): Fit<T> {
  let reason = "";
  for (const object of objectsIn(cut(answer, ANSWER_LIMIT))) {
    const parsed = schema.safeParse(clean(object, 0));
    if (parsed.success) return { ok: true, value: parsed.data };
    reason ||= parsed.error.issues
      .slice(0, 4)
      .map((i) => `${i.path.join(".") || "answer"}: ${i.message}`)
      .join("; ");
  }
  return { ok: false, reason: cut(reason || (answer.trim() ? "there is no JSON object in it" : "it is empty"), 500) };
}

/** Top-level JSON objects of a text, in order, at most eight. Code fences, prose around them and trailing commas do no harm. */
export function* objectsIn(text: string): Generator<object> {
  const body = text.replace(/<think>[\s\S]*?<\/think>/gi, " ").trim();
  const whole = parseObject(body);
  if (whole) {
    yield whole;
    return;
  }
  let tried = 0;
  for (let at = body.indexOf("{"); at >= 0 && tried < CANDIDATES; tried++) {
    const end = closing(body, at);
    const piece = end < 0 ? undefined : body.slice(at, end + 1);
    const object = piece === undefined ? undefined : (parseObject(piece) ?? parseObject(mend(piece)));
    if (object) yield object;
    at = body.indexOf("{", object ? end + 1 : at + 1);
  }
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // not JSON, or nested too deeply for the parser: no candidate either way
  }
}

/** Index of the brace that closes the one at `start`, minding strings; -1 when it never closes. */
function closing(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === "\\") i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return i;
  }
  return -1;
}

/** Mends what small models get wrong most: raw line breaks and tabs inside strings, and commas before a closing bracket. */
function mend(text: string): string {
  let out = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted && c === "\\") out += c + (text[++i] ?? "");
    else if (quoted && c < " ") out += c === "\n" ? "\\n" : " ";
    else if (!quoted && c === "," && /^\s*[}\]]/.test(text.slice(i + 1, i + 64))) continue;
    else {
      if (c === '"') quoted = !quoted;
      out += c;
    }
  }
  return out;
}

/** Strings without control characters, objects without prototype keys, to a depth no answer schema reaches. */
function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return plain(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 6) return null;
  if (Array.isArray(value)) return value.slice(0, 1000).map((v) => clean(v, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, v] of Object.entries(value)) if (!FORBIDDEN.has(key)) out[key] = clean(v, depth + 1);
  return out;
}
