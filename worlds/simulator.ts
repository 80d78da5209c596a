/** Simulator seam: what answers in a user's place, under one set of rules. Implementations: user-models/, a file each. */
import type { Told, ToldLevel } from "../core/told.ts";
import type { Rules } from "./world.ts";

/** The part of a stay that the mask must know: the user and the items recommended so far, oldest first. */
export interface Stay {
  readonly user: number;
  readonly items: readonly number[];
}

/** What a user model must know of an episode. Plain JSON: read back from text, it goes on the same. */
export interface UserState extends Stay {
  /** The run's seed: the same seed meets the same people, whatever method or policy serves them. */
  readonly seed: number;
  /** What the user model keeps, e.g. how tired the user is; null for a model that needs the items alone. Nothing drawn from seeds. */
  readonly model: unknown;
}

/**
 * Why an episode ended by the user's own will. `repeat`: something they already had; `similar`: too near to one of the last items;
 * `dislike`: rated below the threshold; `tired`: too much of one kind; `patience`: used up by rounds and disappointments.
 */
export const QUIT_REASONS = ["repeat", "similar", "dislike", "tired", "patience"] as const;

export type QuitReason = (typeof QUIT_REASONS)[number];

/** What one recommendation led to. */
export interface StepResult {
  /** Reward of the round: the rating when accepted, 0 when the user quit (docs/methods.md). */
  readonly reward: number;
  /** The rating as the user felt it, of a leaving round too; recorded apart, and shown to a role as the reward alone. */
  readonly worldReward: number;
  /** True when the user left: there is no next state. */
  readonly terminated: boolean;
  readonly reason: QuitReason | null;
  /** True when the episode was cut off at the step limit: a next state exists. Never together with `terminated`. */
  readonly truncated: boolean;
  readonly state: UserState;
}

/** Which items may be recommended; the same for every method and policy, for simulated users and for live people. */
export interface Mask {
  /** The rules in force: the world's own, or overridden by settings. */
  readonly rules: Rules;
  /** Whether the item may be recommended now: under `repeats: leave`, items of the history and of the episode may not. */
  allowed(stay: Stay, item: number): boolean;
}

/** What would become of a state by each of some items; arrays beside the items asked for. */
export interface Outlook {
  /** The rating as the user would feel it: `worldReward` of the step. */
  readonly felt: Float64Array;
  /** Patience spent after the step, of 1 on average; see {@link Simulator.stays}. Infinity where the user leaves for certain. */
  readonly spent: Float64Array;
}

/**
 * A simulated user base. Pure: the same state and item give the same result, and no call changes its arguments or another user.
 * `look` and `stays` are for ceilings and reports; no role and no competing policy sees them.
 */
export interface Simulator extends Mask {
  /** Name of the user model. */
  readonly id: string;
  /** The state before the first round. @param seed The run's seed. @throws RangeError when there is no such user. */
  start(user: number, seed: number): UserState;
  /** Plays one recommendation. @throws RangeError when the catalogue has no such item. */
  step(state: UserState, item: number): StepResult;
  /** What each of the items would lead to now, without what is drawn of the user: how much patience they brought. */
  look(state: UserState, items: Int32Array): Outlook;
  /** Chance that somebody who has spent this much is still there: 1 at 0, never rising, 0 at Infinity. */
  stays(spent: number): number;
  /** What roles may be told of the person. Below `rule` it holds no constant of the world. */
  told(level: ToldLevel): Told;
}

/** The state after these items, whatever each of them led to: how a stay is taken up again from its record. */
export function stateAfter(simulator: Pick<Simulator, "start" | "step">, { user, items }: Stay, seed: number): UserState {
  return items.reduce((state, item) => simulator.step(state, item).state, simulator.start(user, seed));
}
