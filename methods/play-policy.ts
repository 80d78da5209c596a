/** Player of policies: one whole episode of a user against the world's simulator. Pure; the same arguments give the same episode. */
import type { QuitReason, Simulator, UserState } from "../worlds/simulator.ts";
import type { World } from "../worlds/world.ts";
import type { Choose } from "./definition/definition.ts";
import { policyOf } from "./registry.ts";

/** One episode played by a policy. */
export interface PolicyEpisode {
  /** Recommended item ids, the quitting one included. */
  readonly items: readonly number[];
  /** Reward of each round: the rating, 0 for the quitting round. Their sum is R_traj. */
  readonly rewards: readonly number[];
  /** The world's own value of each item, the quitting one's too. */
  readonly worldRewards: readonly number[];
  readonly end: { readonly kind: "quit" | "limit"; readonly reason: QuitReason | null };
}

/**
 * Plays one whole episode of a user.
 * @param simulator The world's users under the rules in force. @param policy Name of a registered policy.
 * @param user User id. @param seed The run's seed.
 * @throws RangeError when the world has no such user. BillpError `bad-settings` when there is no such policy.
 */
export function playPolicy(world: World, simulator: Simulator, policy: string, user: number, seed: number): PolicyEpisode {
  const start = simulator.start(user, seed);
  return playItems(simulator, start, policyOf(policy).start({ world, simulator, user, seed }));
}

/** Plays proposals of any source until the user quits, the limit is reached, or there is nothing left to propose (counted as the limit). */
export function playItems(simulator: Simulator, start: UserState, choose: Choose): PolicyEpisode {
  const rewards: number[] = [];
  const worldRewards: number[] = [];
  let state = start;
  for (;;) {
    const item = choose(state);
    if (item === null) return { items: state.items, rewards, worldRewards, end: { kind: "limit", reason: null } };
    const result = simulator.step(state, item);
    rewards.push(result.reward);
    worldRewards.push(result.worldReward);
    state = result.state;
    if (result.terminated) return { items: state.items, rewards, worldRewards, end: { kind: "quit", reason: result.reason } };
    if (result.truncated) return { items: state.items, rewards, worldRewards, end: { kind: "limit", reason: null } };
  }
}
