/** User model `count`: a user leaves when too many of the last items were of one of the item's kinds, or when it disappoints. */
import { z } from "zod";
import { type Told, type ToldLevel, toldNothing } from "../../core/told.ts";
import type { UserState } from "../simulator.ts";
import type { Rules } from "../world.ts";
import { lookByReaction, type ModelData, simulatorOf, staysUnlessSpent, type UserModel } from "./user-model.ts";

const CountSchema = z.strictObject({
  /** Items of one category among the last W after which a further one makes the user leave (KuaiEnv: 2 of the last 4). */
  most: z.int().min(1).default(2),
  /** The categories that count; null: all. */
  categories: z.array(z.string()).readonly().nullable().default(null),
});

export type CountParameters = z.output<typeof CountSchema>;

/**
 * The quit mechanism of KuaiEnv, as EasyRL4Rec has it (Yu et al. 2024): counts of categories in the last W rounds, W and the rating
 * threshold being the world's rules. Without randomness and without memory beyond W.
 */
export const countModel: UserModel<CountParameters> = {
  id: "count",
  parameters: CountSchema,
  simulate(world, rules, p) {
    const counted = p.categories === null ? null : new Set(p.categories);
    const kinds = world.items.map(({ categories }) => new Set(categories.filter((c) => counted?.has(c) ?? true)));
    const react = (state: UserState, item: number) => {
      const felt = world.reward(state.user, item);
      const tired = isTired(kinds, rules.window === 0 ? [] : state.items.slice(-rules.window), item, p.most);
      return {
        felt,
        reason: tired ? ("tired" as const) : felt < rules.ratingThreshold ? ("dislike" as const) : null,
        model: null,
      };
    };
    return simulatorOf(world, rules, {
      id: "count",
      fresh: () => null,
      react,
      look: (state, items) => lookByReaction(react, state, items, rules.firstRoundSafe && state.items.length === 0),
      stays: staysUnlessSpent,
      told: (level) => toldByCount(world.noun, rules, p, level),
    });
  },
};

function isTired(kinds: readonly ReadonlySet<string>[], recent: readonly number[], item: number, most: number): boolean {
  for (const kind of kinds[item] as ReadonlySet<string>) {
    let count = 0;
    for (const earlier of recent) if ((kinds[earlier] as ReadonlySet<string>).has(kind) && ++count >= most) return true;
  }
  return false;
}

function toldByCount({ one, many }: ModelData["noun"], rules: Rules, p: CountParameters, level: ToldLevel): Told {
  const nothing = toldNothing(one);
  if (level === "nothing") return nothing;
  const which = p.categories === null ? "" : ` Kinds that count: ${p.categories.join(", ")}.`;
  const constants =
    `They leave at a ${one} of a kind that ${p.most} of the last ${rules.window} ${many} had, and at one rated below ` +
    `${rules.ratingThreshold}; the stay is cut off after ${rules.limit} rounds.${which}`;
  return {
    person: [
      ...nothing.person,
      `They leave for good when too many of the last ${many} were of one kind, or when one disappoints them.`,
      ...(level === "rule" ? [constants] : []),
    ],
    recentKinds: `a further ${one} of those may be one too many`,
    planning: "do not stay with one kind for several rounds in a row",
    diagnosis: "was one kind offered too often, did the last one disappoint?",
  };
}
