/** Columns of a table, which of them fit, and the order of the rows. */
import type { ComponentChildren } from "preact";

/** A column. */
export interface Column<R> {
  readonly id: string;
  readonly name: string;
  /** CSS grid track. */
  readonly track: string;
  /** Least width in pixels. */
  readonly min: number;
  /** The lowest are left out first where there is no room. */
  readonly rank: number;
  readonly right?: boolean;
  readonly cell: (row: R) => ComponentChildren;
  /** What it is sorted by; absent: it is not. Null goes last either way. */
  readonly by?: (row: R) => number | string | null;
  /** First order when it is chosen; default: largest first. */
  readonly down?: boolean;
}

/** Which column orders the rows. */
export interface Sorted {
  readonly by: string;
  readonly down: boolean;
}

const GAP = 14;

/** The columns that fit side by side, in their order. */
export function columnsThatFit<R>(columns: readonly Column<R>[], width: number): Column<R>[] {
  const kept = new Set<Column<R>>();
  let used = 2 * GAP;
  for (const column of columns.toSorted((a, b) => b.rank - a.rank)) {
    used += column.min + (kept.size > 0 ? GAP : 0);
    if (used > width && kept.size > 0) break;
    kept.add(column);
  }
  return columns.filter((c) => kept.has(c));
}

/** Rows in the chosen order; equal ones stay as they were. */
export function sortRows<R>(rows: readonly R[], columns: readonly Column<R>[], { by, down }: Sorted): R[] {
  const value = columns.find((c) => c.id === by)?.by;
  if (value === undefined) return [...rows];
  const sign = down ? -1 : 1;
  return rows
    .map((row) => ({ row, value: value(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      if (typeof a.value === "string") return sign * a.value.localeCompare(String(b.value));
      return sign * (a.value - Number(b.value));
    })
    .map(({ row }) => row);
}
