/** A study from plan to report: what is not finished is played, what is finished is analysed, and the answer is written. */
import { createPurse, type Purse } from "../../models/purse.ts";
import { analyseStudy } from "../comparison/analyse.ts";
import type { StudyResult } from "../comparison/result.ts";
import { writeReport } from "../report/write.ts";
import { finishedRun } from "./job.ts";
import type { StudyPlan } from "./jobs.ts";
import { type PlayedStudy, type PlayOptions, playStudy } from "./play.ts";

export interface CompareOptions extends PlayOptions {
  /** Folder of the report; null writes none. */
  readonly out: string | null;
  /** The command that makes this study, for the report. */
  readonly command: string;
  /** One budget over all runs of the study, in USD, earlier sessions included. */
  readonly budgetUsd?: number;
}

export interface ComparedStudy extends PlayedStudy {
  readonly result: StudyResult;
  /** Names of the files written into `out`. */
  readonly files: readonly string[];
}

/**
 * Carries a study out. Called again it goes on where it was stopped; the same study gives the same report, byte for byte, however often it
 * was cut off. A study that was stopped (budget, interruption) or in which runs failed is analysed and written as far as it came.
 * @throws what analysing and writing throw; a run that fails never does.
 */
export async function compareStudy(plan: StudyPlan, options: CompareOptions): Promise<ComparedStudy> {
  const { out, command, budgetUsd, ...play } = options;
  const purse = budgetUsd === undefined ? play.runtime?.purse : purseOf(plan, play.runs, budgetUsd);
  const played = await playStudy(plan, { ...play, runtime: { ...play.runtime, purse } });
  const stopped = played.stopped?.message ?? null;
  const result = await analyseStudy(plan, { runs: play.runs, command, failed: played.failed, stopped });
  return { ...played, result, files: out === null ? [] : await writeReport(out, result) };
}

/** A purse that knows what the finished runs have cost; unfinished ones bring their ledgers when they go on, and they go on first. */
function purseOf(plan: StudyPlan, runs: string, budgetUsd: number): Purse {
  const spent = plan.jobs.reduce((sum, job) => sum + (finishedRun(runs, job.id)?.usage.costUsd ?? 0), 0);
  return createPurse(budgetUsd, spent);
}
