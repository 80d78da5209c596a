/** Interpretation in plain sentences: what a row, a group and a study allow to be said, and what they do not. */

import { isCeiling, ownCaution, readsRewards } from "../../../methods/derived.ts";
import { unusableCaution } from "../../../models/unusable-watch.ts";
import type { Interval } from "../../evaluation/statistics/intervals.ts";
import type { Comparison, Curve, CurvePoint, Group, MeasureInfo } from "./result.ts";

/** Level of significance that the sentences use, 1 − the level of the intervals. */
export const ALPHA = 0.05;

const excludesZero = (i: Interval | null) => i !== null && (i[0] > 0 || i[1] < 0);

type Row = Omit<Comparison, "interpretation">;

/** What one row allows to be said. */
export function interpretRow(row: Row, info: MeasureInfo): string {
  const { difference, method, trainedRuns, arm, baseline } = row;
  if (difference === null) return "Nothing: there is no pair of episodes to compare.";
  if (difference === 0 && excludesNothing(row)) return `${arm} and ${baseline} do not differ in ${info.name} in these runs.`;
  const direction = difference > 0 ? "higher" : "lower";
  if (method === null)
    return excludesZero(trainedRuns)
      ? `In these trained runs ${info.name} of ${arm} is ${direction} than that of ${baseline}; one seed says nothing about the method.`
      : `No difference in ${info.name} can be claimed, not even for these trained runs.`;
  if (excludesZero(method) && row.p.holm !== null && row.p.holm <= ALPHA)
    return `${info.name} of ${arm} is ${direction} than that of ${baseline}, as methods, also after Holm's correction.`;
  if (excludesZero(method))
    return `${info.name} of ${arm} seems ${direction} than that of ${baseline}, but not after Holm's correction.`;
  if (excludesZero(trainedRuns))
    return `${direction === "higher" ? "Higher" : "Lower"} in these trained runs; other trainings might turn it round, so nothing is claimed of the method.`;
  return `No difference in ${info.name} between ${arm} and ${baseline} can be claimed: anything ${span(method)} fits these runs.`;
}

/** An interval in words, to three digits; what is not claimed is not said to be zero. */
const span = ([low, high]: Interval) => `from ${short(low)} to ${short(high)}`;
const short = (x: number) => String(Number(x.toPrecision(3))).replace("-", "−");

/** Every pair equal: intervals are the point 0. */
function excludesNothing({ trainedRuns, winRate }: Row): boolean {
  return trainedRuns !== null && trainedRuns[0] === 0 && trainedRuns[1] === 0 && (winRate === null || winRate === 0.5);
}

/** What the headline rows of a group allow to be concluded together. */
export function conclusionsOf(comparisons: readonly Comparison[], infos: readonly MeasureInfo[]): string[] {
  return infos
    .filter((m) => m.headline)
    .flatMap((info) => {
      const rows = comparisons.filter((c) => c.measure === info.id && c.difference !== null);
      if (rows.length === 0) return [];
      const { baseline } = rows[0] as Comparison;
      const claimed = rows.filter((c) => excludesZero(c.method) && (c.p.holm ?? 1) <= ALPHA);
      const [above, below] = [
        claimed.filter((c) => (c.difference as number) > 0),
        claimed.filter((c) => (c.difference as number) < 0),
      ];
      const open = rows.filter((c) => !claimed.includes(c));
      const parts = [
        above.length > 0 ? `${names(above)} higher than ${baseline}` : "",
        below.length > 0 ? `${names(below)} lower than ${baseline}` : "",
        open.length > 0 ? `no claim about ${names(open)}` : "",
      ].filter((part) => part !== "");
      return [`${info.name}, as methods: ${parts.join("; ")}.`];
    });
}

/** What may be said of the arm with the highest return: its paired difference to every other one. @param rows `holm`: p after Holm's correction over all pairs of arms. */
export function bestConclusion(
  best: string,
  rows: readonly { readonly arm: string; readonly method: Interval | null; readonly holm: number | null }[],
): string {
  const above = rows.filter((r) => excludesZero(r.method) && (r.holm ?? 1) <= ALPHA);
  const open = rows.filter((r) => !above.includes(r));
  const parts = [
    above.length > 0 ? `higher than ${names(above)}` : "",
    open.length > 0 ? `no claim against ${names(open)}` : "",
  ].filter((part) => part !== "");
  return `The highest R_traj is that of ${quoted(best)}; paired with each of the others, as methods: ${parts.join("; ")}.`;
}

