/** A budget over a study knows what every run has cost, also those that were begun and are not open. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BillpError } from "../../../core/errors.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { finishedRun, playRun } from "../../../experiments/studies/execute/play-run.ts";
import { openSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import { createSharedBudget, spentBy } from "../../../models/shared-budget.ts";
import { scratch, tinyPlan, tinyRuntime, tinyStudy } from "./tiny.ts";

const folder = scratch();
const MODEL = "openai:some-model";
const prices = { [MODEL]: { input: 1, output: 4 } };

async function spent(runs: string): Promise<number> {
  let sum = 0;
  for (const run of readdirSync(runs)) {
    const ledger = await openSqliteLedger(runFiles(join(runs, run)).calls);
    sum += spentBy(ledger);
    ledger.close();
  }
  return sum;
}

it("stops before the first call when four unfinished runs have spent it all, and one plays at a time", async () => {
  const settings = { model: MODEL, train: 4, test: 6, lag: 2 };
  const plan = await tinyPlan({ seeds: 4, settings, arms: ["billp"] });
  const runs = join(folder, "runs");
  for (const runSpec of plan.runSpecs) {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new BillpError("interrupted", "Interrupted."));
    const how = {
      runs,
      workers: 1,
      keepCheckpoints: false,
      runtime: { ...tinyRuntime(), prices },
      signal: stop.signal,
      onProgress,
    };
    await expect(playRun(runSpec, how)).rejects.toThrow("Interrupted.");
    expect(await finishedRun(runs, runSpec.id)).toBeNull();
  }
  const before = await spent(runs);
  expect(before).toBeGreaterThan(0);

  const more = { parallelRuns: 1, workers: 1, runtime: { prices }, budgetUsd: before - 1e-9 };
  const second = await tinyStudy(plan, runs, more);
  expect(second.stopped?.code).toBe("budget");
  expect(second.result.missing.at(-1)).toContain("4 of 4 runs are missing, seeds 1, 2, 3, 4");
  expect(second.stopped?.message).toContain(`${before.toFixed(4)} USD so far`);
  expect(await spent(runs)).toBe(before);

  const third = await tinyStudy(plan, runs, { ...more, budgetUsd: 100 });
  expect(third).toMatchObject({ stopped: null, result: { complete: true } });
  const all = await spent(runs);
  const undisturbed = join(folder, "undisturbed");
  await tinyStudy(plan, undisturbed, { runtime: { ...tinyRuntime(), prices } });
  expect(all).toBeCloseTo(await spent(undisturbed), 9);
});

it("counts what is expected of a run once, until it joins", async () => {
  const ledger = await openSqliteLedger(":memory:");
  const sharedBudget = createSharedBudget(1, 0.25);
  sharedBudget.expect("a", 0.5);
  sharedBudget.expect("b", 0.125);
  expect(sharedBudget.spentUsd()).toBe(0.875);
  sharedBudget.of("a").join(ledger); // it brings a ledger, here an empty one
  expect(sharedBudget.spentUsd()).toBe(0.375);
  sharedBudget.of("c").join(ledger);
  expect(sharedBudget.of("b").spentUsd()).toBe(0.375);
  ledger.close();
});
