/** Findings about one file of the published recordings: the shape that the report and its tables share. */
import type * as m from "../evaluation/metrics.ts";
import type { Reading } from "./read.ts";

type Correlation = ReturnType<typeof m.valueCorrelation>;

/** One rule on one scale. */
export interface ReadingReport {
  readonly rule: Reading["rule"];
  readonly scale: Reading["scale"];
  /** Share of A >= 0 among accepted and among quitting rounds. */
  readonly encouraged: ReturnType<typeof m.encouraged>;
  /** V(s_n), n >= 2, with the reward r_n (0 at a quit). */
  readonly withReward: Correlation;
  /** ... with the accepted rounds from s_n on. */
  readonly withRoundsToCome: Correlation;
  /** ... with the realised discounted return from s_n. */
  readonly withReturn: Correlation;
}

/** One recorded file. */
export interface FileReport {
  readonly name: string;
  readonly totals: ReturnType<typeof m.totals>;
  readonly quits: ReturnType<typeof m.quitCounts>;
  readonly rounds: number;
  /** Replies whose title our parser reads as the recorded `proposed`, and those it reads otherwise. */
  readonly repliesRead: number;
  readonly repliesDiffering: readonly { reply: string; proposed: string; read: string | null }[];
  /** Critic texts that hold an integer −5..5. */
  readonly criticsRead: number;
  /** Recorded signs our advantage code reproduces under the early rule. */
  readonly signsReproduced: number;
  /** Share of proposals that grounding put another item in place of. */
  readonly replacedRate: number | null;
  readonly distinctItems: number;
  readonly readings: readonly ReadingReport[];
}
