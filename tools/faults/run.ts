/**
 * Mutation run: makes each hand-made fault in a scratch copy and looks whether the unit suite notices. `npm run faults [-- ID…]`.
 * Without ids all are played and docs/faults-score.md is written. Takes about half an hour on two cores. `--red FILES` names test files that
 * fail without any fault, so that the whole suite need not be run to find them (`--red none`). `--near` plays
 * the mirrored folder of tests alone: quick, and a survivor of it may still be noticed further away.
 */
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FAULTS, staleness } from "./faults.ts";
import type { Fault } from "./list/fault.ts";
import { playFault, type Verdict } from "./play.ts";
import { writeScore } from "./score.ts";
import { makeScratch, type Scratch } from "./scratch.ts";
import { failingFiles } from "./vitest.ts";

const ROOT = join(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    near: { type: "boolean", default: false },
    red: { type: "string" },
    workers: { type: "string", default: String(Math.max(1, Math.min(2, cpus().length))) },
  },
});

const chosen =
  positionals.length === 0 ? FAULTS : FAULTS.filter((f) => positionals.some((p) => f.id === p || f.file.startsWith(p)));
const stale = chosen.flatMap((f) => staleness(f, ROOT) ?? []);
for (const line of stale) console.error(`stale: ${line}`);
if (values.list) for (const { id, file, why } of chosen) console.log(`${id}  ${file}  ${why}`);
else if (!values.check) await play(chosen.filter((f) => staleness(f, ROOT) === null));
if (stale.length > 0) process.exitCode = 1;

async function play(faults: readonly Fault[]): Promise<void> {
  const scratches = Array.from({ length: Number(values.workers) }, () => makeScratch(ROOT));
  const verdicts = new Map<string, Verdict>();
  try {
    const red = values.red?.split(",") ?? (await failingFiles(scratches[0] as Scratch));
    if (red.length > 0) console.error(`red without any fault, and left out: ${red.join(", ")}`);
    const waiting = [...faults];
    const work = async (scratch: Scratch) => {
      for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
        const verdict = await playFault(fault, scratch, { red, nearOnly: values.near });
        verdicts.set(fault.id, verdict);
        console.log(
          `${verdicts.size}/${faults.length}  ${verdict.caught ? "caught  " : "SURVIVED"}  ${fault.id}  ${verdict.by ?? fault.file}`,
        );
      }
    };
    await Promise.all(scratches.map(work));
  } finally {
    for (const scratch of scratches) scratch.remove();
  }
  const survivors = faults.filter((f) => verdicts.get(f.id)?.caught === false);
  console.log(`${faults.length - survivors.length} of ${faults.length} caught`);
  if (positionals.length === 0 && !values.near) writeScore(join(ROOT, "docs/faults-score.md"), faults, verdicts);
  if (survivors.length > 0) process.exitCode = 1;
}
