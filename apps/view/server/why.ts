/** Quit diagnosis: the numbers that the simulator's rule compared in the last round. The page shows them; no role ever sees them. */
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { stateAfter } from "../../../worlds/simulator.ts";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import type { Rules, World } from "../../../worlds/world.ts";
import type { Why } from "./shapes.ts";

/** What the last round's rule compared; null when no item was recommended in it. @param seed The run's seed. */
export function whyOf(world: World, rules: Rules, { user, rounds }: Episode, seed: number): Why | null {
  const round = rounds.length;
  const item = rounds.at(-1)?.item;
  if (item == null) return null;
  const earlier = rounds
    .slice(0, -1)
    .flatMap((r, i) => (r.item === null ? [] : [{ round: i + 1, item: r.item, title: r.title }]));
  const before = earlier.find((r) => r.item === item)?.round;
  const inHistory = world.users[user]?.history.includes(item) ?? false;
  const simulator = createSimulator(world, rules);
  const last = stateAfter(simulator, { user, items: earlier.map((r) => r.item) }, seed);
  const spent = simulator.look(last, Int32Array.of(item)).spent[0] as number;
  return {
    round,
    spent: spent > 0 && Number.isFinite(spent) ? spent : null,
    compared: (rules.window === 0 || simulator.id !== "window" ? [] : earlier.slice(-rules.window)).map((r) => {
      const distance = world.distance(r.item, item);
      return { round: r.round, title: r.title ?? "", distance, close: distance < rules.beta };
    }),
    worldReward: rounds.at(-1)?.worldReward ?? null,
    repeatOf: before ?? (inHistory && rules.repeats === "leave" ? 0 : null),
  };
}
