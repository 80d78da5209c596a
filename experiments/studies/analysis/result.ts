/** Result of a study: plain JSON, kept as `study.json`, from which the report and every table are made. No clock, no paths of a machine. */
import type { Interval } from "../../evaluation/statistics/intervals.ts";
import type { Power } from "../../evaluation/statistics/power.ts";

/** A study's answer as a whole. */
export interface StudyResult {
  readonly study: StudyHead;
  /** False when runs are missing (budget spent, interrupted, a model that refused). */
  readonly complete: boolean;
  /** What is missing, in sentences; empty when complete. */
  readonly missing: readonly string[];
  /** Whether every answer came from the offline model: then nothing here speaks of language models. */
  readonly offline: boolean;
  readonly measures: readonly MeasureInfo[];
  readonly groups: readonly Group[];
}

export interface StudyHead {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly seeds: readonly number[];
  /** Level of the intervals, 0.95. */
  readonly level: number;
  /** The command that makes this study, as it can be typed. */
  readonly command: string;
}

/** One number we report. */
export interface MeasureInfo {
  /** As in docs/metrics.md and in the files, e.g. `rTraj`. */
  readonly id: string;
  /** As people write it, e.g. `R_traj`. */
  readonly name: string;
  /** One line: what it is, and over what it is taken. */
  readonly about: string;
  readonly better: "higher" | "lower" | null;
  /** Shown as per cent. */
  readonly percent: boolean;
  /** Headline measures form one table with one Holm correction; the others another, exploratory one. */
  readonly headline: boolean;
}

/** A value with both intervals. */
export interface Estimate {
  readonly value: number | null;
  /** "These trained runs": users resampled, all seeds of a user together. */
  readonly trainedRuns: Interval | null;
  /** "The method": users and seeds both random. */
  readonly method: Interval | null;
}

/** Runs that may be compared: one world with one set of rules, and one fidelity. */
export interface Group {
  /** Content of the key, e.g. `films@1, repeats leave, window 4`. */
  readonly id: string;
  readonly world: string;
  readonly fidelity: string;
  readonly repeats: string;
  readonly window: number;
  readonly limit: number;
  /** Test users that every arm played. */
  readonly users: number;
  readonly seeds: readonly number[];
  /** Name of the arm all others are compared with; null with a single arm. */
  readonly baseline: string | null;
  readonly arms: readonly Arm[];
  readonly comparisons: readonly Comparison[];
  readonly curves: readonly Curve[];
  /** What may be concluded, and what may not: plain sentences. */
  readonly conclusions: readonly string[];
  readonly cautions: readonly string[];
}

/** One method with one set of settings, over its seeds. */
export interface Arm {
  readonly name: string;
  readonly method: string;
  readonly model: string;
  /** How its memories behave in the test: `none` for methods and policies without any. */
  readonly memory: "none" | "frozen" | "online";
  readonly episodes: number;
  /** By measure id. */
  readonly values: Readonly<Record<string, Estimate>>;
  readonly quits: Readonly<Record<string, number>>;
  readonly cost: Cost;
  /** Recommendations by popularity of the item: ten equal parts of the catalogue, the most popular first; shares that add up to 1. */
  readonly popularity: readonly number[];
  readonly critic: CriticStudy | null;
  /** Whether its test is the same for every seed: then it has one run, which counts once. */
  readonly everySeed: boolean;
  /** Its runs by seed; `run` is the name of the run folder. */
  readonly runs: readonly { readonly seed: number; readonly run: string }[];
  /** A few episodes to look at: worst, median and best of the first seed. */
  readonly shown: readonly ShownEpisode[];
}

/**
 * What an arm took, training included, and the same per unit of return. Costs are at list price: what all its tokens cost, whoever paid and
 * whatever the cache answered, so that they are the same in whichever order runs were played. Null where no price is known.
 */
