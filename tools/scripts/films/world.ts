/** Puts the clean films and drawn users together into the files of the embedded world `films`. */

import { makeRandom } from "../../../core/random.ts";
import { makeExample } from "../../../worlds/build/example.ts";
import { distancePercentile, summarise } from "../../../worlds/build/summary.ts";
import { type Draft, type Files, toJsonLines } from "../../../worlds/format/folder.ts";
import { toNpy } from "../../../worlds/format/npy.ts";
import { type Factors, factorReward, vectorDistance } from "../../../worlds/reward-model.ts";
import type { Film } from "./clean.ts";
import { drawHistory, drawTastes, TASTE } from "./tastes.ts";

/** Constants of the world, chosen by the sanity band alone (docs/worlds.md). */
export const FILMS = {
  version: 1,
  seed: 20240307,
  train: 300,
  test: 300,
  window: 4,
  betaPercentile: 5,
  limit: 30,
  rewardStep: 0.01,
} as const;

/** Figures of ml-latest-small that the users resemble, by `summarise` (worlds/build/summary.ts). */
export const TARGET = {
  log: "ml-latest-small: 610 users, 100,836 ratings",
  mean: 3.5016,
  sd: 1.0425,
  histogram: [0.0415, 0.0926, 0.2538, 0.3962, 0.2158],
  userMean: [3.6572, 0.4802],
  userSd: [0.9186, 0.2626],
} as const;

/** Everything of data/films but the checksums. */
export function makeFilmsWorld(films: readonly Film[], dropped: Record<string, number>): { draft: Draft; files: Files } {
  const users = FILMS.train + FILMS.test;
  // One user more than the world has: the few-shot example, who is in no split.
  const tastes = drawTastes(films, users + 1, FILMS.seed);
  const reward = factorReward(tableOf(films.length, users + 1, tastes), 5, FILMS.rewardStep);
  const histories = Array.from({ length: users + 1 }, (_, u) => drawHistory(films, (i) => reward(u, i), FILMS.seed, u));
  const items = films.map(({ title, year, genre, type, quality }) => ({ title, year, categories: [genre, type], quality }));
  const known = films.map((_, i) => i).filter((i) => (films[i] as Film).votes >= 50_000);
  const example = makeExample(
    items.map((item, id) => ({ id, ...item })),
    histories[users] as number[],
    known,
    (i) => reward(users, i),
  );
  const distance = vectorDistance({ data: tastes.itemFactors, rows: films.length, columns: TASTE.factors });
  const beta = distancePercentile(distance, films.length, FILMS.betaPercentile, makeRandom(FILMS.seed, 4));
  const reached = summarise(histories.slice(0, users).map((history, u) => history.map((i) => reward(u, i))));
  const files = {
    "items.jsonl": toJsonLines(items),
    "users.jsonl": toJsonLines(histories.slice(0, users).map(userLine)),
    "item_factors.npy": toNpy(tastes.itemFactors, [films.length, TASTE.factors]),
    "item_bias.npy": toNpy(tastes.itemBias, [films.length]),
    "user_factors.npy": toNpy(tastes.userFactors.slice(0, users * TASTE.factors), [users, TASTE.factors]),
    "user_bias.npy": toNpy(tastes.userBias.slice(0, users), [users]),
  };
  return {
    draft: { ...draftOf(films.length, beta), example, calibration: { target: TARGET, reached, taste: TASTE, dropped } },
    files,
  };
}

function userLine(history: readonly number[], user: number) {
  return { key: `synthetic-${user + 1}`, split: user < FILMS.train ? "train" : "test", history };
}

function draftOf(items: number, beta: number): Omit<Draft, "example" | "calibration"> {
  return {
    format: 1,
    name: "films",
    version: FILMS.version,
    noun: { one: "film", many: "films" },
    source:
      "Films: movies.json of the npm package vega-datasets (see NOTICE; states no licence). Users: synthetic, docs/worlds.md.",
    counts: { items, users: FILMS.train + FILMS.test, train: FILMS.train, test: FILMS.test },
    seeds: { tastes: FILMS.seed },
    rules: {
      window: FILMS.window,
      beta: Math.round(beta * 1e6) / 1e6,
      floor: 2,
      limit: FILMS.limit,
      repeats: "leave",
      firstRoundSafe: false,
    },
    rewardMax: 5,
    rewardStep: FILMS.rewardStep,
    reward: {
      kind: "factors",
      mean: TASTE.mean,
      userFactors: "user_factors.npy",
      itemFactors: "item_factors.npy",
      userBias: "user_bias.npy",
      itemBias: "item_bias.npy",
    },
    distance: { kind: "vectors", file: "item_factors.npy" },
    sanity: { users: 300, seed: 1, randomLen: [1.5, 5], greedyShareOfOracle: 0.5 },
  };
}

function tableOf(items: number, users: number, tastes: ReturnType<typeof drawTastes>): Factors {
  return {
    mean: TASTE.mean,
    userFactors: { data: tastes.userFactors, rows: users, columns: TASTE.factors },
    itemFactors: { data: tastes.itemFactors, rows: items, columns: TASTE.factors },
    userBias: tastes.userBias,
    itemBias: tastes.itemBias,
  };
}
