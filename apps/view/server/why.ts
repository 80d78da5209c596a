/** Quit diagnosis: the numbers that the simulator's rule compared in the last round. The page shows them; no role ever sees them. */
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { Rules, World } from "../../../worlds/world.ts";
import type { Why } from "./shapes.ts";

/** The comparison of the last round with its quit window; null when no item was recommended in it, or the world has another rule. */
export function whyOf(world: World, rules: Rules, { user, rounds }: Episode): Why | null {
  const round = rounds.length;
  const item = rounds.at(-1)?.item;
  if (item == null || (world.userModel ?? "window") !== "window") return null; // another user model has another rule
  const earlier = rounds
    .slice(0, -1)
    .flatMap((r, i) => (r.item === null ? [] : [{ round: i + 1, item: r.item, title: r.title }]));
  const before = earlier.find((r) => r.item === item)?.round;
  const inHistory = world.users[user]?.history.includes(item) ?? false;
  return {
    round,
    compared: (rules.window === 0 ? [] : earlier.slice(-rules.window)).map((r) => {
      const distance = world.distance(r.item, item);
      return { round: r.round, title: r.title ?? "", distance, close: distance < rules.beta };
    }),
    worldReward: rounds.at(-1)?.worldReward ?? null,
    repeatOf: before ?? (inHistory && rules.repeats === "leave" ? 0 : null),
  };
}
