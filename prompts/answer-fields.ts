/** Field types for answer schemas, forgiving about form (white space, control characters, numbers in quotes), strict about meaning. */
import { z } from "zod";
import { oneLine } from "../core/text.ts";

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
