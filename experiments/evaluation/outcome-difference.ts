/** Outcome difference between a run and its replay with changed calls: episode by episode, and as paired mean differences. */
import type { Episode } from "./record.ts";
import { compareMeasurements } from "./statistics/compare.ts";
import type { Interval } from "./statistics/intervals.ts";

/** Recorded value first, present one second. */
type Pair<T> = readonly [T, T];

/** One episode, then and now. */
export interface EpisodeDifference {
  readonly episode: number;
  readonly user: number;
  readonly split: "train" | "test";
  readonly equal: boolean;
  readonly len: Pair<number>;
  readonly return: Pair<number>;
  /** Kind of the end and, of a quit, its reason, such as `quit: similar`. */
  readonly end: Pair<string>;
}

/** Present minus recorded, paired by episode; the interval resamples users. */
export interface MeanDifference {
  readonly mean: number | null;
  readonly ci95: Interval | null;
}

/** The whole move. */
export interface OutcomeDifference {
  readonly episodes: readonly EpisodeDifference[];
  readonly len: MeanDifference;
  readonly return: MeanDifference;
}

/** Compares episodes by number. */
export function outcomeDifferenceOf(
  pairs: readonly { readonly then: Episode; readonly now: Episode; readonly equal: boolean }[],
): OutcomeDifference {
  const episodes = pairs.map(({ then, now, equal }) => ({
    episode: then.episode,
    user: then.user,
    split: then.split,
    equal,
    len: [then.len, now.len] as const,
    return: [then.return, now.return] as const,
    end: [endOf(then), endOf(now)] as const,
  }));
  return { episodes, len: meanMove(episodes, (e) => e.len), return: meanMove(episodes, (e) => e.return) };
}

/** How an episode ended, in words. */
export function endOf({ end }: Pick<Episode, "end">): string {
  return end.reason === null ? end.kind : `${end.kind}: ${end.reason}`;
}

function meanMove(episodes: readonly EpisodeDifference[], of: (e: EpisodeDifference) => Pair<number>): MeanDifference {
  const measurements = (side: 0 | 1) => episodes.map((e) => ({ user: e.user, seed: e.episode, value: of(e)[side] }));
  const { difference, trainedRuns } = compareMeasurements(measurements(1), measurements(0));
  return { mean: difference, ci95: trainedRuns };
}
