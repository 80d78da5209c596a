/** Estimate of a study: one pilot for all runs that differ by their seed alone. */

import { sumBy } from "../../../core/math.ts";
import { operatorOf } from "../../../core/operator.ts";
import type { Memories } from "../../../memory/entries.ts";
import { mergeMemories } from "../../../memory/prior.ts";
import { shuffleStates } from "../../../memory/shuffle.ts";
import { worldsForOperator } from "../../../worlds/format/named.ts";
import type { World } from "../../../worlds/world.ts";
import { type RunSpec, scheduleStudy } from "../spec/run-specs.ts";
import type { Study } from "../spec/spec.ts";
import { type EstimateOptions, type Figures, projectPilot, type RunEstimate, sumFigures } from "./estimate.ts";
import { type Pilot, playPilot } from "./pilot.ts";

/** One arm in one world, all its seeds. */
export interface ArmEstimate extends RunEstimate {
  readonly arm: string;
}

export interface StudyEstimate {
  readonly study: string;
  /** Runs of the study; arms may share some, and each is counted once. */
  readonly runs: number;
  readonly arms: readonly ArmEstimate[];
  readonly byRole: Readonly<Record<string, Figures>>;
  readonly total: Figures;
  /** Half of a 95 % interval of each total, arms added up: they share their users, and so their errors. */
  readonly plusMinus: Figures;
  readonly minutes: number;
}

export interface EstimateStudyOptions extends Omit<EstimateOptions, "given"> {
  /** Told before each pilot. */
  readonly onPilot?: (about: { readonly nth: number; readonly of: number; readonly runSpec: RunSpec }) => void;
}

/** Runs that share a pilot. */
interface Alike {
  readonly first: RunSpec;
  readonly source: Alike | null;
  runs: number;
}

/**
 * Estimates all runs of a study. Sends nothing.
 * @throws BillpError what {@link scheduleStudy} throws.
 */
export async function estimateStudy(study: Study, options: EstimateStudyOptions = {}): Promise<StudyEstimate> {
  const worlds = new Map<string, Promise<World>>();
  const byName = options.loadWorld ?? worldsForOperator(operatorOf(options.operator));
  const load = (id: string) => {
    const known = worlds.get(id) ?? byName(id);
    worlds.set(id, known);
    return known;
  };
  const plan = await scheduleStudy(study, load, options.operator);
  const alike = groupJobs(plan.runSpecs);
  const groups = [...new Set(alike.values())];
  const pilots = new Map<Alike, Pilot>();
  for (const [i, group] of groups.entries()) {
    options.onPilot?.({ nth: i + 1, of: groups.length, runSpec: group.first });
    const priorMemories = group.source === null ? undefined : givenOf(group.first, pilots.get(group.source) as Pilot);
    pilots.set(group, await playPilot(group.first.settings, { ...options, loadWorld: load, priorMemories }));
  }
  const estimate = (group: Alike, runs: number) => projectPilot(pilots.get(group) as Pilot, { ...options, runs });
  const all = groups.map((group) => estimate(group, group.runs));
  const roles = [...new Set(all.flatMap((e) => Object.keys(e.byRole)))];
  return {
    study: study.name,
    runs: plan.runSpecs.length,
    arms: plan.armsInWorlds.map(({ arm, runSpecs }) => ({
      arm: arm.name,
      ...estimate(alike.get((runSpecs[0] as RunSpec).id) as Alike, runSpecs.length),
    })),
    byRole: Object.fromEntries(roles.map((r) => [r, sumFigures(all.flatMap((e) => e.byRole[r] ?? []))])),
    total: sumFigures(all.map((e) => e.total)),
    plusMinus: sumFigures(all.map((e) => e.plusMinus)),
    minutes: sumBy(all, (e) => e.minutes),
  };
}

/** Groups by everything but the seed, and by what they start from. Jobs that others start from come first, as in the plan. */
function groupJobs(runSpecs: readonly RunSpec[]): Map<string, Alike> {
  const groups = new Map<string, Alike>();
  const of = new Map<string, Alike>();
  const names = new Map<Alike, number>();
  for (const runSpec of runSpecs) {
    const { seed: _, ...settings } = runSpec.settings;
    const source = runSpec.priorMemories === null ? null : (of.get(runSpec.priorMemories.run) as Alike);
    const priorMemories =
      runSpec.priorMemories === null || source === null ? null : { ...runSpec.priorMemories, run: names.get(source) };
    const key = JSON.stringify([settings, priorMemories]);
    const group = groups.get(key) ?? { first: runSpec, source, runs: 0 };
    groups.set(key, group);
    if (!names.has(group)) names.set(group, names.size);
    group.runs++;
    of.set(runSpec.id, group);
  }
  return of;
}

/** What the source's pilot has learned, in place of what its run will learn. */
function givenOf({ priorMemories, seed }: RunSpec, source: Pilot): Memories {
  const last = priorMemories?.upTo ?? source.train.length;
  const learned = mergeMemories([...source.memories].filter(([n]) => n > 0 && n <= last).map(([, memories]) => memories));
  return priorMemories?.change === "shuffled" ? shuffleStates(learned, seed) : learned;
}
