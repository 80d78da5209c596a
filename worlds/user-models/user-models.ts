/** Registry of user models: how a world's users answer. One file a model; a world of format 1 has the paper's. */
import { BillpError } from "../../core/errors.ts";
import type { Simulator } from "../simulator.ts";
import type { Rules, World } from "../world.ts";
import { windowModel } from "./window.ts";

/** Makes a simulator of a world's users under rules. */
export type UserModel = (world: World, rules: Rules) => Simulator;

/** The models by name. */
export const USER_MODELS = { window: windowModel } satisfies Record<string, UserModel>;

/** The simulator of a world under rules; by default under its own. @throws BillpError `bad-world` when it has no such user model. */
export function createSimulator(world: World, rules: Rules = world.rules): Simulator {
  const { userModel = "window" } = world;
  if (Object.hasOwn(USER_MODELS, userModel)) return USER_MODELS[userModel as keyof typeof USER_MODELS](world, rules);
  throw new BillpError("bad-world", `${world.id}: there is no user model "${userModel}".`, {
    hint: `Known: ${Object.keys(USER_MODELS).join(", ")}.`,
  });
}
