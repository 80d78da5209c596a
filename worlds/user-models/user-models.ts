/** Registry of user models: how a world's users answer. One file a model; a world of format 1 has the paper's. */
import type { Simulator } from "../simulator.ts";
import type { Rules, World } from "../world.ts";
import { windowModel } from "./window.ts";

/** Makes a simulator of a world's users under rules. */
export type UserModel = (world: World, rules: Rules) => Simulator;

/** The models by name. */
export const USER_MODELS = { window: windowModel } satisfies Record<string, UserModel>;

/** The simulator of a world under rules; by default under its own. */
export function createSimulator(world: World, rules: Rules = world.rules): Simulator {
  return USER_MODELS.window(world, rules);
}
