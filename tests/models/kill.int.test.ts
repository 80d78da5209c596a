/** A process killed while it writes calls loses none that it had finished. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the child until it said `calls` lines, kills it, and returns the last line it said. */
function killedAfter(calls: number, file: string): Promise<number> {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(new URL("kill-child.ts", import.meta.url)), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (said.split("\n").length > calls) child.kill("SIGKILL");
  });
  return new Promise((resolve) =>
    child.on("close", () => resolve(Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1)))),
  );
}

it("keeps every finished call", async () => {
  const file = join(folder, "calls.sqlite");
  const last = await killedAfter(137, file);
  const ledger = await openSqliteLedger(file);
  const { finished, failed, cutOff } = ledger.counts();
  expect(finished).toBeGreaterThanOrEqual(last);
  expect(finished).toBeLessThanOrEqual(last + 1); // one may have been written and not said
  expect(failed).toBe(0);
  expect(cutOff).toBeLessThanOrEqual(1);
  expect(ledger.usageByRole().actor).toMatchObject({ calls: finished, costUsd: finished / 2 });
  for (let round = 1; round <= finished; round++) {
    const entry = ledger.get({ scope: "", episode: 1, round, role: "actor", attempt: 0 });
    expect(entry).toMatchObject({ answer: `answer ${round}`, messages: `[${"the prompt ".repeat(round % 40)}${round}]` });
  }
  ledger.close();
});
