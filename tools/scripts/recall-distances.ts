/** Distances of remembered states, for docs/fidelity.md: quantiles of cosine distances after a training run on a development seed. */
import { runExperiment } from "../../experiments/runs/run.ts";
import { dot } from "../../memory/retriever.ts";
import { hashEmbedding } from "../../models/offline/hash-embedding.ts";
import { loadWorld } from "../../worlds/format/load.ts";

const world = await loadWorld("films");
const { memories, episodes } = await runExperiment({
  settings: { method: "billp", seed: 900, train: 100, test: 20 },
  out: null,
  workers: 8,
});
const states = [...new Set(memories.flatMap((m) => m.experience.map((e) => e.state)))].map((s) => hashEmbedding(s));
const rows: { nearest: number; median: number }[] = [];
for (const e of episodes.filter((x) => x.split === "test")) {
  const titles = (world.users[e.user]?.history ?? []).map((i) => world.items[i]?.title ?? "");
  e.rounds.forEach((_, n) => {
    const shown = e.rounds.slice(0, n).flatMap((r) => (r.title === null ? [] : [r.title]));
    const query = hashEmbedding([...titles, ...shown].slice(-10).join("; "));
    const distances = states.map((s) => 1 - dot(query, 0, s, 0, query.length)).sort((a, b) => a - b);
    rows.push({ nearest: distances[0] ?? 0, median: distances[distances.length >> 1] ?? 0 });
  });
}
for (const what of ["nearest", "median"] as const) {
  const sorted = rows.map((r) => r[what]).sort((a, b) => a - b);
  const at = [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => `${p * 100} %: ${sorted[Math.floor(p * sorted.length)]?.toFixed(3)}`);
  console.log(`${what.padEnd(8)} ${at.join(", ")}  (${rows.length} states against ${states.length})`);
}
