/** JSON shape of an episode in a table, between server and page: a type alone. */
import type { Episode } from "../../../experiments/evaluation/record.ts";

/** One episode in the table of a run. */
export interface EpisodeRow {
  readonly episode: number;
  readonly user: number;
  readonly split: Episode["split"];
  readonly end: Episode["end"];
  readonly len: number;
  readonly return: number;
  /** Reward of every round, 0 of one that was refused. */
  readonly rewards: readonly number[];
  /** Unusable answers of all roles. */
  readonly faults: number;
}
