/** Tables without colours. Where one is too wide, columns go first; where that is not enough, a block of lines per row. */
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

/** How a table is laid out. */
export interface TableOptions {
  /** Columns of text that fit. Default: the terminal's; where there is none, 80. */
  readonly width?: number;
  /** Heads of the columns that may go when it is too wide, in the order in which they go. The caller says where their figures are besides. */
  readonly mayGo?: readonly string[];
}

/** Renders rows under their heads: words to the left, figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const { width = columnsOf(process.stdout), mayGo = [] } = options;
  let shown = head.map((_, i) => i);
  const gone: string[] = [];
  const tooWide = () => sumBy(shown, (i) => widthOf(head, rows, i) + 2) - 2 > width;
  for (const name of mayGo) {
    if (!tooWide()) break;
    shown = shown.filter((i) => head[i] !== name);
    gone.push(name);
  }
  if (tooWide()) return rows.map((row) => block(head, row)).join("\n\n");
  const text = grid(
    pick(head, shown),
    rows.map((row) => pick(row, shown)),
  );
  return gone.length === 0
    ? text
    : `${text}\n(no room for: ${gone.join(", ")}${process.stdout.isTTY ? "" : "; COLUMNS=200 shows all"})`;
}

const pick = (cells: readonly string[], shown: readonly number[]) => shown.map((i) => cells[i] ?? "");

function widthOf(head: readonly string[], rows: readonly (readonly string[])[], column: number): number {
  return Math.max(head[column]?.length ?? 0, ...rows.map((row) => row[column]?.length ?? 0));
}

function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
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