export interface Cost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly listUsd: number | null;
  /** Calls whose tokens are estimates, because the server gave no counts that can be read. */
  readonly estimatedCalls: number;
  /** Answers that could not be used; absent where there were none. */
  readonly unusable?: number;
  /** Per test episode's return: tokens of the whole arm / ΣR_traj over its test episodes. */
  readonly callsPerReturn: number | null;
  readonly tokensPerReturn: number | null;
  readonly usdPerReturn: number | null;
  readonly byRole: Readonly<
    Record<string, { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number }>
  >;
}

/** One arm minus the baseline in one measure. */
export interface Comparison {
  readonly arm: string;
  readonly baseline: string;
  readonly measure: string;
  readonly difference: number | null;
  /** difference / the baseline's value. */
  readonly relative: number | null;
  readonly trainedRuns: Interval | null;
  readonly method: Interval | null;
  readonly pairs: number;
  readonly users: number;
  readonly seeds: number;
  readonly unpaired: number;
  /** (wins + ties / 2) / pairs; null for measures without a value per episode. */
  readonly winRate: number | null;
  readonly p: {
    /** Sign flips of whole users: about these trained runs. */
    readonly trainedRuns: number | null;
    /** About the method, users and seeds random. */
    readonly method: number | null;
    /** Sign flips of whole seeds, exact; never below 2 / 2^seeds. */
    readonly seeds: number | null;
    /** `method` (or `seeds` where the seed is the unit) after Holm's correction over its table. */
    readonly holm: number | null;
  };
  /** What the claim rests on: `seeds` with online memory, where the seed is the unit; `users` where neither arm depends on the seed. */
  readonly unit: "users and seeds" | "seeds" | "users";
  readonly power: Power | null;
  /** One sentence: what this row allows to be said. */
  readonly interpretation: string;
}

/** Learning curve of an arm: test return with the memories of the first n training episodes, frozen. */
export interface Curve {
  readonly arm: string;
  readonly measure: string;
  readonly points: readonly CurvePoint[];
}

/** A point of a learning curve. */
export interface CurvePoint extends Estimate {
  readonly train: number;
  readonly episodes: number;
  /** This point minus the first, paired by user and seed; null of the first. */
  readonly fromFirst: PairedPoint | null;
}

/** A point minus the first of its curve. */
export interface PairedPoint {
  readonly difference: number | null;
  readonly trainedRuns: Interval | null;
  readonly method: Interval | null;
  /** p of the method, and after Holm's correction over the points of the curve. */
  readonly p: number | null;
  readonly holm: number | null;
}

/** The Critic against what came after; G_n is the realised discounted return from s_n. */
export interface CriticStudy {
  readonly trajectories: number;
  readonly rounds: number;
  /** mean(V − G). */
  readonly bias: number | null;
  readonly sdV: number | null;
  readonly sdG: number | null;
  /** Root of mean((V − G)²). */
  readonly rmse: number | null;
  /** Pearson over all rounds, and within episodes. */
  readonly correlation: number | null;
  readonly correlationWithin: number | null;
  /** At the same state s_1 of a user over the seeds: mean variance of V and of G; null with one seed. */
  readonly sameState: { readonly users: number; readonly varV: number | null; readonly varG: number | null };
  readonly byRound: readonly {
    readonly round: number;
    readonly n: number;
    readonly meanV: number;
    readonly meanG: number;
    readonly sdV: number | null;
    readonly sdG: number | null;
  }[];
}

/** An episode in the report: enough to see what happened and why it ended. */
export interface ShownEpisode {
  /** Unique in the study: anchor in the page. */
  readonly id: string;
  readonly why: "worst" | "median" | "best";
  readonly seed: number;
  readonly episode: number;
  readonly user: number;
  readonly len: number;
  readonly return: number;
  readonly end: string;
  readonly rounds: readonly {
    readonly plan: string | null;
    readonly proposal: string | null;
    readonly title: string | null;
    readonly reward: number;
    readonly accepted: boolean;
    readonly value: number | null;
    readonly advantage: number | null;
  }[];
}
