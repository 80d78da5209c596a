/** Run specs of a study: the runs it needs. A run is named by what decides it, so that studies share runs and a finished one is never played again. */

import { BillpError } from "../../../core/errors.ts";
import { sha256 } from "../../../core/hash.ts";
import { type Operator, type OperatorOptions, operatorOf } from "../../../core/operator.ts";
import type { ResolvedSettings, SettingsInput } from "../../../core/settings.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import type { World } from "../../../worlds/world.ts";
import { scheduleOf } from "../../evaluation/schedule.ts";
import { runId } from "../../runs/run.ts";
import { armsOf, type Source, type StudyArm } from "./arms.ts";
import { EVERY_SEED, sameForEverySeed, wiringKey } from "./same-run.ts";
import type { Study } from "./spec.ts";

/** Entries of a finished run that another one starts from. */
export interface PriorSource {
  /** Id of the job that learned them. */
  readonly run: string;
  readonly upTo: number | null;
  readonly change: "shuffled" | null;
}

/** One run to be played, plain JSON. */
export interface RunSpec {
  /** Name of its run folder: the run's id, and a hash of the memories' origin where it starts from some. */
  readonly id: string;
  readonly settings: SettingsInput;
  readonly priorMemories: PriorSource | null;
  readonly seed: number;
  /** Episodes it plays. */
  readonly episodes: number;
}

/** An arm in a world, and its run for every seed. */
export interface ArmInWorld {
  readonly arm: StudyArm;
  readonly world: World;
  readonly settings: ResolvedSettings;
  /** One a seed, in their order; a single one where it stands for every seed. */
  readonly runSpecs: readonly RunSpec[];
  /** Whether its test is the same for every seed by construction ({@link sameForEverySeed}). */
  readonly everySeed: boolean;
}

/** Everything a study plays, and where each run belongs. */
export interface StudySchedule {
  readonly study: Study;
  readonly armsInWorlds: readonly ArmInWorld[];
  /** Each run once, those that others start from first. */
  readonly runSpecs: readonly RunSpec[];
}

/**
 * Lays out a study. Reads worlds, plays nothing.
 * @param operator The server's address counts into the names of runs; default: that of the environment.
 * @throws BillpError `bad-study` and what settings, schedule and worlds throw.
 */
export async function scheduleStudy(
  study: Study,
  load: (id: string) => Promise<World>,
  operator: Operator | OperatorOptions = {},
): Promise<StudySchedule> {
  const { baseUrl } = operatorOf(operator);
  const arms = armsOf(study);
  const worlds: { id: string; world: World }[] = [];
  for (const id of study.worlds) worlds.push({ id, world: await load(id) });
  const twice = repeated(worlds.map((w) => w.world.id)) ?? repeated(study.seeds);
  if (twice !== undefined)
    throw new BillpError(
      "bad-study",
      `Study ${study.name}: ${typeof twice === "number" ? "seed" : "world"} ${twice} is named twice.`,
      {
        hint: "A run that counts twice says nothing twice as surely: leave one out.",
      },
    );
  const runSpecs = new Map<string, RunSpec>();

  const byWiring = new Map<string, RunSpec>();
  const settingsIn = (arm: StudyArm, at: number) => resolveSettings({ ...arm.settings, world: worlds[at]?.id as string });

  const jobFor = (arm: StudyArm, at: number, wanted: number): RunSpec => {
    const { id, world } = worlds[at] as { id: string; world: World };
    const seed = sameForEverySeed(settingsIn(arm, at), world) ? EVERY_SEED : wanted;
    const settings: SettingsInput = { ...arm.settings, world: id, seed };
    const priorMemories = arm.memories === null ? null : givenFor(arm.memories, at, seed);
    const name = `${runId(resolveSettings(settings), world, baseUrl)}${priorMemories === null ? "" : `-m${originHash(priorMemories)}`}`;
    const wiring = wiringKey(resolveSettings(settings), world.id, priorMemories === null ? "" : originHash(priorMemories));
    const known = runSpecs.get(name) ?? byWiring.get(wiring);
    if (known !== undefined) return known;
    const runSpec = { id: name, settings, priorMemories, seed, episodes: scheduleOf(resolveSettings(settings), world).length };
    runSpecs.set(name, runSpec);
    byWiring.set(wiring, runSpec);
    return runSpec;
  };
  const givenFor = ({ from, upTo, change, world }: Source, at: number, seed: number): PriorSource => {
    if (world === "other" && worlds.length < 2)
      throw new BillpError("bad-study", `Study ${study.name} takes memories from another world, and has one world only.`, {
        hint: "Name two: --worlds films,PATH (docs/worlds.md says how to build one).",
      });
    const source = arms.find((a) => a.name === from) as StudyArm;
    return { run: jobFor(source, world === "other" ? (at + 1) % worlds.length : at, seed).id, upTo, change };
  };

  const armsInWorlds = worlds.flatMap(({ id, world }, at) =>
    arms.map((arm) => ({
      arm,
      world,
      settings: resolveSettings({ ...arm.settings, world: id }),
      runSpecs: [...new Set(study.seeds.map((seed) => jobFor(arm, at, seed)))],
      everySeed: sameForEverySeed(settingsIn(arm, at), world),
    })),
  );
  return { study, armsInWorlds, runSpecs: [...runSpecs.values()] };
}

/** Names where memories come from, within a run's name. The names of its fields are those of the first version: they are in the names of folders. */
function originHash({ run, upTo, change }: PriorSource): string {
  return sha256(JSON.stringify({ job: run, upTo, change })).slice(0, 8);
}

const repeated = <T>(list: readonly T[]): T | undefined => list.find((x, i) => list.indexOf(x) !== i);
