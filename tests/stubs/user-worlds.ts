/** The tiny world with each user model: constants as a world would store them, small enough to play by the thousand. */
import { categoriesOf } from "../../worlds/categories.ts";
import type { PatienceParameters } from "../../worlds/user-models/patience-parameters.ts";
import type { World } from "../../worlds/world.ts";
import { tinyWorld } from "./tiny-world.ts";

/** Constants of patience for the tiny world's five kinds, two of which tire at once. */
export const PATIENCE: PatienceParameters = {
  seed: 3,
  shape: 8,
  perRound: 1 / 33,
  boredomCost: 0.14,
  shortfallCost: 0.17,
  aspiration: 3.5,
  boredomDrop: 0.5,
  ratingStep: 0.01,
  exposure: "whole",
  categories: ["Drama", "Comedy", "Horror", "Western", "Musical"].map((name, i) => ({
    name,
    weight: i < 3 ? 0.7 : 0.3,
    tires: i % 2 === 0 ? 2.5 : 0.05,
    keeps: 0.85,
  })),
};

/** The same constants for another world's kinds. */
export function patienceFor(world: World): PatienceParameters {
  const categories = categoriesOf(world).map((name, i) => ({ name, weight: 1, tires: i % 2 === 0 ? 2.5 : 0.05, keeps: 0.85 }));
  return { ...PATIENCE, categories };
}

/** The tiny world of a user model; those beside patience have their own default constants. */
export function userWorld(userModel: string, limit = 30): World {
  const world = tinyWorld(`${userModel}@1`);
  const rules = { ...world.rules, limit };
  return { ...world, rules, userModel, ...(userModel === "patience" ? { userParameters: { ...PATIENCE } } : {}) };
}
