/** User model `window`: the paper's quit rule over the last W items, pure and without randomness. */
import { z } from "zod";
import type { Told, ToldLevel } from "../../core/told.ts";
import type { QuitReason, UserState } from "../simulator.ts";
import type { Rules } from "../world.ts";
import { lookByReaction, type ModelData, simulatorOf, staysUnlessSpent, type UserModel } from "./user-model.ts";

/**
 * A user quits at a repeat (under `leave`), when the item is closer than β to one of the last W items, or when its reward is below the
 * rating threshold, in this order; otherwise the round is accepted. Its constants are the world's rules.
 */
export const windowModel: UserModel<Record<never, never>> = {
  id: "window",
  parameters: z.strictObject({}),
  simulate(world, rules) {
    const react = (state: UserState, item: number) => {
      const felt = world.reward(state.user, item);
      return { felt, reason: quitReason(world, rules, state.items, item, felt), model: null };
    };
    return simulatorOf(world, rules, {
      id: "window",
      fresh: () => null,
      react,
      look: (state, items) => lookByReaction(react, state, items, rules.firstRoundSafe && state.items.length === 0),
      stays: staysUnlessSpent,
      told: (level) => withConstants(toldByWindow(world.noun, rules), world.noun, rules, level),
    });
  },
};

function quitReason(world: ModelData, rules: Rules, items: readonly number[], item: number, felt: number): QuitReason | null {
  const from = Math.max(0, items.length - rules.window);
  for (let i = items.length - 1; i >= from; i--) {
    if (world.distance(items[i] as number, item) < rules.beta) return items[i] === item ? "repeat" : "similar";
  }
  return felt < rules.ratingThreshold ? "dislike" : null;
}

/** What the paper's roles are told, in both fidelities: words at `nothing` and `hint` alike. */
export function toldByWindow({ one, many }: ModelData["noun"], { repeats }: Pick<Rules, "repeats">): Told {
  const reasons =
    repeats === "leave"
      ? "are too much alike, when one disappoints them, or when one is offered that they already had"
      : "are too much alike, or when one disappoints them";
  return {
    person: [`They leave for good when ${many} in close succession ${reasons}.`],
    recentKinds: `a further ${one} of those may be too much alike`,
    planning: "do not stay with one kind for several rounds in a row",
    diagnosis: "were they alike, did ratings fall, was something offered again?",
  };
}

function withConstants(told: Told, { many }: ModelData["noun"], rules: Rules, level: ToldLevel): Told {
  if (level !== "rule") return told;
  const sentence =
    `Too much alike means nearer than ${rules.beta} to one of the last ${rules.window} ${many}; ` +
    `to disappoint means a rating below ${rules.ratingThreshold}; the stay is cut off after ${rules.limit} rounds.`;
  return { ...told, person: [...told.person, sentence] };
}
