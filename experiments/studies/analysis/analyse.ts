/** Analysis of a study's finished runs. Reads run folders, plays nothing; the same runs give the same answer, whenever they were played. */

import { join } from "node:path";
import { isOfflineSpec, modelOf, ROLES } from "../../../core/settings.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import type { Prices } from "../../../models/prices.ts";
import { finishedSummary } from "../../runs/finished.ts";
import { listUsdOf } from "../../runs/list-price.ts";
import { folderStore } from "../../runs/store/store.ts";
import type { ArmInWorld, RunSpec, StudySchedule } from "../spec/run-specs.ts";
import type { ArmRun } from "./arm.ts";
import { groupOf, keyOf, type PlayedArm } from "./group.ts";
import { measuresOf } from "./measures.ts";
import type { StudyResult } from "./result.ts";

export interface AnalyseOptions {
  /** Folder of the run folders. */
  readonly runs: string;
  /** As it can be typed. */
  readonly command: string;
  /** Why runs are missing, by job id, and why the study stopped. */
  readonly failed?: ReadonlyMap<string, string>;
  readonly stopped?: string | null;
  /** List prices. Default: data/prices.json. */
  readonly prices?: Prices;
}

/**
 * Analyses every finished run of a study. A run that was not finished does not count at all: its short episodes end first, and would flatter
 * or harm a method.
 */
export async function analyseStudy(plan: StudySchedule, options: AnalyseOptions): Promise<StudyResult> {
  const { study, armsInWorlds } = plan;
  const runs = new Map<string, ArmRun | null>();
  for (const runSpec of plan.runSpecs) {
    const failed = options.failed?.has(runSpec.id) === true;
    runs.set(runSpec.id, failed ? null : await readRun(options, runSpec));
  }
  const played: PlayedArm[] = armsInWorlds.map((p) => ({
    armsInWorlds: p,
    runs: p.runSpecs.flatMap((j) => runs.get(j.id) ?? []),
  }));
  const offline = armsInWorlds.every((p) => isOffline(p));
  const keys = [...new Set(armsInWorlds.map(keyOf))];
  const missing = missingOf(plan, runs, options);
  return {
    study: {
      name: study.name,
      title: study.title,
      question: study.question,
      seeds: study.seeds,
      level: 0.95,
      command: options.command,
    },
    complete: missing.length === 0,
    missing,
    offline,
    measures: measuresOf(played.flatMap((p) => p.runs)).map((m) => m.info),
    groups: keys.map((key) =>
      groupOf(
        played.filter((p) => keyOf(p.armsInWorlds) === key),
        study.baseline,
        offline,
      ),
    ),
  };
}

function isOffline({ settings }: ArmInWorld): boolean {
  return isPolicy(settings.method) || ROLES.every((role) => isOfflineSpec(modelOf(settings, role)));
}

async function readRun({ runs: folder, prices }: AnalyseOptions, runSpec: RunSpec): Promise<ArmRun | null> {
  const summary = await finishedSummary(join(folder, runSpec.id));
  if (summary === null) return null;
  const run = await folderStore.openRun(join(folder, runSpec.id));
  if (!run.has("episodes")) return null;
  const all = [...(await run.episodes()).values()];
  if (all.length !== runSpec.episodes) return null; // cut off since; executing the study says so
  const episodes = all.filter((e) => e.split === "test");
  return {
    seed: runSpec.seed,
    run: runSpec.id,
    episodes,
    usage: summary.usage,
    listUsd: listUsdOf(summary.usage, resolveSettings(run.identity.settings), prices),
  };
}

/** What is missing, arm by arm, in the order of the study. */
function missingOf(
  { armsInWorlds }: StudySchedule,
  runs: ReadonlyMap<string, ArmRun | null>,
  { failed, stopped }: AnalyseOptions,
): string[] {
  const lines = armsInWorlds.flatMap(({ arm, world, runSpecs }) => {
    const absent = runSpecs.filter((j) => runs.get(j.id) === null);
    if (absent.length === 0) return [];
    const reasons = [...new Set(absent.flatMap((j) => failed?.get(j.id) ?? []))];
    const why = reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
    return [
      `${arm.name} on ${world.id}: ${absent.length} of ${runSpecs.length} runs are missing, seeds ${absent.map((j) => j.seed).join(", ")}${why}.`,
    ];
  });
  return lines.length > 0 && stopped ? [`The study was stopped: ${stopped}`, ...lines] : lines;
}
