/** A sortable table of any length: only the rows in sight are in the document. Arrow keys move, Enter opens. */
import type { VNode } from "preact";
import { useId, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { moveBy } from "./grid-keys.ts";
import { Name, ROW, Row } from "./grid-parts.tsx";
import { type Column, columnsThatFit, type Sorted, sortRows } from "./grid-rows.ts";
import { useWidth } from "./use-width.ts";

const NAMES = 34;
/** Rows drawn beyond those in sight, on either side. */
const BEYOND = 12;

interface Props<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  readonly idOf: (row: R) => string;
  readonly onOpen: (row: R) => void;
  readonly sorted: Sorted;
  readonly onSort: (sorted: Sorted) => void;
  readonly selected?: string;
}

/** The table. */
export function Grid<R>({ label, rows, columns, idOf, onOpen, sorted, onSort, selected }: Props<R>) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const shown = useMemo(() => columnsThatFit(columns, width || 1200), [columns, width]);
  const ordered = useMemo(() => sortRows(rows, columns, sorted), [rows, columns, sorted.by, sorted.down]);
  const [at, setAt] = useState(-1);
  const [span, setSpan] = useState({ from: 0, to: 40 });
  const name = useId();
  const look = () => {
    const element = ref.current;
    if (element === null) return;
    const first = Math.floor(element.scrollTop / ROW);
    const last = first + Math.ceil(element.clientHeight / ROW);
    // Moved in steps: most scroll events draw nothing.
    const from = Math.max(0, Math.floor((first - BEYOND) / 6) * 6);
    const to = Math.ceil((last + BEYOND) / 6) * 6;
    setSpan((s) => (s.from === from && s.to === to ? s : { from, to }));
  };
  useLayoutEffect(look, [ordered, width]);
  const current = at >= 0 ? Math.min(at, ordered.length - 1) : ordered.findIndex((r) => idOf(r) === selected);
  const move = (to: number) => {
    const element = ref.current;
    if (element === null || ordered.length === 0) return;
    setAt(to);
    const top = to * ROW;
    const room = element.clientHeight - NAMES - ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
    look();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as Element).closest("button") !== null) return;
    const row = ordered[current];
    if (event.key === "Enter" && row !== undefined) onOpen(row);
    else {
      const to = moveBy(event, current, ordered.length, Math.floor((ref.current?.clientHeight ?? ROW) / ROW) - 2);
      if (to === null) return;
      move(to);
    }
    event.preventDefault();
  };
  // A row that was drawn once is given again as it is, which the framework takes as unchanged: scrolling makes only new rows.
  const drawn = useMemo(() => new Map<string, VNode>(), [ordered, shown, onOpen]);
  const tracks = { gridTemplateColumns: shown.map((c) => c.track).join(" ") };
  return (
    <div
      {...{ ref, class: "grid", role: "grid", tabIndex: 0, "aria-label": label, onScroll: look, onKeyDown }}
      aria-rowcount={ordered.length + 1}
      aria-activedescendant={
        current >= span.from && current < span.to && ordered[current] !== undefined ? `${name}-${current}` : undefined
      }
    >
      <div class="row names" role="row" aria-rowindex={1} style={tracks}>
        {shown.map((column) => (
          <Name key={column.id} {...{ column, sorted, onSort }} />
        ))}
      </div>
      <div class="body" role="rowgroup" style={{ height: `${ordered.length * ROW}px` }}>
        {ordered.slice(span.from, span.to).map((row, i) => {
          const index = span.from + i;
          const key = `${index}${index === current}`;
          const known = drawn.get(key);
          if (known !== undefined) return known;
          const open = () => {
            setAt(index);
            onOpen(row);
          };
          const made = (
            <Row
              {...{ key: idOf(row), row, index, columns: shown, tracks, id: `${name}-${index}`, chosen: index === current, open }}
            />
          );
          drawn.set(key, made);
          return made;
        })}
      </div>
    </div>
  );
}
