/** Runs the study of experiments/causal.ts and prints its tables as Markdown: npx tsx scripts/causal.ts --other DIR [--seeds 1,2,3,4,5] */
import { parseArgs } from "node:util";
import { ARMS, type Arm, compareArms, playSeed } from "../experiments/causal.ts";
import type { Episode } from "../experiments/episode.ts";
import { totals } from "../experiments/metrics.ts";

const { values } = parseArgs({
  options: {
    world: { type: "string", default: "films" },
    other: { type: "string" },
    seeds: { type: "string", default: "1,2,3,4,5" },
    train: { type: "string", default: "100" },
    test: { type: "string", default: "300" },
    lanes: { type: "string", default: "8" },
    out: { type: "string", default: "runs/causal" },
    play: { type: "boolean", default: false },
  },
});
if (values.other === undefined)
  throw new Error("--other DIR: the world whose memories are the foreign ones (made by `billp world build`)");
const seeds = values.seeds.split(",").map(Number);
const bySeed = new Map<number, Record<Arm, Episode[]>>();
const { world, other, out } = values;
for (const seed of seeds) {
  const options = {
    world,
    other,
    seeds,
    train: Number(values.train),
    test: Number(values.test),
    lanes: Number(values.lanes),
    out,
  };
  const onRun = (arm: string, s: number, ms: number) => process.stderr.write(`seed ${s}, ${arm}: ${(ms / 1000).toFixed(1)} s\n`);
  bySeed.set(seed, await playSeed({ ...options, onRun }, seed));
}
if (!values.play) print();

function print(): void {
  const f = (x: number | null, digits = 2) => (x === null ? "–" : x.toFixed(digits));
  const range = (i: readonly [number, number] | null) => (i === null ? "–" : `[${f(i[0])}, ${f(i[1])}]`);
  console.log(`| arm | Len | R_each | R_traj |\n|---|---|---|---|`);
  for (const arm of ARMS) {
    const t = totals([...bySeed.values()].flatMap((arms) => arms[arm]));
    console.log(`| ${arm} | ${f(t.len)} | ${f(t.rEach, 3)} | ${f(t.rTraj)} |`);
  }
  console.log(
    `\n| billp minus | of | difference | these trained runs, 95 % | the method, 95 % | win rate | p |\n|---|---|---|---|---|---|---|`,
  );
  for (const { arm, score, result: r } of compareArms(bySeed)) {
    const what = score === "return" ? "R_traj" : "Len";
    console.log(
      `| ${arm} | ${what} | ${f(r.meanDifference)} | ${range(r.trainedRuns)} | ${range(r.method)} | ${f(r.winRate)} | ${f(r.p, 4)} |`,
    );
  }
}
