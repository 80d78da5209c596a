/** Invented episodes and a five-item catalogue, small enough to check by hand. */

import type { CatalogueInfo } from "../../../experiments/evaluation/catalogue-metrics.ts";
import type { Episode, Round } from "../../../experiments/evaluation/record.ts";

export function round(over: Partial<Round> = {}): Round {
  const base = { plan: null, proposal: null, item: 0, title: "A", reward: 4, worldReward: 4, accepted: true };
  return { ...base, value: null, advantage: null, replaced: null, ...over };
}

/** An episode whose `len` and `return` follow from its rounds. */
export function episode(rounds: Round[], over: Partial<Episode> = {}): Episode {
  const taken = rounds.filter((r) => r.accepted);
  const head = { episode: 1, user: 0, split: "test" as const, end: { kind: "quit" as const, reason: "dislike" as const } };
  return { ...head, len: taken.length, return: taken.reduce((s, r) => s + r.reward, 0), rounds, ...over };
}

/** A quitting round. */
export const quit = (over: Partial<Round> = {}) => round({ reward: 0, worldReward: 1, accepted: false, ...over });

/** Accepted rounds with these rewards, then a quit. */
export const played = (rewards: number[], over: Partial<Episode> = {}) =>
  episode([...rewards.map((reward, i) => round({ reward, item: i % 5 })), quit({ item: 4 })], over);

const item = (id: number, categories: string[]) => ({ id, title: `Item ${id}`, year: null, categories });

/** Five items on a line (distance = difference of ids); users 0 and 1 train, 2 test; rating of item i is 5 − i. */
export const catalogue: CatalogueInfo = {
  items: [item(0, ["x"]), item(1, ["x", "y"]), item(2, ["y"]), item(3, ["z"]), item(4, ["z"])],
  users: [
    { id: 0, key: "a", split: "train", history: [0, 1, 4] },
    { id: 1, key: "b", split: "train", history: [0, 0] },
    { id: 2, key: "c", split: "test", history: [3, 2] },
  ],
  popularity: [3, 1, 0, 0, 1],
  reward: (_, i) => 5 - i,
  distance: (a, b) => Math.abs(a - b),
};
