/** Speed of the environment alone: `npx tsx tools/bench/world.ts`. One core, no graph, no model; the aim is a million steps a second. */
import { pathToFileURL } from "node:url";
import { makeRandom } from "../../core/random.ts";
import { playPolicy } from "../../methods/play-policy.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import type { Simulator } from "../../worlds/simulator.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";

/** One figure of a benchmark. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const STEPS = 2_000_000;

/** Measures steps a second with random items and with long, accepted episodes, and the oracle's time a user. */
export async function bench(idOrFolder = "films"): Promise<BenchRow[]> {
  const world = await loadWorld(idOrFolder);
  const users = world.users.filter((user) => user.split === "test").slice(0, 100);
  const simulator = createSimulator(world);
  const random = makeRandom(1);
  const items = Int32Array.from({ length: 1 << 16 }, () => random.int(world.items.length));
  const plans = users.map((user) => playPolicy(world, simulator, "oracle", user.id, 1).items);
  const play = (next: (user: number, round: number, count: number) => number) =>
    playSteps(simulator, users.length, users[0]?.id ?? 0, next);
  const byChance = (_: number, __: number, count: number) => items[count & 0xffff] as number;
  const byPlan = (user: number, round: number) => (plans[user] as readonly number[])[round] as number;
  play(byChance);
  play(byPlan);
  const start = performance.now();
  for (const user of users) playPolicy(world, simulator, "oracle", user.id, 1);
  const oracle = (performance.now() - start) / users.length;
  return [
    { name: `${world.id}: random items`, value: play(byChance), unit: "steps/s" },
    { name: `${world.id}: accepted episodes of full length`, value: play(byPlan), unit: "steps/s" },
    { name: `${world.id}: oracle search`, value: Math.round(oracle * 100) / 100, unit: "ms/user" },
  ];
}

/** Plays STEPS steps over users in turn, a new episode whenever one ends; returns steps a second. */
function playSteps(
  simulator: Simulator,
  users: number,
  first: number,
  next: (u: number, round: number, count: number) => number,
): number {
  let user = 0;
  let state = simulator.start(first, 1);
  const start = performance.now();
  for (let count = 0; count < STEPS; count++) {
    const result = simulator.step(state, next(user, state.items.length, count));
    state = result.state;
    if (!result.terminated && !result.truncated) continue;
    user = (user + 1) % users;
    state = simulator.start(first + user, 1);
  }
  return Math.round((STEPS / (performance.now() - start)) * 1000);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const { name, value, unit } of await bench(process.argv[2])) console.log(`${name}: ${value.toLocaleString("en")} ${unit}`);
}
