/** JSON shapes of forks between server and page: types alone. */
import type { EpisodeRow } from "./row-shapes.ts";

/** A fork in a list: where it left, what it changed, how its episode went. */
export interface ForkCard {
  readonly id: string;
  /** The fork it was made from; null: the run. */
  readonly parent: string | null;
  readonly episode: number;
  readonly round: number;
  readonly overrides: readonly string[];
  readonly repeat: number;
  readonly dropped: readonly string[];
  readonly row: EpisodeRow;
}

/** What a person asks for. */
export interface ForkWish {
  readonly run: string;
  readonly episode: number;
  readonly round: number;
  readonly overrides: readonly string[];
  readonly repeat: number;
  /** The fork that is forked; null: the run's own episode. */
  readonly from: string | null;
  readonly to: "episode" | "run";
}

/** A fork that was asked for from the page, and how far it is. */
export interface ForkJob {
  readonly job: string;
  readonly wish: ForkWish;
  readonly state: "playing" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  /** Ids of the forks, when it is done, and of the runs that go on from them. */
  readonly forks: readonly string[];
  readonly runs: readonly string[];
  readonly message?: string;
  readonly hint?: string;
}
