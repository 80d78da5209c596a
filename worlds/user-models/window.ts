/** User model `window`: the paper's quit rule over the last W items, pure and without randomness. */
import { createMask } from "../mask.ts";
import type { QuitReason, Simulator, StepResult, UserState } from "../simulator.ts";
import type { Catalogue, Rules, Truth, Users } from "../world.ts";

/** What the model simulates from. */
export type WindowData = Pick<Catalogue, "id" | "items"> & Users & Truth;

/**
 * Simulator in which a user quits at a repeat (under `leave`), when the item is closer than β to one of the last W items, or when its
 * reward is below the rating threshold, in this order; otherwise the round is accepted.
 */
export function windowModel(world: WindowData, rules: Rules): Simulator {
  const mask = createMask(world.users, rules);
  return {
    rules,
    allowed: mask.allowed,
    start(user) {
      if (world.users[user] === undefined) throw new RangeError(`user ${user} is not in world ${world.id}`);
      return { user, items: [] };
    },
    step(state, item): StepResult {
      if (!(Number.isInteger(item) && item >= 0 && item < world.items.length))
        throw new RangeError(`item ${item} is not in world ${world.id}`);
      const worldReward = world.reward(state.user, item);
      const reason = quitReason(state, item, worldReward);
      const next = { user: state.user, items: [...state.items, item] };
      return {
        reward: reason === null ? worldReward : 0,
        worldReward,
        terminated: reason !== null,
        reason,
        truncated: reason === null && next.items.length >= rules.limit,
        state: next,
      };
    },
  };

  function quitReason(state: UserState, item: number, reward: number): QuitReason | null {
    const { items } = state;
    if (rules.firstRoundSafe && items.length === 0) return null;
    if (!mask.allowed(state, item)) return "repeat";
    const from = Math.max(0, items.length - rules.window);
    for (let i = items.length - 1; i >= from; i--) {
      if (world.distance(items[i] as number, item) < rules.beta) return items[i] === item ? "repeat" : "similar";
    }
    return reward < rules.ratingThreshold ? "dislike" : null;
  }
}
