/** Runs compared user by user and seed by seed in a score of their episodes; the statistics are in `statistics/compare.ts`. */
import type { Episode } from "./episode.ts";
import { type CompareOptions, compareCells } from "./statistics/compare.ts";

/** Episodes of one run with its seed. */
export interface SeededRun {
  readonly seed: number;
  readonly episodes: readonly Episode[];
}

export type PairedResult = ReturnType<typeof comparePaired>;

/** Compares `first` with `second` in what `score` says of an episode (such as `e => e.return`). `p` is about these trained runs. */
export function comparePaired(
  first: readonly SeededRun[],
  second: readonly SeededRun[],
  score: (e: Episode) => number,
  options: CompareOptions = {},
) {
  const cells = (runs: readonly SeededRun[]) =>
    runs.flatMap(({ seed, episodes }) => episodes.map((e) => ({ user: e.user, seed, value: score(e) })));
  const { difference, p, ...rest } = compareCells(cells(first), cells(second), options);
  return { ...rest, meanDifference: difference, p: p.trainedRuns };
}
