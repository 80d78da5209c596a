/**
 * Speed of user models: `npx tsx tools/bench/users.ts`. Steps a second of each on the films, one core, no graph, no model; beside it the same
 * arithmetic as a bare loop over the same arrays, which keeps no state and changes its arrays in place.
 */
import { pathToFileURL } from "node:url";
import { makeRandom } from "../../core/random.ts";
import { categoriesOf } from "../../worlds/categories.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import type { Simulator } from "../../worlds/simulator.ts";
import { itemCategories } from "../../worlds/user-models/item-categories.ts";
import { patienceOf } from "../../worlds/user-models/patience.ts";
import { PatienceSchema } from "../../worlds/user-models/patience-parameters.ts";
import { createSimulator, USER_MODELS } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";
import type { BenchRow } from "./world.ts";

const STEPS = 1_000_000;
const USERS = 100;
const MASK = 0xffff;

/** The films with constants of patience such as `films@2` has: half of the kinds tire at once. */
const patienceOfFilms = (films: World) =>
  PatienceSchema.parse({
    ...{ seed: 1, shape: 8, perRound: 1 / 33, boredomCost: 0.14, shortfallCost: 0.17, aspiration: 3.5, boredomDrop: 0.5 },
    ...{ ratingStep: 0.01, exposure: "whole" },
    categories: categoriesOf(films).map((name, i) => ({ name, weight: 1, tires: i % 2 ? 0.05 : 2.5, keeps: 0.85 })),
  });

/** Steps a second of every model, of the bare loop of patience, and the ratio of the two. */
export async function bench(): Promise<BenchRow[]> {
  const films = await loadWorld("films");
  const random = makeRandom(1);
  const items = Int32Array.from({ length: MASK + 1 }, () => random.int(films.items.length));
  const rows: BenchRow[] = [];
  const speeds = new Map<string, number>();
  for (const model of Object.keys(USER_MODELS)) {
    const userParameters = model === "patience" ? { ...patienceOfFilms(films) } : {};
    const simulator = createSimulator({ ...films, userModel: model, userParameters });
    speeds.set(
      model,
      best(() => stepsOf(simulator, items)),
    );
  }
  const bare = best(() => bareSteps(films, items));
  const floor = best(() => rewardsAlone(films, items));
  for (const [model, speed] of speeds) rows.push({ name: `users, ${model}: random items`, value: speed, unit: "steps/s" });
  rows.push({ name: "users, patience: the bare loop over the same arrays", value: bare, unit: "steps/s" });
  rows.push({ name: "users: rewards alone", value: floor, unit: "steps/s" });
  const ratio = (speed: number, of: number) => Math.round((100 * speed) / of) / 100;
  rows.push({
    name: "users, patience: share of the bare loop's speed",
    value: ratio(speeds.get("patience") as number, bare),
    unit: "",
  });
  for (const [model, speed] of speeds)
    rows.push({ name: `users, ${model}: share of the speed of rewards alone`, value: ratio(speed, floor), unit: "" });
  return rows;
}

/** The fastest of three, after one to warm up: others use the machine too. */
function best(run: () => number): number {
  run();
  return Math.max(run(), run(), run());
}

const perSecond = (begun: number) => Math.round((STEPS / (performance.now() - begun)) * 1000);

/** Steps over users in turn, a new stay whenever one ends. */
function stepsOf(simulator: Simulator, items: Int32Array): number {
  const begun = performance.now();
  let user = 0;
  let state = simulator.start(user, 1);
  for (let n = 0; n < STEPS; n++) {
    const result = simulator.step(state, items[n & MASK] as number);
    state = result.state;
    if (!result.terminated && !result.truncated) continue;
    user = (user + 1) % USERS;
    state = simulator.start(user, 1);
  }
  return perSecond(begun);
}

/** What a step of patience must compute at least: the reward, the boredom, what is spent, and how tired the user then is. */
function bareSteps(world: World, items: Int32Array): number {
  const p = patienceOfFilms(world);
  const table = itemCategories(
    world,
    p.categories.map((c) => c.name),
    (c) => p.categories[c]?.weight as number,
  );
  const [start, category, share] = [table.start, table.category, table.share];
  const tires = Float64Array.from(p.categories, (c) => c.tires);
  const keeps = Float64Array.from(p.categories, (c) => c.keeps);
  const patience = Float64Array.from({ length: USERS }, (_, user) => patienceOf(p, user, 1));
  const tired = new Float64Array(tires.length);
  const begun = performance.now();
  let [user, spent, rounds] = [0, 0, 0];
  for (let n = 0; n < STEPS; n++) {
    const item = items[n & MASK] as number;
    const [from, end] = [start[item] as number, start[item + 1] as number];
    let b = 0;
    for (let k = from; k < end; k++) {
      const c = category[k] as number;
      b += (share[k] as number) * (tires[c] as number) * (tired[c] as number);
    }
    const felt = Math.min(5, Math.max(1, world.reward(user, item) - p.boredomDrop * b));
    spent += p.perRound + p.boredomCost * b + p.shortfallCost * Math.max(0, p.aspiration - felt);
    for (let c = 0; c < tired.length; c++) tired[c] = (keeps[c] as number) * (tired[c] as number);
    for (let k = from; k < end; k++) tired[category[k] as number] = (tired[category[k] as number] as number) + 1;
    if (++rounds < world.rules.limit && spent < (patience[user] as number)) continue;
    user = (user + 1) % USERS;
    [spent, rounds] = [0, 0];
    tired.fill(0);
  }
  return perSecond(begun);
}

/** What every model must ask for: the reward of each step. */
function rewardsAlone(world: World, items: Int32Array): number {
  const begun = performance.now();
  let sum = 0;
  for (let n = 0; n < STEPS; n++) sum += world.reward(n % USERS, items[n & MASK] as number);
  if (!Number.isFinite(sum)) throw new Error("a reward is no number");
  return perSecond(begun);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  for (const { name, value, unit } of await bench()) console.log(`${name}: ${value.toLocaleString("en")} ${unit}`);
