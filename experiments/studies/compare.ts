/** Comparison of a study, from schedule to report: what is not finished is played, what is finished is analysed, and the answer is written. */
import { join } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { onFiles } from "../../core/file-errors.ts";
import { makeWritable } from "../../core/make-folder.ts";
import { createSharedBudget, type SharedBudget, spentBy } from "../../models/shared-budget.ts";
import { folderStore } from "../runs/store/store.ts";
import { analyseStudy } from "./analysis/analyse.ts";
import type { StudyResult } from "./analysis/result.ts";
import { type ExecuteOptions, executeStudy, type PlayedStudy } from "./execute/execute.ts";
import { begunRun, finishedRun } from "./execute/play-run.ts";
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
 * @throws BillpError `run-folder` when a folder cannot be written, before anything is played; what analysing and writing throw. A run that
 * fails never does.
 */
export async function compareStudy(schedule: StudySchedule, options: CompareOptions): Promise<ComparedStudy> {
  const { out, command, budgetUsd, ...play } = options;
  await onFiles(() => [play.runs, ...(out === null ? [] : [out])].forEach(makeWritable));
  const sharedBudget =
    budgetUsd === undefined ? play.runtime?.sharedBudget : await sharedBudgetOf(schedule, play.runs, budgetUsd);
  const played = await executeStudy(schedule, { ...play, runtime: { ...play.runtime, sharedBudget } });
  const stopped = played.stopped?.message ?? null;
  const result = await analyseStudy(schedule, { runs: play.runs, command, failed: played.failed, stopped });
  return { ...played, result, files: out === null ? [] : await writeReport(out, result) };
}

/** A budget that knows what the runs have cost in earlier sessions: finished ones by their summary, begun ones by their ledger. */
async function sharedBudgetOf(schedule: StudySchedule, runs: string, budgetUsd: number): Promise<SharedBudget> {
  let spent = 0;
  const begun: string[] = [];
  for (const { id } of schedule.runSpecs) {
    const summary = await finishedRun(runs, id);
    if (summary !== null) spent += summary.usage.costUsd ?? 0;
    else if (begunRun(runs, id)) begun.push(id);
  }
  const sharedBudget = createSharedBudget(budgetUsd, spent);
  for (const id of begun) {
    const cost = await costOf(join(runs, id));
    if (cost !== null) sharedBudget.expect(id, cost);
  }
  return sharedBudget;
}

/** What an unfinished run has cost so far; null when it has no ledger, or cannot be read (playing it says why). */
async function costOf(folder: string): Promise<ReturnType<typeof spentBy> | null> {
  try {
    const run = await folderStore.openRun(folder);
    if (!run.has("calls")) return null;
    const ledger = await run.ledger();
    try {
      return spentBy(ledger);
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (error instanceof BillpError && error.code === "run-folder") return null;
    throw error;
  }
}
