/** Comparison of a study, from schedule to report: what is not finished is played, what is finished is analysed, and the answer is written. */
import { join } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { onFiles } from "../../core/file-errors.ts";
import { makeWritable } from "../../core/make-folder.ts";
import { resolveSettings } from "../../methods/settings.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { costOf, loadPrices, type Prices } from "../../models/prices.ts";
import { createSharedBudget, type SharedBudget, spentBy } from "../../models/shared-budget.ts";
import type { Summary } from "../evaluation/summary.ts";
import { listUsdOf } from "../runs/list-price.ts";
import { folderStore } from "../runs/store/store.ts";
import { analyseStudy } from "./analysis/analyse.ts";
import type { StudyResult } from "./analysis/result.ts";
import { type ExecuteOptions, executeStudy, type PlayedStudy } from "./execute/execute.ts";
import { begunRun, finishedRun } from "./execute/play-run.ts";
import { studyMakers, writeStudyMakers } from "./made-by.ts";
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
  /** USD paid for its runs so far, unfinished ones included; null where a call had no price. Not in the report, which says list prices. */
  readonly paidUsd: number | null;
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
    budgetUsd === undefined
      ? play.runtime?.sharedBudget
      : await sharedBudgetOf(schedule, play.runs, budgetUsd, play.runtime?.prices);
  const played = await executeStudy(schedule, { ...play, runtime: { ...play.runtime, sharedBudget } });
  const stopped = played.stopped?.message ?? null;
  const prices = play.runtime?.prices;
  const result = await analyseStudy(schedule, { runs: play.runs, command, failed: played.failed, stopped, prices });
  const paidUsd = await paidFor(schedule, play.runs);
  if (out === null) return { ...played, result, paidUsd, files: [] };
  const files = await writeReport(out, result);
  return { ...played, result, paidUsd, files: [...files, await writeStudyMakers(out, await studyMakers(schedule, play.runs))] };
}

/** A budget that knows what the runs have cost in earlier sessions; what had no price then has the price of now. */
async function sharedBudgetOf(schedule: StudySchedule, runs: string, budgetUsd: number, prices?: Prices): Promise<SharedBudget> {
  const priceOf = (spec: string, input: number, output: number) => costOf(prices ?? loadPrices().models, spec, input, output);
  const earlier = new Map<string, number>();
  let spent = 0;
  for (const { id } of schedule.runSpecs) {
    const summary = await finishedRun(runs, id);
    const usd =
      summary === null && !begunRun(runs, id) ? null : await spentIn(join(runs, id), (ledger) => spentBy(ledger, priceOf));
    if (summary === null && usd !== null) earlier.set(id, usd);
    // A finished run's ledger may be deleted; then its summary says what it cost.
    if (summary !== null) spent += usd ?? (await paidIn(join(runs, id), summary, prices));
  }
  const sharedBudget = createSharedBudget(budgetUsd, spent);
  for (const [id, usd] of earlier) sharedBudget.expect(id, usd);
  return sharedBudget;
}

/** What a finished run cost by its summary, its lost tries included. @throws BillpError `bad-settings` when that is not known. */
async function paidIn(folder: string, { usage }: Summary, prices?: Prices): Promise<number> {
  const { identity } = await folderStore.openRun(folder);
  const usd = usage.costUsd ?? listUsdOf(usage, resolveSettings(identity.settings), prices);
  if (usd !== null) return usd + (usage.lost?.usd ?? 0);
  throw new BillpError("bad-settings", `${folder} was played with a model without a price, so what is spent is not known.`, {
    hint: "Give one: --price provider:model=INPUT,OUTPUT (USD per million tokens; 0,0 for a server of your own).",
  });
}

async function paidFor(schedule: StudySchedule, runs: string): Promise<number | null> {
  let paid: number | null = 0;
  for (const { id } of schedule.runSpecs) {
    const summary = await finishedRun(runs, id);
    const begun = summary === null && begunRun(runs, id) ? await spentIn(join(runs, id), paidBy) : 0;
    const usd: number | null = summary === null ? begun : summary.usage.costUsd;
    paid = paid === null || usd === null ? null : paid + usd;
  }
  return paid;
}

function paidBy(ledger: Ledger): number | null {
  const { usd, unpriced } = ledger.outlay();
  return Object.keys(unpriced).length > 0 ? null : usd;
}

/** Something of a run's ledger; null when it has none, or cannot be read (playing it says why). */
async function spentIn(folder: string, of: (ledger: Ledger) => number | null): Promise<number | null> {
  try {
    const run = await folderStore.openRun(folder);
    if (!run.has("calls")) return null;
    const ledger = await run.ledger();
    try {
      return of(ledger);
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (error instanceof BillpError && error.code === "run-folder") return null;
    throw error;
  }
}
