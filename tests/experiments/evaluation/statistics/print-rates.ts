/** Prints docs/statistics.md's table of simulated rates: `npx tsx tests/experiments/evaluation/statistics/print-rates.ts [tables]`. About three minutes for 20,000. */
import { rates, SETTINGS } from "./simulate.ts";

const times = Number(process.argv[2] ?? 20_000);
const percent = (x: number | null) => (x === null ? "" : `${(100 * x).toFixed(1)} %`);
console.log(
  "| differences | users × seeds | spread of users, seeds (a cell's is 1) | method's p ≤ 5 % | trained runs' p ≤ 5 % |",
);
console.log("|---|---|---|---|---|");
for (const s of SETTINGS) {
  const { method } = rates(s, times, { seed: 7 });
  const { trainedRuns } = rates(s, Math.ceil(times / 10), { seed: 7, flips: 500 });
  const spread = s.kind === "returns" ? `${s.sdUser}, ${s.sdSeed} (log-odds)` : `${s.sdUser}, ${s.sdSeed}`;
  console.log(`| ${s.name} | ${s.users} × ${s.seeds} | ${spread} | ${percent(method)} | ${percent(trainedRuns)} |`);
}

// Mixtures of components: the mean squares of users and seeds as multiples of the cells'.
const found = [1, 1.2, 1.5, 2, 3, 6, 20].flatMap((users) =>
  [1, 1.5, 2, 3, 5, 10, 30, 100].map((seeds) => {
    const [sdUser, sdSeed] = [Math.sqrt((users - 1) / 5), Math.sqrt((seeds - 1) / 60)];
    return rates({ name: "", users: 60, seeds: 5, sdUser, sdSeed, kind: "normal" }, times, { seed: 7 }).method;
  }),
);
console.log(`\n${found.length} mixtures, 60 × 5, normal: ${percent(Math.min(...found))} to ${percent(Math.max(...found))}`);
