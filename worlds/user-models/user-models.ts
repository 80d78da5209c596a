/** Registry of user models: how a world's users answer. One file a model; a world of format 1 has the paper's. */
import { BillpError } from "../../core/errors.ts";
import type { Simulator } from "../simulator.ts";
import type { Rules, World } from "../world.ts";
import { countModel } from "./count.ts";
import { patienceModel } from "./patience.ts";
import { satisfactionModel } from "./satisfaction.ts";
import type { UserModel } from "./user-model.ts";
import { windowModel } from "./window.ts";

export type { UserModel };

/** The models by name. */
// biome-ignore lint/suspicious/noExplicitAny: each model has constants of its own, which its schema checks
export const USER_MODELS: Readonly<Record<string, UserModel<any>>> = {
  window: windowModel,
  patience: patienceModel,
  count: countModel,
  satisfaction: satisfactionModel,
};

/**
 * The simulator of a world under rules; by default under its own.
 * @throws BillpError `bad-world` when there is no such user model, or its constants do not fit it.
 */
export function createSimulator(world: World, rules: Rules = world.rules): Simulator {
  const { userModel: id = "window", userParameters = {} } = world;
  const model = userModelOf(id, world.id);
  const parsed = model.parameters.safeParse(userParameters);
  if (parsed.success) return model.simulate(world, rules, parsed.data);
  const [issue] = parsed.error.issues;
  const where = ["userParameters", ...(issue?.path ?? [])].join(".");
  throw new BillpError("bad-world", `${world.id}: ${where} does not fit the user model "${id}": ${issue?.message}.`, {
    hint: "docs/user-models.md says which constants each model has.",
  });
}

/** Whether the run's seed decides which people a run meets. @throws BillpError `bad-world` when there is no such user model. */
export function seedDecidesUsers({ userModel = "window", id }: Pick<World, "userModel" | "id">): boolean {
  return userModelOf(userModel, id).seeded === true;
}

/** The user model of that name. @throws BillpError `bad-world` naming the world and the models there are. */
export function userModelOf(id: string, world: string): UserModel {
  if (Object.hasOwn(USER_MODELS, id)) return USER_MODELS[id] as UserModel;
  throw new BillpError("bad-world", `${world}: there is no user model "${id}".`, {
    hint: `Known: ${Object.keys(USER_MODELS).join(", ")}.`,
  });
}
