/** JSON shapes of curves and comparisons between server and page: types alone. */

/** Lower and upper end of a 95 % interval. */
export type Bounds = readonly [number, number];

/** One measure over the episodes of a run. */
export interface Curve {
  /** Training episodes of a window. */
  readonly window: number;
  /** Whole windows alone, in their order: mean, and Student's 95 % interval of that mean. */
  readonly points: readonly {
    readonly from: number;
    readonly to: number;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** Training episodes that are in no whole window. */
  readonly outside: number;
  /** Mean of the test episodes with the interval of the summary (users resampled); null before the first. */
  readonly test: { readonly mean: number; readonly interval: Bounds | null; readonly episodes: number } | null;
}

/** The curves of a run. */
export interface Curves {
  readonly return: Curve;
  readonly len: Curve;
}

/** A measure of two runs over their pairs. */
export interface ComparisonRow {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Whether values are shares, shown as per cent. */
  readonly percent: boolean;
  readonly better: "higher" | "lower" | null;
  readonly a: number;
  readonly b: number;
  /** B minus A, and its 95 % interval: users resampled, these two trained runs given. Null of fewer than two pairs. */
  readonly difference: number | null;
  readonly interval: Bounds | null;
  /** Whether the interval leaves out 0 and the exact test of the signs agrees. */
  readonly holds: boolean;
}

/** Two runs, paired by user. */
export interface Comparison {
  readonly pairs: number;
  readonly rows: readonly ComparisonRow[];
  /** What must be known before a difference is believed. */
  readonly notes: readonly string[];
}
