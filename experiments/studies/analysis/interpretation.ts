/** Interpretation in plain sentences: what a row, a group and a study allow to be said, and what they do not. */

import { isCeiling, ownCaution, readsRewards } from "../../../methods/derived.ts";
import { unusableCaution } from "../../../models/unusable-watch.ts";
import type { Interval } from "../../evaluation/statistics/intervals.ts";
import type { Comparison, Group, MeasureInfo } from "./result.ts";

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
  return `No difference in ${info.name} between ${arm} and ${baseline} can be claimed.`;
}

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

/** Names of arms; one with a comma of its own is set in quotes. */
const names = (rows: readonly Comparison[]) => listed(rows.map(({ arm }) => (arm.includes(",") ? `“${arm}”` : arm)));

/** a; a and b; a, b and c. */
const listed = (words: readonly string[]) => [words.slice(0, -1).join(", "), words.at(-1)].filter((part) => part).join(" and ");

/** What a reader might take from a group and must not. */
export function cautionsOf(group: Pick<Group, "seeds" | "users" | "arms" | "comparisons" | "world">, offline: boolean): string[] {
  const cautions: string[] = [];
  if (offline)
    cautions.push(
      "Every answer came from the offline model, a set of rules: nothing here speaks of language models, only of the machinery and of this world.",
    );
  if (group.seeds.length === 0) cautions.push("No run of this group is finished: there is nothing to be said yet.");
  else if (group.seeds.length === 1)
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
  cautions.push(...unusableCautions(group.arms), ...knowingCautions(group.arms), ...ownCautions(group.arms));
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
