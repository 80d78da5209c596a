/** The world as a live person sees it: the same catalogue, one user whose history is theirs, and no reward to look up. */

import { titleKeys } from "../worlds/grounding.ts";
import type { World } from "../worlds/world.ts";
import type { Person } from "./session-state.ts";

/** Number of the person in their world of one. */
export const LIVE_USER = 0;

/** Items of the titles that the catalogue has, in order, each once; and the titles that it has not. */
export function findTitles(world: World, titles: readonly string[]): { items: number[]; unknown: string[] } {
  const index = indexOf(world);
  const items = new Set<number>();
  const unknown: string[] = [];
  for (const title of titles) {
    const item = titleKeys(title)
      .map((key) => index.get(key))
      .find((found) => found !== undefined);
    if (item === undefined) unknown.push(title);
    else items.add(item);
  }
  return { items: [...items], unknown };
}

/**
 * A view of the world in which {@link LIVE_USER} is the person.
 * Nodes work on it as on any world; asking it for a reward throws, since only the person knows.
 */
export function liveWorld(world: World, person: Person, split: "train" | "test"): World {
  const history = findTitles(world, person.history).items;
  return {
    ...world,
    users: [{ id: LIVE_USER, key: "live", split, history }],
    reward() {
      throw new Error("a live person's rating is asked for, never looked up in the world");
    },
  };
}

const indexes = new WeakMap<World, Map<string, number>>();

/** Items by the spellings of their titles; of films with one name, the first. */
function indexOf(world: World): Map<string, number> {
  let index = indexes.get(world);
  if (index === undefined) {
    index = new Map();
    for (const { id, title } of world.items) for (const key of titleKeys(title)) if (!index.has(key)) index.set(key, id);
    indexes.set(world, index);
  }
  return index;
}
