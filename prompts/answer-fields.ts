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

const NUMBER = "([-+]?(?:\\d+(?:[.,]\\d+)?|\\.\\d+))";
const ONE = new RegExp(
  `^(?:(?:about|around|approximately|value|score|rating|~|≈|=|:)\\s*){0,3}${NUMBER}\\.?\\s*(?:points?|stars?)?\\.?$`,
  "i",
);
const OF = new RegExp(`^(?:(?:value|score|rating|:)\\s*){0,2}${NUMBER}\\s*(?:\\/|out of|of)\\s*${NUMBER}\\.?$`, "i");

/** The one number a text says; `7/10` and `7 out of 10` are that part of the scale. Anything else is given back as it is. */
function numeric(v: unknown, scale: { min: number; max: number } | null): unknown {
  if (typeof v !== "string" || v.length > 80) return v;
  const figure = (text = "") => Number(text.replace(",", "."));
  const [, part, whole] = OF.exec(v.trim()) ?? [];
  if (part !== undefined) {
    const [a, b] = [figure(part), figure(whole)];
    if (scale === null || !(b > 0) || a < 0 || a > b) return v;
    return b === scale.max ? a : scale.min + (a / b) * (scale.max - scale.min);
  }
  const one = ONE.exec(v.trim());
  return one ? figure(one[1]) : v;
}

/** Any finite number; a number in quotes counts, and so does a part of `scale` (`7/10`), where one is given. */
export function number(scale: { min: number; max: number } | null = null) {
  return z.preprocess((v) => numeric(v, scale), z.number());
}

/** A finite number in [min, max]; a number in quotes counts. Outside the range it is refused: clamping would invent a judgement. */
export function score(min: number, max: number) {
  return z.preprocess((v) => numeric(v, { min, max }), z.number().min(min).max(max));
}
