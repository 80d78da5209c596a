/** Outlay of an existing calls.sqlite, by scope. */
import type { Database } from "../../core/sqlite.ts";
import { addCost, createOutlays, type Outlay } from "./outlay.ts";

interface Row {
  scope: string;
  model: string;
  calls: number;
  lost: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
}

/** Priced and unpriced calls are summed apart: a null makes no sum, and takes none away. */
const part = (from: string, calls: string, outputTokens: string, lost: number): string =>
  `SELECT scope, model, ${calls} AS calls, ${lost} AS lost, sum(inputTokens) AS inputTokens, ${outputTokens} AS outputTokens,
    sum(costUsd) AS costUsd FROM ${from} GROUP BY scope, model, costUsd IS NULL`;

const COSTS = [
  part("calls WHERE finished = 1", "count(*) - coalesce(sum(cached), 0)", "sum(outputTokens)", 0),
  part("embeddings", "sum(calls)", "0", 0),
  part("losses", "count(*)", "sum(outputTokens)", 1),
].join(" UNION ALL ");

const CUT_OFF = "SELECT scope, sum(starts) - sum(finished) - sum(failures) AS cutOff FROM calls GROUP BY scope";

/** Reads it; the tables must be there. */
export function readOutlays(db: Database): Map<string, Outlay> {
  const outlays = createOutlays();
  for (const { scope, model, lost, calls, ...cost } of db.prepare(COSTS).all() as Row[]) {
    const outlay = outlays.of(scope);
    addCost(outlay, model, cost);
    if (lost === 0) outlay.calls += calls;
    else {
      outlay.lost.tries += calls;
      outlay.lost.usd += cost.costUsd ?? 0;
    }
  }
  for (const { scope, cutOff } of db.prepare(CUT_OFF).all() as { scope: string; cutOff: number }[])
    outlays.of(scope).cutOff = cutOff;
  return outlays.all;
}
