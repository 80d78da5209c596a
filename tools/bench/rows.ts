/** Rows of a benchmark's report: one figure a row, some with a bound. Bounds are on ratios, bytes and counts, never on absolute times. */
import { pathToFileURL } from "node:url";

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bound in words ("<= 3"), or null where the figure only informs. */
  readonly bound: string | null;
  /** Whether the bound holds; null without one. */
  readonly ok: boolean | null;
}

export const figure = (name: string, value: number, unit: string): Row => ({ name, value, unit, bound: null, ok: null });

export const atMost = (name: string, value: number, unit: string, limit: number): Row => ({
  name,
  value,
  unit,
  bound: `<= ${limit}`,
  ok: value <= limit,
});

export const atLeast = (name: string, value: number, unit: string, limit: number): Row => ({
  name,
  value,
  unit,
  bound: `>= ${limit}`,
  ok: value >= limit,
});

/** Three significant digits, whole from 1,000 on. */
export function digits(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

/** The rows as a Markdown table, aligned for the terminal too. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ["what", "value", "unit", "bound", "holds"],
    ...rows.map((r) => [r.name, digits(r.value), r.unit, r.bound ?? "", r.ok === null ? "" : r.ok ? "yes" : "NO"]),
  ];
  const widths = [0, 1, 2, 3, 4].map((c) => Math.max(3, ...cells.map((row) => (row[c] as string).length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((t, c) => (c === 1 ? t.padStart(widths[c] as number) : t.padEnd(widths[c] as number))).join(" | ")} |`;
  const rule = `|${widths.map((w, c) => (c === 1 ? `${"-".repeat(w + 1)}:` : "-".repeat(w + 2))).join("|")}|`;
  return [line(cells[0] as string[]), rule, ...cells.slice(1).map(line)].join("\n");
}

/** Prints a bench's table when its file is the program. */
export async function alone(url: string, bench: () => Promise<Row[]>): Promise<void> {
  if (url === pathToFileURL(process.argv[1] ?? "").href) console.log(tableOf(await bench()));
}
