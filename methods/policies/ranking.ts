/** Rankings of a catalogue, and the chooser that goes down one. */
import type { World } from "../../worlds/world.ts";
import type { Choose, Seat } from "../definition/definition.ts";

/** Item ids by worth, highest first; ties: lower id first. */
export function rankItems(world: World, worth: (item: number) => number): number[] {
  const values = Float64Array.from(world.items, (item) => worth(item.id));
  return world.items.map((item) => item.id).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
}

/** Goes down a ranking, each item at most once even where repeats are allowed. */
export function goDown({ world, simulator }: Seat, worth: (item: number) => number): Choose {
  const ranked = rankItems(world, worth);
  let next = 0;
  return (state) => {
    while (next < ranked.length && !simulator.allowed(state, ranked[next] as number)) next++;
    return ranked[next++] ?? null;
  };
}
