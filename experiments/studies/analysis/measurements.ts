/**
 * Estimators of a measure from runs: its value and its measurements, in three ways. The mean of the cells is the value (when every run has the same users, one
 * episode each, as runs of one group have), so that the mean difference of two arms' cells is the difference of their values.
 */
import { mean, sumBy } from "../../../core/math.ts";
import type { CatalogueInfo } from "../../evaluation/catalogue-metrics.ts";
import type { Episode } from "../../evaluation/record.ts";
import type { Measurement } from "../../evaluation/statistics/table.ts";

/** Test episodes of one seed's run. */
export interface MeasuredRun {
  readonly seed: number;
  readonly episodes: readonly Episode[];
}

/** What the measures need besides the episodes. */
export interface MeasureContext {
  readonly world: CatalogueInfo;
  readonly gamma: number;
}

/** A measure of an arm: its value by its own definition over all runs, and what each user in each run contributes to it. */
export interface Measured {
  readonly value: number | null;
  readonly measurements: readonly Measurement[];
  /** Whether a cell is a value of an episode, so that winning a pair means something. */
  readonly perEpisode: boolean;
}

export type Measuring = (runs: readonly MeasuredRun[], context: MeasureContext) => Measured;

/** Mean of a value that every episode has. */
export function meanOf(scoreOf: (e: Episode) => number): Measuring {
  return (runs) => {
    const measurements = runs.flatMap(({ seed, episodes }) => episodes.map((e) => ({ user: e.user, seed, value: scoreOf(e) })));
    return { value: mean(measurements.map((c) => c.value)), measurements, perEpisode: true };
  };
}

/** What an episode adds to the numerator and to the denominator. */
export type Parts = readonly [part: number, whole: number];

/**
 * T = Σ part / Σ whole, pooled over all episodes of all runs. Its cells are linearised (the delta method for a ratio of means): a user in a
 * run counts T + (part − T·whole) / mean(whole), the mean over users and runs. Nobody is missing: without a denominator a cell is T.
 */
export function ratioOf(prepare: (context: MeasureContext) => (e: Episode) => Parts): Measuring {
  return (runs, context) => {
    const partsOf = prepare(context);
    const places = runs.flatMap(({ seed, episodes }) =>
      [...byUser(episodes)].map(([user, own]) => {
        const parts = own.map(partsOf);
        return { user, seed, part: sumBy(parts, (p) => p[0]), whole: sumBy(parts, (p) => p[1]) };
      }),
    );
    const whole = sumBy(places, (p) => p.whole);
    if (whole === 0) return { value: null, measurements: [], perEpisode: false };
    const value = sumBy(places, (p) => p.part) / whole;
    const each = whole / places.length;
    const measurements = places.map((p) => ({ user: p.user, seed: p.seed, value: value + (p.part - value * p.whole) / each }));
    return { value, measurements, perEpisode: false };
  };
}

/** Mean over the episodes that have a value, as the ratio Σ values / number of them. */
export function meanOfSome(prepare: (context: MeasureContext) => (e: Episode) => number | null): Measuring {
  return ratioOf((context) => {
    const scoreOf = prepare(context);
    return (e) => {
      const value = scoreOf(e);
      return value === null ? [0, 0] : [value, 1];
    };
  });
}

/** A statistic of a run as a whole, and what it would be without each of its users. */
export interface Jackknife {
  readonly value: number | null;
  readonly without: readonly { readonly user: number; readonly value: number | null }[];
}

/**
 * Mean over the runs of a statistic of the run as a whole. Cells are jackknife pseudo-values T + (n−1)(mean(T₋) − T₋u), T₋u the statistic
 * without user u, n the run's users (Efron & Tibshirani 1993, chapter 11), centred on T itself: they carry its spread, without moving it to
 * the jackknife's bias-corrected value, which for coverage would be that of more users. A run with an undefined T₋u gives no cells.
 */
export function statisticOf(deleted: (episodes: readonly Episode[], context: MeasureContext) => Jackknife): Measuring {
  return (runs, context) => {
    const all = runs.map(({ seed, episodes }) => ({ seed, ...deleted(episodes, context) }));
    const value = mean(all.flatMap((r) => r.value ?? []));
    return { value, measurements: all.flatMap(pseudoValues), perEpisode: false };
  };
}

function pseudoValues({ seed, value, without }: Jackknife & { readonly seed: number }): Measurement[] {
  const known = without.flatMap((w) => w.value ?? []);
  const centre = mean(known);
  if (value === null || centre === null || known.length < without.length) return [];
  return without.map((w) => ({ user: w.user, seed, value: value + (known.length - 1) * (centre - (w.value as number)) }));
}

/** Episodes by user, in order of appearance. */
export function byUser(episodes: readonly Episode[]): Map<number, Episode[]> {
  const users = new Map<number, Episode[]>();
  for (const e of episodes) {
    const own = users.get(e.user);
    if (own === undefined) users.set(e.user, [e]);
    else own.push(e);
  }
  return users;
}
