/** Runs that are the same by construction: for every seed, or under two names. They are played once, and counted once. */
import { modelOf, type ResolvedSettings, ROLES } from "../../../core/settings.ts";
import { ignoresSeed, learns, wiringOf } from "../../../methods/derived.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { seedDecidesUsers } from "../../../worlds/user-models/user-models.ts";
import type { World } from "../../../worlds/world.ts";

/** Seed of the one run that stands for every seed, in whatever study, so that studies share it. */
export const EVERY_SEED = 1;

/**
 * Whether the test of a run is the same for every seed: a policy that draws nothing, or a method that learns nothing with the offline model,
 * whose rules look at neither the sampling seed nor at the kinds that the category tool draws; in a world whose users the seed does not decide.
 */
export function sameForEverySeed(settings: ResolvedSettings, world: Pick<World, "id" | "userModel">): boolean {
  if (seedDecidesUsers(world)) return false;
  if (isPolicy(settings.method)) return ignoresSeed(settings.method);
  const offline = ROLES.every((role) => modelOf(settings, role) === "offline") && settings.embedding === "offline";
  return offline && !learns(settings.method) && !settings.plans;
}

/** Name of what a run plays: equal for two methods of one wiring under the same settings. */
export function wiringKey(settings: ResolvedSettings, world: string, origin: string): string {
  return JSON.stringify([world, { ...settings, method: wiringOf(settings.method) ?? `policy ${settings.method}` }, origin]);
}
