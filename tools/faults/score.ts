/** The score of a mutation run as a page: how many faults were noticed, by which tests, and which survived. */
import { writeFileSync } from "node:fs";
import type { Fault } from "./list/fault.ts";
import type { Verdict } from "./play.ts";

/** Writes the page. */
export function writeScore(path: string, faults: readonly Fault[], verdicts: ReadonlyMap<string, Verdict>): void {
  const caught = faults.filter((f) => verdicts.get(f.id)?.caught);
  const golden = faults.filter((f) => verdicts.get(f.id)?.goldenOnly);
  const survivors = faults.filter((f) => !verdicts.get(f.id)?.caught);
  const rooms = [...new Set(faults.map(roomOf))];
  const text = `# Faults that the unit tests notice

Written by \`npm run faults\`; do not edit. ${new Date().toISOString().slice(0, 10)}.

**${caught.length} of ${faults.length}** hand-made faults (tools/faults/) make a unit test fail; ${golden.length} of them only a golden run.

| room | faults | noticed | by golden runs alone |
|---|---|---|---|
${rooms.map((r) => `| ${r} | ${count(faults, r)} | ${count(caught, r)} | ${count(golden, r)} |`).join("\n")}

## Survivors

${table(survivors, (f) => f.why, "what would be wrong")}
## Noticed by golden runs alone

${table(golden, (f) => f.why, "what would be wrong")}
## Noticed

${table(caught, (f) => verdicts.get(f.id)?.by ?? "", "first test that failed")}`;
  writeFileSync(path, text);
}

function table(faults: readonly Fault[], last: (fault: Fault) => string, head: string): string {
  if (faults.length === 0) return "None.\n";
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const rows = faults.map((f) => `| ${f.id} | ${f.file} | ${cell(last(f))} |`);
  return `| fault | file | ${head} |\n|---|---|---|\n${rows.join("\n")}\n`;
}

const roomOf = ({ file }: Fault) => file.split("/")[0] as string;
const count = (faults: readonly Fault[], room: string) => faults.filter((f) => roomOf(f) === room).length;