/** What a learning curve allows to be said: each point against the first, paired. */
export function curveConclusions(curves: readonly Curve[], infos: readonly MeasureInfo[]): string[] {
  return curves.flatMap(({ arm, measure, points }) => {
    const [first, ...later] = points;
    if (measure !== "rTraj" || first === undefined || later.length === 0) return [];
    const claimed = later.filter((p) => excludesZero(p.fromFirst?.method ?? null) && (p.fromFirst?.holm ?? 1) <= ALPHA);
    const at = (list: readonly CurvePoint[]) => listed(list.map((p) => String(p.train)));
    const [up, down] = [true, false].map((rises) => claimed.filter((p) => (p.fromFirst?.difference ?? 0) > 0 === rises)) as [
      CurvePoint[],
      CurvePoint[],
    ];
    const open = later.filter((p) => !claimed.includes(p));
    const parts = [
      up.length > 0 ? `higher after ${at(up)}` : "",
      down.length > 0 ? `lower after ${at(down)}` : "",
      open.length > 0 ? `no claim after ${at(open)}` : "",
    ].filter((part) => part !== "");
    const name = infos.find((m) => m.id === measure)?.name ?? measure;
    return [`Learning curve of ${quoted(arm)}, ${name} against ${first.train} training episodes, paired: ${parts.join("; ")}.`];
  });
}

const quoted = (arm: string) => (arm.includes(",") ? `“${arm}”` : arm);

/** Names of arms; one with a comma of its own is set in quotes. */
const names = (rows: readonly Pick<Comparison, "arm">[]) => listed(rows.map(({ arm }) => quoted(arm)));

/** a; a and b; a, b and c. */
const listed = (words: readonly string[]) => [words.slice(0, -1).join(", "), words.at(-1)].filter((part) => part).join(" and ");

/** What a reader might take from a group and must not. */
export function cautionsOf(
  group: Pick<Group, "seeds" | "users" | "arms" | "comparisons" | "world"> & { readonly same?: readonly (readonly string[])[] },
  offline: boolean,
): string[] {
  const cautions: string[] = [];
  if (offline)
    cautions.push(
      "Every answer came from the offline model, a set of rules: nothing here speaks of language models, only of the machinery and of this world.",
    );
  if (group.seeds.length === 0) cautions.push("No run of this group is finished: there is nothing to be said yet.");
  else if (group.arms.every((a) => a.everySeed)) {
    // users alone are random: seeds say nothing, and none is wanting
  } else if (group.seeds.length === 1)
    cautions.push("One seed: no interval for the methods exists, and all that is said holds for these trained runs only.");
  else if (group.seeds.length < 5)
    cautions.push(
      `${group.seeds.length} seeds: the intervals for the methods are wide, as they must be; more seeds narrow them, more users hardly do.`,
    );
  if (group.users < 100 && group.users > 0)
    cautions.push(
      `${group.users} users: the paper's own spread between users is as large as its means; small differences cannot be seen.`,
    );
  if (group.arms.some((a) => a.memory === "online"))
    cautions.push(
      "With online memory users of a seed learn from one another: the seed is the unit, and an interval over users would claim too much.",
    );
  cautions.push(...unusableCautions(group.arms), ...sameCautions(group.arms, group.same ?? []));
  cautions.push(...knowingCautions(group.arms), ...ownCautions(group.arms));
  if (group.comparisons.length > 0 && group.seeds.length > 0)
    cautions.push(
      `Everything holds for the users of ${group.world} as this world simulates them. A difference that is not claimed is not shown to be zero.`,
    );
  return cautions;
}

/** Arms more than a third of whose answers could not be used. */
function unusableCautions(arms: Group["arms"]): string[] {
  return arms.flatMap(({ name, cost }) => {
    const caution = cost && unusableCaution({ all: cost });
    return caution ? [`${name}: ${caution}`] : [];
  });
}

/** Runs that are the same, and are counted once. */
function sameCautions(arms: Group["arms"], same: readonly (readonly string[])[]): string[] {
  const fixed = arms.filter((a) => a.everySeed && a.episodes > 0);
  const every =
    fixed.length === 0
      ? []
      : [
          `${names(fixed.map((a) => ({ arm: a.name })))} ${fixed.length === 1 ? "plays" : "play"} the same for every seed: one run${fixed.length === 1 ? "" : " each"}, counted once, in which users alone are random.`,
        ];
  const twins = same.map(
    (group) =>
      `${listed(group.map(quoted))} recommended the same in every round: ${group.length} names of one result, which counts once.`,
  );
  return [...every, ...twins];
}

/** Policies that look up what a user will rate an item, which no method can. */
function knowingCautions(arms: Group["arms"]): string[] {
  const knowing = arms.filter((a) => readsRewards(a.method)).map((a) => a.name);
  if (knowing.length === 0) return [];
  const ceilings = [...new Set(arms.filter((a) => isCeiling(a.method)).map((a) => a.method))];
  const [are, them] = ceilings.length > 1 ? ["are ceilings", "them"] : ["is a ceiling", "it"];
  return [
    `${listed(knowing)} ${knowing.length === 1 ? "reads" : "read"} the true rewards, which no method can: no competitors. The ${listed(ceilings.length > 0 ? ceilings : ["oracle"])} ${are}, and the distance to ${them} a gap, not a regret.`,
  ];
}

/** What the definitions of methods and policies say themselves. */
function ownCautions(arms: Group["arms"]): string[] {
  const said = [...new Set(arms.flatMap((a) => ownCaution(a.method) ?? []))];
  return said.map((caution) => `${listed(arms.filter((a) => ownCaution(a.method) === caution).map((a) => a.name))}: ${caution}`);
}
