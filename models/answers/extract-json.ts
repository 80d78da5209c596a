/** JSON extraction from answers: the objects in whatever a model said. Total: no text makes it throw. */
import { cut, plain } from "../../core/text.ts";
import { readObject } from "./tolerant-json.ts";

/** Answers are read up to this many characters behind their thoughts; the rest is ignored. */
export const ANSWER_LIMIT = 32_768;
const CANDIDATES = 32;
const MISSES = 8;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** An object of an answer. */
export interface Found {
  /** Cleaned: no control characters, no prototype keys, to a depth no answer schema reaches. */
  value: Record<string, unknown>;
  /** False where its last braces were missing: it is whole only if the answer ended of itself. */
  closed: boolean;
}

/**
 * Top-level JSON objects of a text, in order, at most 32. Code fences, prose around them, other quotes, trailing commas and missing braces do
 * no harm; eight braces that begin no object are passed, then the rest is left.
 */
export function* objectsIn(text: string): Generator<Found> {
  const body = cut(text, ANSWER_LIMIT).trim();
  const whole = parseObject(body);
  if (whole) {
    yield { value: clean(whole, 0) as Found["value"], closed: true };
    return;
  }
  let found = 0;
  let missed = 0;
  for (let at = body.indexOf("{"); at >= 0 && found < CANDIDATES && missed < MISSES; ) {
    const read = readObject(body, at);
    if (read) {
      found++;
      yield { value: clean(read.value, 0) as Found["value"], closed: read.closed };
    } else missed++;
    at = body.indexOf("{", read ? read.end : at + 1);
  }
}

/** The object a text is, or has within its quotes; undefined where it is anything else. */
export function parseObject(text: unknown): Record<string, unknown> | undefined {
  try {
    const said: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    const value: unknown = typeof said === "string" ? JSON.parse(said) : said; // JSON within JSON
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // not JSON, or nested too deeply for the parser: no candidate either way
  }
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return plain(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 6) return null;
  if (Array.isArray(value)) return value.slice(0, 1000).map((v) => clean(v, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, v] of Object.entries(value)) if (!FORBIDDEN.has(key)) out[key] = clean(v, depth + 1);
  return out;
}
