/** One step of the simulated user: the paper's quit rule, pure and without randomness. */
import type { Rules, World } from "./world.ts";

/** What the simulator must know of an episode, plain JSON: the user and the items recommended so far, oldest first. */
export interface EpisodeState {
  readonly user: number;
  readonly items: readonly number[];
}

/** Why an episode ended by the user's own will. */
export type QuitReason = "repeat" | "similar" | "dislike";

export interface StepResult {
  /** Reward of the round: the rating when accepted, 0 when the user quit (docs/methods.md). */
  readonly reward: number;
  /** The world's own value of the item, recorded apart and never shown to a role. */
  readonly worldReward: number;
  /** True when the user left: there is no next state. */
  readonly terminated: boolean;
  readonly reason: QuitReason | null;
  /** True when the episode was cut off at the step limit: a next state exists. */
  readonly truncated: boolean;
  readonly state: EpisodeState;
}

/**
 * Plays one recommendation: the user quits at a repeat (under `leave`), when the item is closer than β to one of the last W items,
 * or when its reward is below the floor, in this order; otherwise the round is accepted.
 * @param item Item id, 0 <= item < items. @throws RangeError for any other item.
 */
export function step(world: World, rules: Rules, state: EpisodeState, item: number): StepResult {
  if (!(Number.isInteger(item) && item >= 0 && item < world.items.length))
    throw new RangeError(`item ${item} is not in world ${world.id}`);
  const worldReward = world.reward(state.user, item);
  const reason = quitReason(world, rules, state, item, worldReward);
  const next = { user: state.user, items: [...state.items, item] };
  return {
    reward: reason === null ? worldReward : 0,
    worldReward,
    terminated: reason !== null,
    reason,
    truncated: reason === null && next.items.length >= rules.limit,
    state: next,
  };
}

function quitReason(world: World, rules: Rules, state: EpisodeState, item: number, reward: number): QuitReason | null {
  const { items } = state;
  if (rules.firstRoundSafe && items.length === 0) return null;
  if (rules.repeats === "leave" && (items.includes(item) || hasSeen(world, state.user, item))) return "repeat";
  const from = Math.max(0, items.length - rules.window);
  for (let i = items.length - 1; i >= from; i--) {
    if (world.distance(items[i] as number, item) < rules.beta) return items[i] === item ? "repeat" : "similar";
  }
  return reward < rules.floor ? "dislike" : null;
}

/** Histories as sets, made when first asked for: a history may hold thousands of items, and a step asks at every round. */
const histories = new WeakMap<readonly number[], ReadonlySet<number>>();

function hasSeen(world: World, user: number, item: number): boolean {
  const history = world.users[user]?.history;
  if (history === undefined) return false;
  let seen = histories.get(history);
  if (seen === undefined) {
    seen = new Set(history);
    histories.set(history, seen);
  }
  return seen.has(item);
}

/** Whether the mask lets this item be recommended: under `leave`, items of the history and of the episode are masked for all alike. */
export function isAllowed(world: World, rules: Rules, state: EpisodeState, item: number): boolean {
  if (rules.repeats === "allowed") return true;
  return !state.items.includes(item) && !hasSeen(world, state.user, item);
}
