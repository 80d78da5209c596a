/** Tables without colours; in a terminal too narrow for one, a block of lines per row. */

import Table from "cli-table3";
import { sumBy } from "../../core/math.ts";
import { columnsOf } from "./text.ts";

const LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
} as const;

/** Renders rows under their heads: words to the left, figures to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = columnsOf(process.stdout, 200),
): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const total = sumBy(widths, (w) => w + 2) - 2;
  if (total > width) return rows.map((row) => block(head, row)).join("\n\n");
  const made = new Table({
    head: [...head],
    chars: LINES,
    colAligns: head.map((_, i) => (rows.every((row) => /^[\d–[<-]/.test(row[i] ?? "")) ? "right" : "left")),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  made.push(...rows.map((row) => [...row]));
  return trimmed(made.toString());
}

/** Names and values in two columns. */
export function pairs(rows: readonly (readonly [string, string])[]): string {
  const wide = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(wide)}  ${value}`).join("\n");
}

function block(head: readonly string[], row: readonly string[]): string {
  const rest = head.slice(1).map((title, i) => [`  ${title}`, row[i + 1] ?? ""] as const);
  return `${row[0]}\n${pairs(rest)}`;
}

function trimmed(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
