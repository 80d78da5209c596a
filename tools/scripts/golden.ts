/** Golden hashes, written anew: `npm run golden`, when results have moved on purpose. Says which did. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { GOLDEN, type Golden, goldenRuns, playGolden } from "../../tests/golden/runs.ts";

const before = existsSync(GOLDEN) ? (JSON.parse(readFileSync(GOLDEN, "utf8")) as Record<string, Golden>) : {};
const after: Record<string, Golden> = {};
for (const run of goldenRuns()) {
  after[run.name] = await playGolden(run);
  if (JSON.stringify(before[run.name]) !== JSON.stringify(after[run.name])) console.log(`moved: ${run.name}`);
}
for (const name of Object.keys(before)) if (!(name in after)) console.log(`gone: ${name}`);
writeFileSync(GOLDEN, `${JSON.stringify(after, null, 2)}\n`);
