/**
 * All benchmarks, or those named: `npm run bench`, `npm run bench -- plumbing workers`. Prints the figures; a whole run also puts them,
 * with the machine, into docs/benchmarks.md. Ends with code 1 when a bound is missed.
 */
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { bench as breakdown } from "./breakdown.ts";
import { bench as workers } from "./busy-workers.ts";
import { bench as compare } from "./compare.ts";
import { bench as plumbing } from "./plumbing.ts";
import { bench as replay } from "./replay.ts";
import { figure, type Row, tableOf } from "./rows.ts";
import { bench as starts } from "./starts.ts";
import { bench as users } from "./users.ts";
import { bench as world } from "./world.ts";

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  world: async () => (await world()).map((r) => figure(r.name, r.value, r.unit)),
  users: async () => (await users()).map((r) => figure(r.name, r.value, r.unit)),
  breakdown,
  plumbing,
  starts,
  workers,
  replay,
  compare,
};

const RECORD = new URL("../../docs/benchmarks.md", import.meta.url);
const [BEGIN, END] = ["<!-- figures: written by npm run bench -->", "<!-- end of figures -->"];

const load = () =>
  loadavg()
    .map((x) => x.toFixed(1))
    .join(", ");

function machine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${cpu?.model.trim()}, ${cpus().length} cores, ${memory}, Node ${process.version}`;
}

async function record(sections: readonly string[]): Promise<void> {
  const text = await readFile(RECORD, "utf8");
  const [head, rest] = text.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (tail === undefined) throw new Error(`docs/benchmarks.md: the lines "${BEGIN}" and "${END}" are missing`);
  await writeFile(RECORD, `${head}${BEGIN}\n\n${machine()}\n\n${sections.join("\n\n")}\n\n${END}${tail}`);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(" or ")}; there are ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}
console.log(machine());
const sections: string[] = [];
let missed = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const rows = await bench();
  missed += rows.filter((r) => r.ok === false).length;
  const section = `**${name}** (load average after it: ${load()})\n\n${tableOf(rows)}`;
  console.log(`\n${section}`);
  sections.push(section);
}
if (asked.length === 0) await record(sections);
console.log(missed === 0 ? "\nAll bounds hold." : `\n${missed} bound(s) missed.`);
process.exitCode = missed === 0 ? 0 : 1;
