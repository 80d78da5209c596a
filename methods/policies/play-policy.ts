/** Policies without a model: the yardsticks every agent is measured beside. Pure; the same arguments give the same episode. */

import { makeRandom } from "../../core/random.ts";
import type { Policy } from "../../core/settings.ts";
import { type EpisodeState, isAllowed, type QuitReason, step } from "../../worlds/simulator.ts";
import type { Rules, World } from "../../worlds/world.ts";
import { searchOracle } from "./oracle-search.ts";

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

/** Proposes the next item, or null when it knows none. */
type Chooser = (state: EpisodeState) => number | null;

/**
 * Plays one whole episode of a user.
 * `random` draws among the allowed items; `popular` and `greedy` go down one ranking (times in train histories; true reward);
 * `cycle` goes round the five best by true reward, whatever the mask says after the first round of the circle;
 * `oracle` follows a look-ahead search with full knowledge, then goes on as `greedy`.
 * @param rules The rules in force (the world's own, or overridden by settings). @param user User id. @param seed Used by `random` alone.
 * @throws RangeError when the world has no such user.
 */
export function playPolicy(world: World, rules: Rules, policy: Policy, user: number, seed: number): PolicyEpisode {
  if (world.users[user] === undefined) throw new RangeError(`user ${user} is not in world ${world.id}`);
  return playItems(world, rules, user, makeChooser(world, rules, policy, user, seed));
}

/** Plays proposals of any source until the user quits, the limit is reached, or there is nothing left to propose (counted as the limit). */
export function playItems(world: World, rules: Rules, user: number, choose: Chooser): PolicyEpisode {
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

function makeChooser(world: World, rules: Rules, policy: Policy, user: number, seed: number): Chooser {
  switch (policy) {
    case "random":
      return randomChooser(world, rules, user, seed);
    case "popular":
      return rankChooser(world, rules, (item) => world.popularity[item] as number);
    case "greedy":
      return rankChooser(world, rules, (item) => world.reward(user, item));
    case "cycle":
      return cycleChooser(world, rules, user);
    case "oracle":
      return oracleChooser(world, rules, user);
  }
}

function randomChooser(world: World, rules: Rules, user: number, seed: number): Chooser {
  const random = makeRandom(seed, user);
  return (state) => {
    for (let tries = 0; tries < 1000; tries++) {
      const item = random.int(world.items.length);
      if (isAllowed(world, rules, state, item)) return item;
    }
    return world.items.find(({ id }) => isAllowed(world, rules, state, id))?.id ?? null;
  };
}

/** Goes down a ranking (ties: lower id first), each item at most once even where repeats are allowed. */
function rankChooser(world: World, rules: Rules, worth: (item: number) => number): Chooser {
  const ranked = rankItems(world, worth);
  let next = 0;
  return (state) => {
    while (next < ranked.length && !isAllowed(world, rules, state, ranked[next] as number)) next++;
    return ranked[next++] ?? null;
  };
}

/** The five best allowed items, then the same five again and again: the trick that the paper's world rewards (docs/fidelity.md). */
function cycleChooser(world: World, rules: Rules, user: number): Chooser {
  const start: EpisodeState = { user, items: [] };
  const circle = rankItems(world, (item) => world.reward(user, item))
    .filter((item) => isAllowed(world, rules, start, item))
    .slice(0, 5);
  return (state) => circle[state.items.length % circle.length] ?? null;
}

function oracleChooser(world: World, rules: Rules, user: number): Chooser {
  const plan = searchOracle(world, rules, user);
  const rest = rankChooser(world, rules, (item) => world.reward(user, item));
  return (state) => plan[state.items.length] ?? rest(state);
}

function rankItems(world: World, worth: (item: number) => number): number[] {
  const values = Float64Array.from(world.items, (item) => worth(item.id));
  return world.items.map((item) => item.id).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
}
