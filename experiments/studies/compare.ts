/** A study from plan to report: what is not finished is played, what is finished is analysed, and the answer is written. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { createSharedBudget, type SharedBudget, spentBy } from "../../models/shared-budget.ts";
import { runFiles } from "../runs/run-folder.ts";
import { analyseStudy } from "./analysis/analyse.ts";
import type { StudyResult } from "./analysis/result.ts";
import { type ExecuteOptions, executeStudy, type PlayedStudy } from "./execute/execute.ts";
import { finishedRun } from "./execute/play-run.ts";
import { writeReport } from "./report/write.ts";
import type { StudySchedule } from "./spec/run-specs.ts";

export interface CompareOptions extends ExecuteOptions {
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
export async function compareStudy(plan: StudySchedule, options: CompareOptions): Promise<ComparedStudy> {
  const { out, command, budgetUsd, ...play } = options;
  const sharedBudget = budgetUsd === undefined ? play.runtime?.sharedBudget : await purseOf(plan, play.runs, budgetUsd);
  const played = await executeStudy(plan, { ...play, runtime: { ...play.runtime, sharedBudget } });
  const stopped = played.stopped?.message ?? null;
  const result = await analyseStudy(plan, { runs: play.runs, command, failed: played.failed, stopped });
  return { ...played, result, files: out === null ? [] : await writeReport(out, result) };
}

/** A purse that knows what the runs have cost in earlier sessions: finished ones by their summary, begun ones by their ledger. */
async function purseOf(plan: StudySchedule, runs: string, budgetUsd: number): Promise<SharedBudget> {
  const spent = plan.runSpecs.reduce((sum, runSpec) => sum + (finishedRun(runs, runSpec.id)?.usage.costUsd ?? 0), 0);
  const sharedBudget = createSharedBudget(budgetUsd, spent);
  for (const { id } of plan.runSpecs) {
    const { calls } = runFiles(join(runs, id));
    if (finishedRun(runs, id) !== null || !existsSync(calls)) continue;
    const ledger = await openSqliteLedger(calls);
    sharedBudget.expect(id, spentBy(ledger));
    ledger.close();
  }
  return sharedBudget;
}
