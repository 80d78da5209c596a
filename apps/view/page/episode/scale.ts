/** Scale of a score: columns, rewards and values, the same for all episodes that stand below one another. */
import type { EpisodePage } from "../../server/shapes.ts";

export interface Scale {
  /** Rounds that find room side by side. */
  readonly columns: number;
  /** Reward at the top of its lane; 0 is at the bottom. */
  readonly rewardMax: number;
  /** Bottom and top of the lane of V and advantage; 0 is within. */
  readonly value: readonly [number, number];
}

/** The scale on which all of them fit. */
export function scaleOf(pages: readonly EpisodePage[]): Scale {
  const rounds = pages.flatMap((p) => p.episode.rounds);
  const known = rounds.flatMap((r) => [r.value ?? 0, r.advantage ?? 0]);
  return {
    columns: Math.max(1, ...pages.map((p) => p.episode.rounds.length)),
    rewardMax: Math.max(...pages.map((p) => p.rewardMax)),
    value: [Math.min(0, ...known), Math.max(0.5, ...known)],
  };
}
