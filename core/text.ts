/** Field types for answer schemas, forgiving about form (white space, control characters, numbers in quotes), strict about meaning. */
import { z } from "zod";

// Everything below space except tab and line feed, delete and the C1 block, bidirectional overrides, zero-width marks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text without control characters and without broken surrogates, so that it survives SQLite, JSON and terminals unchanged. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(CONTROL, "").replace(LONE, "\ufffd");
}

/** One line: {@link plain}, white space collapsed, trimmed, cut to at most `max` UTF-16 units without splitting a character. */
export function oneLine(text: string, max: number): string {
  return cut(plain(text).replace(/\s+/g, " ").trim(), max).trimEnd();
}

/** The first `max` UTF-16 units, never ending in half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A one-line string: cleaned and cut to `max` rather than refused; a bare number counts as its digits. Empty is refused unless `min` is 0. */
export function line(max: number, min = 1) {
  const text = z
    .string()
    .overwrite((s) => oneLine(s, max))
    .min(min, "must not be empty");
  return z.preprocess((v) => (typeof v === "number" && Number.isFinite(v) ? String(v) : v), text);
}

const numeric = (v: unknown) => (typeof v === "string" && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(v) ? Number(v) : v);

/** Any finite number; a number in quotes counts. */
export function number() {
  return z.preprocess(numeric, z.number());
}

/** A finite number in [min, max]; a number in quotes counts. Outside the range it is refused: clamping would invent a judgement. */
export function score(min: number, max: number) {
  return z.preprocess(numeric, z.number().min(min).max(max));
}
