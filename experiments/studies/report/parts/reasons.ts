/** Reasons for which episodes end: their order and their colours in tables and drawings. */
import type { Arm } from "../../analysis/result.ts";

const ORDER = ["repeat", "similar", "dislike", "tired", "patience", "limit", "unusable", "unknown"];

/** Colours in the page's style, in the order in which reasons got them. */
const COLOURS = ["repeat", "similar", "dislike", "limit", "unusable", "unknown", "tired", "patience"];

/** Reasons that occur, in a fixed order; reasons we do not know come last. */
export function reasonsOf(arms: readonly Arm[]): string[] {
  const found = new Set(arms.flatMap((a) => Object.entries(a.quits).flatMap(([reason, n]) => (n > 0 ? [reason] : []))));
  return [...ORDER.filter((r) => found.has(r)), ...[...found].filter((r) => !ORDER.includes(r)).sort()];
}

/** Number of a reason's colour in the page's style, from 1; reasons we do not know share that of `unknown`. */
export const colourOf = (reason: string) => COLOURS.indexOf(COLOURS.includes(reason) ? reason : "unknown") + 1;
