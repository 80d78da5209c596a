/** What the table says of a memory entry. */
import type { UsedEntry } from "../../server/shapes.ts";
import { figure, signed } from "../base/format.ts";
import type { Column } from "../parts/grid-rows.ts";
import { KIND, Words } from "./entry.tsx";

export const COLUMNS: readonly Column<UsedEntry>[] = [
  {
    ...{ id: "words", name: "learned", track: "minmax(150px, 3fr)", min: 240, rank: 9, down: false },
    by: (e) => e.title ?? e.text ?? e.plan ?? "",
    cell: (e) => <Words entry={e} />,
  },
  {
    id: "memory",
    name: "memory",
    track: "84px",
    min: 84,
    rank: 5,
    down: false,
    by: (e) => e.memory,
    cell: (e) => KIND[e.memory],
  },
  {
    ...{ id: "from", name: "episode", track: "76px", min: 70, rank: 7, right: true, down: false },
    by: (e) => e.episode * 1000 + (e.round ?? 0),
    cell: (e) => (e.episode === 0 ? "given" : `${e.episode}${e.round === undefined ? "" : `·${e.round}`}`),
  },
  { id: "used", name: "used", track: "54px", min: 50, rank: 8, right: true, by: (e) => e.used, cell: (e) => e.used || "" },
  {
    ...{ id: "reward", name: "reward then", track: "96px", min: 96, rank: 4, right: true },
    by: (e) => e.reward,
    cell: (e) => figure(e.reward),
  },
  {
    id: "gain",
    name: "advantage then",
    track: "116px",
    min: 116,
    rank: 3,
    right: true,
    by: (e) => e.gain,
    cell: (e) => signed(e.gain),
  },
  { id: "left", name: "left then", track: "76px", min: 76, rank: 2, right: true, by: (e) => e.left, cell: (e) => e.left || "" },
];
