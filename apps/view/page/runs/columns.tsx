/** What the list says of a run. */
import type { RunCard } from "../../server/shapes.ts";
import { figure, nameOf, when } from "../base/format.ts";
import { runLink } from "../base/route.ts";
import { Chip } from "../parts/basics.tsx";
import type { Column } from "../parts/grid-rows.ts";

export const COLUMNS: readonly Column<RunCard>[] = [
  {
    ...{ id: "id", name: "run", track: "minmax(110px, 2.2fr)", min: 112, rank: 10, down: false },
    by: (r) => r.id,
    cell: (r) => (
      <a href={runLink(r.id)} tabIndex={-1} title={r.trouble ?? r.run}>
        {nameOf(r)}
      </a>
    ),
  },
  {
    ...{ id: "status", name: "state", track: "92px", min: 92, rank: 9, down: false },
    by: (r) => r.status,
    cell: (r) => <Chip word={r.status} />,
  },
  {
    id: "method",
    name: "method",
    track: "minmax(90px, 1fr)",
    min: 100,
    rank: 6,
    down: false,
    by: (r) => r.method,
    cell: (r) => r.method,
  },
  {
    id: "world",
    name: "world",
    track: "minmax(70px, 0.8fr)",
    min: 80,
    rank: 3,
    down: false,
    by: (r) => r.world,
    cell: (r) => r.world,
  },
  {
    id: "model",
    name: "model",
    track: "minmax(80px, 1.2fr)",
    min: 110,
    rank: 5,
    down: false,
    by: (r) => r.model,
    cell: (r) => r.model,
  },
  { id: "seed", name: "seed", track: "48px", min: 48, rank: 2, right: true, down: false, by: (r) => r.seed, cell: (r) => r.seed },
  {
    ...{ id: "episodes", name: "episodes", track: "88px", min: 88, rank: 4, right: true },
    by: (r) => r.episodes,
    cell: (r) => (r.episodes === r.planned ? r.episodes : `${r.episodes} / ${r.planned}`),
  },
  { id: "len", name: "Len", track: "58px", min: 58, rank: 7, right: true, by: (r) => r.len, cell: (r) => figure(r.len, 2) },
  {
    id: "rTraj",
    name: "return",
    track: "64px",
    min: 64,
    rank: 8,
    right: true,
    by: (r) => r.rTraj,
    cell: (r) => figure(r.rTraj, 2),
  },
  {
    id: "changed",
    name: "changed",
    track: "150px",
    min: 150,
    rank: 1,
    right: true,
    by: (r) => r.changed,
    cell: (r) => when(r.changed),
  },
];
