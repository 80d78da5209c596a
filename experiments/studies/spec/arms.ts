/** Arms of a study: every method with every combination of the settings that vary, and the points of the learning curve. */
import { BillpError } from "../../../core/errors.ts";
import type { SettingsInput } from "../../../core/settings.ts";
import { learns } from "../../../methods/derived.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { parseSettings } from "../../../methods/settings.ts";
import type { ArmSpec, Study } from "./spec.ts";

/** What a run of an arm starts from: entries that the run of another arm with the same seed has learned. */
export interface Source {
  /** Name of the arm. */
  readonly from: string;
  readonly upTo: number | null;
  readonly change: "shuffled" | null;
  readonly world: "same" | "other";
}

/** One arm: settings without world and seed. */
export interface StudyArm {
  readonly name: string;
  /** Name before the settings that vary. */
  readonly base: string;
  /** Settings that vary, as they stand in the name: `gamma 0.5`. */
  readonly varied: readonly string[];
  readonly settings: SettingsInput;
  readonly memories: Source | null;
  /** Of which arm this is a point of the learning curve, and after how many training episodes; null for arms of the tables. */
  readonly point: { readonly arm: string; readonly train: number } | null;
}

type Value = string | number | boolean;

/** Whether an arm goes by this name: the base, and any of the settings that vary, `billp`, `billp, gamma 0.5`. */
export function isNamed({ base, varied }: StudyArm, name: string): boolean {
  if (name === base) return true;
  return (
    name.startsWith(`${base}, `) &&
    name
      .slice(base.length + 2)
      .split(", ")
      .every((part) => varied.includes(part))
  );
}

/** What a study goes through by fields of its own. */
const OWN: Readonly<Record<string, string>> = { world: "worlds", seed: "seeds", method: "arms" };

/** The arms of a study in the order of its file, then the points of its learning curve. @throws BillpError `bad-study`. */
export function armsOf(study: Study): StudyArm[] {
  const own = Object.keys(study.vary).find((name) => Object.hasOwn(OWN, name));
  if (own !== undefined) throw wrong(study, `vary: ${own} is no setting that varies`, `Several go into \`${OWN[own]}\`.`);
  const arms = study.arms.flatMap((spec) => combinations(study.vary).map((values) => armOf(study, spec, values)));
  const twice = arms.find((a, i) => arms.findIndex((b) => b.name === a.name) !== i);
  if (twice !== undefined) throw wrong(study, `two arms are called "${twice.name}"`, "Give one of them another `name`.");
  const learning = new Set(arms.filter((a) => a.memories === null).map((a) => a.name));
  for (const { name, memories } of arms)
    if (memories !== null && !learning.has(memories.from))
      throw wrong(
        study,
        `arm "${name}" takes memories from "${memories.from}", which is no arm that learns`,
        `Arms: ${[...learning].join(", ")}.`,
      );
  const { baseline } = study;
  if (baseline !== undefined && !arms.some((a) => isNamed(a, baseline)))
    throw wrong(study, `the baseline "${baseline}" is no arm`, `Arms: ${arms.map((a) => a.name).join("; ")}.`);
  return [...arms, ...curvePoints(study, arms)];
}

function armOf(study: Study, spec: ArmSpec, values: readonly (readonly [string, Value])[]): StudyArm {
  const { name, memories, ...own } = spec;
  const base = name ?? spec.method;
  const settings = { ...study.settings, ...own, ...Object.fromEntries(values) } as SettingsInput;
  try {
    const { method } = parseSettings(settings);
    if (memories !== undefined || !learns(method)) settings.train = 0;
  } catch (error) {
    if (error instanceof BillpError) throw wrong(study, `arm "${base}": ${error.message}`, error.hint);
    throw error;
  }
  const source =
    memories === undefined
      ? null
      : { from: memories.from, upTo: memories.upTo ?? null, change: memories.change ?? null, world: memories.world };
  const varied = values.map(([k, v]) => `${k} ${v}`);
  return { name: [base, ...varied].join(", "), base, varied, settings, memories: source, point: null };
}

function combinations(vary: Study["vary"]): [string, Value][][] {
  return Object.entries(vary).reduce<[string, Value][][]>(
    (overrides, [key, values]) => overrides.flatMap((set) => values.map((v): [string, Value][] => [...set, [key, v]])),
    [[]],
  );
}

/**
 * A point after n episodes is the test alone, with the first n episodes' entries, frozen. The last point is the arm itself, unless its memory
 * is online in the test: then the whole training, frozen, is a point too.
 */
function curvePoints(study: Study, arms: readonly StudyArm[]): StudyArm[] {
  if (study.curve === undefined) return [];
  const { arms: wanted, points } = study.curve;
  return wanted.flatMap((name) => {
    const chosen = arms.filter((a) => a.name === name || a.base === name);
    if (chosen.length === 0) throw wrong(study, `curve: "${name}" is no arm`, `Arms: ${arms.map((a) => a.name).join(", ")}.`);
    return chosen.flatMap((arm) => pointsOf(study, arm, points));
  });
}

function pointsOf(study: Study, arm: StudyArm, points: readonly number[]): StudyArm[] {
  const { train, method, memory } = parseSettings(arm.settings);
  if (isPolicy(method) || arm.memories !== null || train === 0)
    throw wrong(study, `curve: "${arm.name}" does not train`, "Name arms that learn.");
  const beyond = points.find((n) => n > train);
  if (beyond !== undefined)
    throw wrong(study, `curve: point ${beyond} lies beyond the ${train} training episodes of "${arm.name}"`, "Raise `train`.");
  const before = points.filter((n) => n < train);
  return [...new Set(memory === "online" ? [...before, train] : before)].map((n) => ({
    ...arm,
    name: `${arm.name} after ${n}`,
    settings: { ...arm.settings, train: 0, memory: "frozen" as const },
    memories: { from: arm.name, upTo: n, change: null, world: "same" as const },
    point: { arm: arm.name, train: n },
  }));
}

function wrong(study: Study, message: string, hint?: string): BillpError {
  return new BillpError("bad-study", `Study ${study.name}: ${message}.`, hint === undefined ? {} : { hint });
}
