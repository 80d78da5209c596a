/** User model: how a world's users answer. A definition has a name, a schema of its constants, and makes a simulator of them. */
import type { z } from "zod";
import type { Told, ToldLevel } from "../../core/told.ts";
import { createMask } from "../mask.ts";
import type { Outlook, QuitReason, Simulator, StepResult, UserState } from "../simulator.ts";
import type { Catalogue, Rules, Truth, Users } from "../world.ts";

/** What a model simulates from. */
export type ModelData = Pick<Catalogue, "id" | "noun" | "items" | "rewardMax"> & Users & Truth;

/** A user model. @typeParam P Its constants, as the world stores them in `userParameters`. */
export interface UserModel<P = unknown> {
  /** Name, by which a world names it. */
  readonly id: string;
  /** Schema of the constants. `{}` must do where a model needs none. */
  readonly parameters: z.ZodType<P>;
  /** Whether the run's seed decides anything about the users. Default: false, then a policy that draws nothing has one run for all seeds. */
  readonly seeded?: boolean;
  /** Makes the simulator of a world's users under rules. */
  simulate(world: ModelData, rules: Rules, parameters: P): Simulator;
}

/** What an item does to a user who may be offered it. */
export interface Reaction {
  /** The rating as the user feels it, 1 to the largest reward. */
  readonly felt: number;
  /** Why the user leaves, apart from repeats; null when they stay. */
  readonly reason: QuitReason | null;
  /** What the model keeps of the stay from now on. Plain JSON. */
  readonly model: unknown;
}

/** The part of a simulator in which models differ. */
export interface Reactions extends Pick<Simulator, "id" | "stays"> {
  /** What the model keeps before the first round. Plain JSON. */
  fresh(user: number): unknown;
  /** Answers an item, as if it were no repeat. */
  react(state: UserState, item: number): Reaction;
  /** As {@link Simulator.look}, as if no item were a repeat. */
  look(state: UserState, items: Int32Array): Outlook;
  told(level: ToldLevel): Told;
}

/**
 * A simulator of reactions, with what is the same for every model: repeats come first, a leaving round earns 0, the first round ends
 * nothing under `firstRoundSafe`, the limit cuts off who stays.
 */
export function simulatorOf(world: ModelData, rules: Rules, reactions: Reactions): Simulator {
  const mask = createMask(world.users, rules);
  const count = world.items.length;
  const safe = (state: UserState) => rules.firstRoundSafe && state.items.length === 0;
  return {
    id: reactions.id,
    rules,
    allowed: mask.allowed,
    stays: reactions.stays,
    told: reactions.told,
    start(user, seed) {
      if (world.users[user] === undefined) throw new RangeError(`user ${user} is not in world ${world.id}`);
      return { user, seed, items: [], model: reactions.fresh(user) };
    },
    step(state, item): StepResult {
      if (!(Number.isInteger(item) && item >= 0 && item < count))
        throw new RangeError(`item ${item} is not in world ${world.id}`);
      const { felt, reason: left, model } = reactions.react(state, item);
      const reason = safe(state) ? null : mask.allowed(state, item) ? left : "repeat";
      const items = [...state.items, item];
      return {
        reward: reason === null ? felt : 0,
        worldReward: felt,
        terminated: reason !== null,
        reason,
        truncated: reason === null && items.length >= rules.limit,
        state: { user: state.user, seed: state.seed, items, model },
      };
    },
    look(state, items) {
      const outlook = reactions.look(state, items);
      if (safe(state)) return outlook;
      for (let i = 0; i < items.length; i++)
        if (!mask.allowed(state, items[i] as number)) outlook.spent[i] = Number.POSITIVE_INFINITY;
      return outlook;
    },
  };
}

/** Outlook of a model whose users leave for certain or not at all: nothing spent, or everything. */
export function lookByReaction(react: Reactions["react"], state: UserState, items: Int32Array, safe: boolean): Outlook {
  const [felt, spent] = [new Float64Array(items.length), new Float64Array(items.length)];
  items.forEach((item, i) => {
    const reaction = react(state, item);
    felt[i] = reaction.felt;
    spent[i] = reaction.reason === null || safe ? 0 : Number.POSITIVE_INFINITY;
  });
  return { felt, spent };
}

/** {@link Simulator.stays} of such a model. */
export const staysUnlessSpent = (spent: number): number => (spent === Number.POSITIVE_INFINITY ? 0 : 1);
