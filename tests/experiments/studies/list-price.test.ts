/** Costs of a report are list prices: who paid, in which order, and what the cache answered change no byte of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Summary } from "../../../experiments/evaluation/summary.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { openResponseCache } from "../../../models/response-cache.ts";
import { scratch, tinyPlan, tinyStudy } from "./tiny.ts";

const folder = scratch();
const MODEL = "openai:some-model";
const prices = { [MODEL]: { input: 100, output: 400 } };

it("a study played without a cache, with an empty one, with a full one, and one run at a time: the same bytes, paid apart", async () => {
  const settings = { model: MODEL, train: 4, test: 6, lag: 2, temperature: 0 };
  const plan = await tinyPlan({ seeds: 2, settings, arms: ["act-only", "react"] });
  const cache = await openResponseCache(join(folder, "cache.sqlite"));
  const play = async (name: string, more: object, parallelRuns = 2) =>
    tinyStudy(plan, join(folder, name), { runtime: { prices, ...more }, parallelRuns });
  try {
    const studies = [
      await play("none", {}),
      await play("empty", { cache }),
      await play("full", { cache }),
      await play("one", { cache }, 1),
    ];
    const [first, ...others] = studies.map((s) => JSON.stringify(s.result));
    for (const other of others) expect(other).toBe(first);
    const paid = studies.map((s) => s.paidUsd as number);
    expect(paid[0]).toBeGreaterThan(0.01);
    expect(paid.slice(2)).toEqual([0, 0]);
    const arms = studies[0]?.result.groups[0]?.arms ?? [];
    expect(arms.reduce((sum, a) => sum + (a.cost.listUsd as number), 0)).toBeCloseTo(paid[0] as number, 9);
    for (const { cost } of arms) expect(cost.usdPerReturn).toBeGreaterThan(0);
    const estimated = arms[0]?.cost as { calls: number; estimatedCalls: number };
    expect(estimated.estimatedCalls).toBe(estimated.calls); // this model counts nothing, and the report says so
  } finally {
    cache.close();
  }
});

it("what had no price when it was played counts against a budget at the price of now, ledger or not", async () => {
  const settings = { model: MODEL, train: 2, test: 4, lag: 2 };
  const plan = await tinyPlan({ seeds: 2, settings, arms: ["act-only"] });
  const runs = join(folder, "unpriced");
  expect((await tinyStudy(plan, runs, { runtime: { prices: {} } })).paidUsd).toBeNull();
  const usage = plan.runSpecs.map(
    ({ id }) => (JSON.parse(readFileSync(runFiles(join(runs, id)).summary, "utf8")) as Summary).usage,
  );
  const owed = usage.reduce((sum, u) => sum + (u.inputTokens * 100 + u.outputTokens * 400) / 1e6, 0);
  expect(owed).toBeGreaterThan(0);
  const larger = await tinyPlan({ seeds: 3, settings, arms: ["act-only"] });
  const poor = await tinyStudy(larger, runs, { runtime: { prices }, budgetUsd: owed - 1e-9 });
  expect(poor.stopped).toMatchObject({ code: "budget", message: expect.stringContaining(`${owed.toFixed(4)} USD so far`) });
});
