/** The row and the name of a column in a table. */
import type { ComponentChildren } from "preact";
import type { Column, Sorted } from "./grid-rows.ts";

/** Height of a row in pixels, as in grid.css. */
export const ROW = 38;

interface RowProps<R> {
  readonly row: R;
  readonly index: number;
  readonly id: string;
  readonly columns: readonly Column<R>[];
  readonly tracks: Readonly<Record<string, string>>;
  readonly chosen: boolean;
  readonly open: () => void;
}

/** A row. Its height is ROW. */
export function Row<R>({ row, index, id, columns, tracks, chosen, open }: RowProps<R>) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself has the focus and hears the keys
    <div
      class="row"
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      style={{ ...tracks, top: `${index * ROW}px` }}
      onClick={open}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" class={column.right ? "num" : undefined}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** The name of a column; a press sorts by it, another one turns the order. */
export function Name<R>({
  column,
  sorted,
  onSort,
}: {
  column: Column<R>;
  sorted: Sorted;
  onSort: (sorted: Sorted) => void;
}): ComponentChildren {
  const { id, name, right, by, down = true } = column;
  const mine = sorted.by === id;
  const order = mine ? (sorted.down ? "descending" : "ascending") : "none";
  const turn = () => onSort({ by: id, down: mine ? !sorted.down : down });
  return (
    <div role="columnheader" class={right ? "num" : undefined} aria-sort={by === undefined ? undefined : order}>
      {by === undefined ? (
        name
      ) : (
        <button type="button" class="plain" onClick={turn}>
          {name}
          <span aria-hidden="true">{mine ? (sorted.down ? "↓" : "↑") : ""}</span>
        </button>
      )}
    </div>
  );
}
