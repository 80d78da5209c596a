/** Puts films, tastes by components, rated histories and patience together into `films@2` and `films-spread@2`. */
import { makeRandom } from "../../../core/random.ts";
import { makeExample } from "../../../worlds/build/example.ts";
import { distancePercentile, summarise } from "../../../worlds/build/summary.ts";
import { type Draft, type Files, toJsonLines } from "../../../worlds/format/folder.ts";
import { toNpy } from "../../../worlds/format/npy.ts";
import { factorReward, vectorDistance } from "../../../worlds/reward-model.ts";
import type { Film } from "./clean.ts";
import { COMPONENTS, type ComponentTastes, drawComponents, factorsOf } from "./components.ts";
import { SHARES } from "./features.ts";
import { drawRatedHistory, HISTORY } from "./rated-histories.ts";
import { drawPatience, type Speeds } from "./speeds.ts";

/** Constants of both worlds. The seed was taken once, before anything was played in them. */
export const PATIENT_FILMS = { version: 2, seed: 20261125, train: 300, test: 300, limit: 30, rewardStep: 0.01 } as const;

/** Names of the two worlds, which differ in name and speeds alone. */
export const SPEEDS: Readonly<Record<string, Speeds>> = { films: "two", "films-spread": "spread" };

/** Everything of the two folders but the checksums; the files are the same for both. */
export function makePatientFilms(
  films: readonly Film[],
  dropped: Record<string, number>,
): { drafts: Readonly<Record<string, Draft>>; files: Files } {
  const { seed, rewardStep } = PATIENT_FILMS;
  const users = PATIENT_FILMS.train + PATIENT_FILMS.test;
  // One user more than the worlds have: the few-shot example, who is in no split.
  const tastes = drawComponents(films, users + 1, seed);
  const factors = factorsOf(tastes);
  const reward = factorReward(factors, 5, rewardStep);
  const drawn = Array.from({ length: users + 1 }, (_, u) => drawRatedHistory(films, (i) => reward(u, i), seed, u));
  const items = films.map(({ title, year, genre, type, quality }) => ({ title, year, categories: [genre, type], quality }));
  const known = films.map((_, i) => i).filter((i) => (films[i] as Film).votes >= 50_000);
  const example = makeExample(
    items.map((item, id) => ({ id, ...item })),
    drawn[users]?.history as number[],
    known,
    (i) => reward(users, i),
  );
  const distance = vectorDistance(factors.itemFactors);
  const beta = Math.round(distancePercentile(distance, films.length, 5, makeRandom(seed, 4)) * 1e6) / 1e6;
  const people = drawn.slice(0, users);
  const reached = summarise(people.map(({ ratings }) => ratings));
  const calibration = { reached, components: COMPONENTS, shares: SHARES, history: HISTORY, dropped };
  const drafts = Object.entries(SPEEDS).map(([name, speeds]): [string, Draft] => [
    name,
    { ...draftOf(name, films, tastes, speeds, beta), example, calibration },
  ]);
  const files = {
    "items.jsonl": toJsonLines(items),
    "users.jsonl": toJsonLines(people.map(userLine)),
    ...vectorFiles(tastes, films.length, users),
  };
  return { drafts: Object.fromEntries(drafts), files };
}

function userLine(rated: { history: readonly number[]; ratings: readonly number[] }, user: number) {
  return { key: `synthetic-${user + 1}`, split: user < PATIENT_FILMS.train ? "train" : "test", ...rated };
}

function vectorFiles({ itemFactors, userFactors, itemBias, userBias, size }: ComponentTastes, items: number, users: number) {
  return {
    "item_factors.npy": toNpy(itemFactors.data, [items, size]),
    "item_bias.npy": toNpy(itemBias, [items]),
    "user_factors.npy": toNpy(userFactors.data.slice(0, users * size), [users, size]),
    "user_bias.npy": toNpy(userBias.slice(0, users), [users]),
  };
}

function draftOf(
  name: string,
  films: readonly Film[],
  { itemFactors, userFactors }: ComponentTastes,
  speeds: Speeds,
  beta: number,
): Omit<Draft, "example" | "calibration"> {
  const { version, seed, train, test, limit, rewardStep } = PATIENT_FILMS;
  const of = (field: "genre" | "type") => [...new Set(films.map((film) => film[field]))].sort();
  return {
    format: 2,
    name,
    version,
    noun: { one: "film", many: "films" },
    source:
      "Films: movies.json of the npm package vega-datasets (see NOTICE; states no licence). Users: synthetic, docs/worlds.md.",
    counts: { items: films.length, users: train + test, train, test },
    seeds: { tastes: seed },
    // Window, β and threshold are for a user model that asks for them; patience does not.
    rules: { window: 4, beta, floor: 2, limit, repeats: "leave", firstRoundSafe: false },
    userModel: { id: "patience", ...drawPatience(of("genre"), of("type"), speeds, seed) },
    rewardMax: 5,
    rewardStep,
    reward: {
      kind: "factors",
      mean: COMPONENTS.mean,
      userFactors: "user_factors.npy",
      itemFactors: "item_factors.npy",
      userBias: "user_bias.npy",
      itemBias: "item_bias.npy",
    },
    distance: { kind: "vectors", file: "item_factors.npy" },
    scales: { "item_factors.npy": itemFactors.scale, "user_factors.npy": userFactors.scale },
    // The beam search knows the rule of the window, and nothing of patience: its share is no measure here.
    sanity: { users: 300, seed: 1, randomLen: [3, 8], greedyShareOfOracle: 1 },
  };
}
