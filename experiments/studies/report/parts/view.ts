/** What every part of the report asks of a group: arms in the order of rank, measures by table, formats, anchors. */

import type { Interval } from "../../../evaluation/statistics/intervals.ts";
import type { Arm, Comparison, Estimate, Group, MeasureInfo, ShownEpisode, StudyResult } from "../../analysis/result.ts";
import { formatOf, type MeasureFormat } from "./numbers.ts";

/** A group as the report shows it. */
export interface View {
  readonly group: Group;
  /** Heading: the world, or the whole key where two groups share a world. */
  readonly name: string;
  /** Prefix of the group's anchors, `g1`. */
  readonly id: string;
  /** By R_traj, the highest first; arms without a value last. */
  readonly arms: readonly Arm[];
  readonly headline: readonly Shown[];
  readonly exploratory: readonly Shown[];
  readonly level: number;
  /** By episode. */
  readonly anchors: ReadonlyMap<ShownEpisode, string>;
}

/** A measure with its format in the group. */
export interface Shown {
  readonly info: MeasureInfo;
  readonly format: MeasureFormat;
}

const NOTHING: Estimate = { value: null, trainedRuns: null, method: null };

/** An arm's value of a measure; nulls where it has none. */
export const estimateOf = (arm: Arm, measure: string): Estimate => arm.values[measure] ?? NOTHING;

/** Measure by which arms are ranked. */
export function rankMeasure(measures: readonly MeasureInfo[]): MeasureInfo | undefined {
  return measures.find((m) => m.id === "rTraj") ?? measures.find((m) => m.headline) ?? measures[0];
}

/** The groups of a study as views. */
export function viewsOf(result: StudyResult): View[] {
  const taken = new Set<string>();
  return result.groups.map((group, i) => {
    const id = `g${i + 1}`;
    const shared = result.groups.filter((g) => g.world === group.world).length > 1;
    const all = result.measures.map((info) => ({ info, format: formatOf(info, group.arms) }));
    return {
      ...{ group, id, name: shared ? group.id : group.world, level: result.study.level },
      arms: ranked(group.arms, rankMeasure(result.measures)),
      headline: all.filter((m) => m.info.headline),
      exploratory: all.filter((m) => !m.info.headline),
      anchors: anchorsOf(group, id, taken),
    };
  });
}

function ranked(arms: readonly Arm[], by: MeasureInfo | undefined): Arm[] {
  const value = (a: Arm) => (by && estimateOf(a, by.id).value) ?? Number.NEGATIVE_INFINITY;
  return arms
    .map((arm, i) => ({ arm, i }))
    .sort((a, b) => (value(a.arm) === value(b.arm) ? a.i - b.i : value(b.arm) - value(a.arm)))
    .map(({ arm }) => arm);
}

/** The episode's own id where it is fit for an anchor and free, one of ours otherwise. */
function anchorsOf(group: Group, id: string, taken: Set<string>): Map<ShownEpisode, string> {
  const anchors = new Map<ShownEpisode, string>();
  group.arms.forEach((arm, a) => {
    arm.shown.forEach((episode, e) => {
      const own = /^episode-[\w-]+$/.test(episode.id) && !taken.has(episode.id);
      const anchor = own ? episode.id : `${id}-arm${a + 1}-episode${e + 1}`;
      taken.add(anchor);
      anchors.set(episode, anchor);
    });
  });
  return anchors;
}

/** The rows of one measure in the order of the arms. */
export function rowsOf(view: View, measure: string): Comparison[] {
  return view.arms.flatMap((arm) => view.group.comparisons.filter((c) => c.arm === arm.name && c.measure === measure));
}

/** Whether a row is a claim about the method: its interval excludes 0, and Holm's p is at most 1 − level. */
export function isClaim({ method, p }: Comparison, level: number): boolean {
  return excludesZero(method) && p.holm !== null && p.holm <= 1 - level + 1e-9;
}

const excludesZero = (i: Interval | null) => i !== null && (i[0] > 0 || i[1] < 0);

/** Whether a claimed difference is for the better, the worse, or neither. */
export function directionOf(row: Comparison, info: MeasureInfo): "better" | "worse" | "other" {
  if (info.better === null || row.difference === null || row.difference === 0) return "other";
  return row.difference > 0 === (info.better === "higher") ? "better" : "worse";
}
