/** Simulator seam: what answers in a user's place, under one set of rules. Implementations: user-models/, a file each. */
import type { Rules } from "./world.ts";

/** What must be known of an episode, plain JSON: the user and the items recommended so far, oldest first. It lives in checkpoints. */
export interface UserState {
  readonly user: number;
  readonly items: readonly number[];
}

/** Why an episode ended by the user's own will. */
export type QuitReason = "repeat" | "similar" | "dislike";

/** What one recommendation led to. */
export interface StepResult {
  /** Reward of the round: the rating when accepted, 0 when the user quit (docs/methods.md). */
  readonly reward: number;
  /** The world's own value of the item, recorded apart and never shown to a role. */
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
  allowed(state: UserState, item: number): boolean;
}

/** A simulated user base. Pure: the same state and item give the same result, and no call changes its arguments or another user. */
export interface Simulator extends Mask {
  /** The state before the first round. @throws RangeError when there is no such user. */
  start(user: number): UserState;
  /** Plays one recommendation. @throws RangeError when the catalogue has no such item. */
  step(state: UserState, item: number): StepResult;
}
