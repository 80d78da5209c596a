/** Attainable claims of a study: whether any of its differences could reach 5 % at all, and with how many seeds it could. */
import { BillpError } from "../../../core/errors.ts";
import { EXACT_UNITS } from "../../evaluation/statistics/flips.ts";
import { isNamed } from "../spec/arms.ts";
import type { ArmInWorld, StudySchedule } from "../spec/run-specs.ts";
import { memoryOf } from "./arm.ts";
import { keyOf } from "./group.ts";
import { ALPHA } from "./interpretation.ts";
import { MEASURES } from "./measures.ts";

/** A group of comparisons that cannot reach 5 % by construction. */
export interface Unattainable {
  /** Key of the group. */
  readonly group: string;
  /** Arms whose difference to the baseline can never be claimed. */
  readonly arms: readonly string[];
  readonly why: string;
  /** The least number of seeds with which they could. */
  readonly seeds: number;
}

const HEADLINE = MEASURES.filter((m) => m.info.headline).length;

/** Least p of sign flips over so many seeds: one of all patterns on either side. Above the exact range it is drawn, and small enough. */
const leastP = (seeds: number) => 2 / 2 ** Math.min(seeds, EXACT_UNITS);

/** Seeds that rows with the seed as unit need, of which a family has so many: the smallest of them is multiplied by their number (Holm). */
export function seedsNeeded(rows: number): number {
  let seeds = 2;
  while (rows * leastP(seeds) > ALPHA && seeds < EXACT_UNITS) seeds++;
  return seeds;
}

/** What of a study cannot be claimed, whatever comes out; empty where everything can. */
export function unattainable({ study, armsInWorlds }: StudySchedule): Unattainable[] {
  const tables = armsInWorlds.filter((p) => p.arm.point === null);
  return [...new Set(tables.map(keyOf))].flatMap((group) => {
    const arms = tables.filter((p) => keyOf(p) === group);
    const { baseline } = study;
    const base =
      arms.find((a) => a.arm.name === baseline) ??
      arms.find((a) => baseline !== undefined && isNamed(a.arm, baseline)) ??
      (arms[0] as ArmInWorld);
    const others = arms.filter((a) => a !== base && !(a.everySeed && base.everySeed));
    const online = others.filter((a) => [a, base].some((b) => memoryOf(b.settings) === "online"));
    const rest = others.filter((a) => !online.includes(a));
    const seeds = study.seeds.length;
    const needed = seedsNeeded(HEADLINE * online.length);
    return [
      ...(online.length > 0 && HEADLINE * online.length * leastP(seeds) > ALPHA
        ? [{ group, arms: names(online), why: "with online memory the seed is the unit", seeds: needed }]
        : []),
      ...(rest.length > 0 && seeds < 2
        ? [{ group, arms: names(rest), why: "one training says nothing of others", seeds: 2 }]
        : []),
    ];
  });
}

const names = (arms: readonly ArmInWorld[]) => arms.map((a) => a.arm.name);

/** Refuses a study that claims what it cannot. @throws BillpError `bad-study` with the least number of seeds; not for one that only describes. */
export function checkAttainable(schedule: StudySchedule): void {
  const found = unattainable(schedule);
  if (found.length === 0 || schedule.study.descriptive === true) return;
  const needed = Math.max(...found.map((f) => f.seeds));
  const lines = found.map((f) => `${f.arms.join(", ")} (${f.group}): ${f.why}`);
  throw new BillpError(
    "bad-study",
    `Study ${schedule.study.name} cannot reach 5 % with ${schedule.study.seeds.length} seed${schedule.study.seeds.length === 1 ? "" : "s"}, whatever comes out: ${lines.join("; ")}.`,
    {
      hint: `It takes at least ${needed}: --seeds ${needed}. Or say that it only describes: descriptive: true in the study file, --descriptive.`,
    },
  );
}
