/** Player of policies: one whole episode of a user against the world's simulator. Pure; the same arguments give the same episode. */
import { type EpisodeState, type QuitReason, step } from "../../worlds/simulator.ts";
import type { Rules, World } from "../../worlds/world.ts";
import type { Choose } from "../definition.ts";
import { policyOf } from "../registry.ts";

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
 * @param rules The rules in force (the world's own, or overridden by settings). @param policy Name of a registered policy.
 * @param user User id. @param seed The run's seed.
 * @throws RangeError when the world has no such user. BillpError `bad-settings` when there is no such policy.
 */
export function playPolicy(world: World, rules: Rules, policy: string, user: number, seed: number): PolicyEpisode {
  if (world.users[user] === undefined) throw new RangeError(`user ${user} is not in world ${world.id}`);
  return playItems(world, rules, user, policyOf(policy).start({ world, rules, user, seed }));
}

/** Plays proposals of any source until the user quits, the limit is reached, or there is nothing left to propose (counted as the limit). */
export function playItems(world: World, rules: Rules, user: number, choose: Choose): PolicyEpisode {
  const rewards: number[] = [];
  const worldRewards: number[] = [];
  let state: EpisodeState = { user, items: [] };
  for (;;) {
    const item = choose(state);
    if (item === null) return { items: state.items, rewards, worldRewards, end: { kind: "limit", reason: null } };
    const result = step(world, rules, state, item);
    rewards.push(result.reward);
    worldRewards.push(result.worldReward);
    state = result.state;
    if (result.terminated) return { items: state.items, rewards, worldRewards, end: { kind: "quit", reason: result.reason } };
    if (result.truncated) return { items: state.items, rewards, worldRewards, end: { kind: "limit", reason: null } };
  }
}
