/** What the table says of an episode. */
import type { EpisodeRow } from "../../server/shapes.ts";
import { endOf, figure } from "../base/format.ts";
import { episodeLink } from "../base/route.ts";
import { Chip } from "../parts/basics.tsx";
import type { Column } from "../parts/grid-rows.ts";
import { Strip } from "../parts/strip.tsx";

export function columnsOf(run: string, rewardMax: number): Column<EpisodeRow>[] {
  return [
    {
      ...{ id: "episode", name: "episode", track: "66px", min: 64, rank: 9, right: true, down: false },
      by: (r) => r.episode,
      cell: (r) => (
        <a href={episodeLink(run, r.episode)} tabIndex={-1}>
          {r.episode}
        </a>
      ),
    },
    {
      id: "user",
      name: "user",
      track: "58px",
      min: 58,
      rank: 3,
      right: true,
      down: false,
      by: (r) => r.user,
      cell: (r) => r.user,
    },
    { id: "split", name: "split", track: "54px", min: 54, rank: 4, down: false, by: (r) => r.split, cell: (r) => r.split },
    { id: "len", name: "Len", track: "50px", min: 46, rank: 6, right: true, by: (r) => r.len, cell: (r) => r.len },
    {
      id: "return",
      name: "return",
      track: "68px",
      min: 64,
      rank: 8,
      right: true,
      by: (r) => r.return,
      cell: (r) => figure(r.return),
    },
    {
      ...{ id: "end", name: "ended by", track: "102px", min: 96, rank: 7, down: false },
      by: (r) => endOf(r.end),
      cell: (r) => <Chip word={endOf(r.end)} />,
    },
    {
      ...{ id: "rewards", name: "rewards", track: "minmax(120px, 1fr)", min: 150, rank: 5 },
      cell: (r) => <Strip rewards={r.rewards} max={rewardMax} left={r.end.kind === "quit"} />,
    },
    {
      id: "faults",
      name: "faults",
      track: "62px",
      min: 62,
      rank: 1,
      right: true,
      by: (r) => r.faults,
      cell: (r) => r.faults || "",
    },
  ];
}
