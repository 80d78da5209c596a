/** Episodes of two runs with the same user, and what the table says of such a pair. */
import type { EpisodeRow } from "../../server/shapes.ts";
import { endOf, figure, signed } from "../base/format.ts";
import type { Column } from "../parts/grid-rows.ts";

/** The test episodes of one user in both runs. */
export interface Pair {
  readonly a: EpisodeRow;
  readonly b: EpisodeRow;
}

/** Pairs by user, in A's order. Test users come once in a run. */
export function pairsOf(a: readonly EpisodeRow[], b: readonly EpisodeRow[]): Pair[] {
  const others = new Map(b.filter((r) => r.split === "test").map((r) => [r.user, r]));
  return a.flatMap((row) => {
    const other = row.split === "test" ? others.get(row.user) : undefined;
    return other === undefined ? [] : [{ a: row, b: other }];
  });
}

const change = (p: Pair) => p.b.return - p.a.return;

export const PAIR_COLUMNS: readonly Column<Pair>[] = [
  {
    id: "user",
    name: "user",
    track: "54px",
    min: 46,
    rank: 9,
    right: true,
    down: false,
    by: (p) => p.a.user,
    cell: (p) => p.a.user,
  },
  {
    id: "la",
    name: "Len A",
    track: "minmax(56px, 1fr)",
    min: 56,
    rank: 5,
    right: true,
    by: (p) => p.a.len,
    cell: (p) => p.a.len,
  },
  {
    id: "lb",
    name: "Len B",
    track: "minmax(56px, 1fr)",
    min: 56,
    rank: 5,
    right: true,
    by: (p) => p.b.len,
    cell: (p) => p.b.len,
  },
  {
    ...{ id: "ra", name: "return A", track: "minmax(70px, 1fr)", min: 70, rank: 7, right: true },
    by: (p) => p.a.return,
    cell: (p) => figure(p.a.return),
  },
  {
    ...{ id: "rb", name: "return B", track: "minmax(70px, 1fr)", min: 70, rank: 7, right: true },
    by: (p) => p.b.return,
    cell: (p) => figure(p.b.return),
  },
  {
    id: "change",
    name: "B − A",
    track: "minmax(70px, 1fr)",
    min: 70,
    rank: 8,
    right: true,
    by: change,
    cell: (p) => signed(change(p)),
  },
  {
    id: "ea",
    name: "ended A",
    track: "minmax(80px, 1fr)",
    min: 80,
    rank: 4,
    by: (p) => endOf(p.a.end),
    cell: (p) => endOf(p.a.end),
  },
  {
    ...{ id: "eb", name: "ended B", track: "minmax(80px, 1fr)", min: 80, rank: 4 },
    by: (p) => endOf(p.b.end),
    cell: (p) => (endOf(p.a.end) === endOf(p.b.end) ? endOf(p.b.end) : <mark>{endOf(p.b.end)}</mark>),
  },
];
