/** One budget and one rate limit over all runs of a study, against a server that bills every request. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import { spentBy } from "../../../models/shared-budget.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { billp, type Ended, scratch } from "../../apps/cli/spawn.ts";
import type { Stub } from "../../stubs/openai-server.ts";
import { MODEL, serveOffline } from "./served-offline.ts";

const folder = scratch();
let stub: Stub;
beforeAll(async () => {
  stub = await serveOffline(await loadWorld("films"));
});
afterAll(() => stub.close());

const WHAT = ["--methods", "billp,react,random", "--seeds", "2", "--train", "3", "--test", "3", "--limit", "4", "--lag", "1"];
const HOW = ["--model", MODEL, "--price", `${MODEL}=1,4`, "--beside", "3", "--lanes", "2", "--concurrent", "2"];

function compare(name: string, budget: string): Promise<Ended> {
  const where = ["--base-url", stub.url, "--runs", `${name}-runs`, "--out", name];
  return billp(folder, "compare", ...WHAT, ...HOW, ...where, "--budget", budget);
}

/** The files of a report by name. */
function report(name: string): Record<string, string> {
  return Object.fromEntries(readdirSync(join(folder, name)).map((f) => [f, readFileSync(join(folder, name, f), "utf8")]));
}

interface Read {
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly groups: readonly {
    readonly arms: readonly {
      readonly name: string;
      readonly runs: readonly unknown[];
      readonly cost: { readonly listUsd: number };
    }[];
    readonly comparisons: readonly { readonly arm: string; readonly difference: number | null; readonly pairs: number }[];
  }[];
}
const study = (name: string) => JSON.parse(report(name)["study.json"] as string) as Read;

/** What all ledgers of the runs say was spent. */
async function spent(name: string): Promise<number> {
  let sum = 0;
  for (const run of readdirSync(join(folder, `${name}-runs`))) {
    const ledger = await openSqliteLedger(join(folder, `${name}-runs`, run, "calls.sqlite"));
    sum += spentBy(ledger);
    ledger.close();
  }
  return sum;
}

it("stops all runs, leaves a valid report that says so, and goes on with what is left", async () => {
  const whole = await compare("whole", "50");
  expect(whole.stderr).not.toContain("billp:");
  expect(whole.code).toBe(0);
  const full = study("whole");
  expect(full.complete).toBe(true);
  const total = full.groups[0]?.arms.reduce((sum, arm) => sum + arm.cost.listUsd, 0) as number;
  const paid = await spent("whole");
  // Runs that came out the same (this model ignores the seed) are counted once in the report, and were paid each.
  expect(total).toBeLessThanOrEqual(paid + 1e-9);
  expect(total).toBeGreaterThan(paid / 2);
  expect(stub.peak).toBeLessThanOrEqual(2);

  const half = (paid / 2).toFixed(4);
  const stopped = await compare("stopped", half);
  expect(stopped.code).toBe(3);
  expect(stopped.stderr).toContain("larger --budget");
  const first = await spent("stopped");
  expect(first).toBeGreaterThanOrEqual(Number(half));
  expect(first).toBeLessThan(Number(half) + total / 10); // beyond the budget: only the calls that were in flight
  const partial = study("stopped");
  expect(partial.complete).toBe(false);
  expect(partial.missing[0]).toContain("budget");
  expect(partial.missing.slice(1).every((line) => /on films@1: \d of 2 runs are missing, seeds [12]/.test(line))).toBe(true);
  for (const row of partial.groups[0]?.comparisons ?? []) {
    const finished = partial.groups[0]?.arms.find((arm) => arm.name === row.arm)?.runs.length ?? 0;
    if (finished === 0) expect(row).toMatchObject({ difference: null, pairs: 0 });
  }
  expect(report("stopped")["report.html"]).toContain("This study is not complete");
  expect(report("stopped")["report.md"]).toContain("This study is not complete");

  // Not a cent more than before: what was spent in the first session counts, in finished and in unfinished runs.
  const again = await compare("stopped", half);
  expect(again.code).toBe(3);
  expect(await spent("stopped")).toBeLessThan(first + total / 10);

  expect((await compare("stopped", "50")).code).toBe(0);
  expect(report("stopped")).toEqual(report("whole"));
  expect(await spent("stopped")).toBeCloseTo(paid, 9); // no finished call was paid twice
});

it("is demanded for a model that costs, before anything is sent", async () => {
  const asked = stub.requests.length;
  const { code, stderr } = await billp(folder, "compare", ...WHAT, ...HOW, "--base-url", stub.url, "--out", "unpaid");
  expect(code).toBe(2);
  expect(stderr).toContain("--budget");
  expect(stub.requests.length).toBe(asked);
});
