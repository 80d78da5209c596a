/** Live person: the one user of a session, whose rating is asked for and never simulated. */

import { createMask } from "../worlds/mask.ts";
import { titleIndexOf } from "../worlds/titles/title-index.ts";
import type { Catalogue } from "../worlds/world.ts";
import type { NodeContext, SimulatedContext, Split } from "./context.ts";
import type { Person } from "./session-state.ts";

/** Number of the person in their world of one. */
export const LIVE_USER = 0;

/** Items of the titles that the catalogue has, in order, each once; and the titles that it has not, or several of. */
export function findTitles(
  catalogue: Pick<Catalogue, "items">,
  titles: readonly string[],
): { items: number[]; unknown: string[] } {
  const index = titleIndexOf(catalogue);
  const items = new Set<number>();
  const unknown: string[] = [];
  for (const title of titles) {
    const meant = index.find(title);
    if (meant === null || meant.otherYear || meant.items.length > 1) unknown.push(title);
    else items.add(meant.items[0] as number);
  }
  return { items: [...items], unknown };
}

/** The context as a session has it: the same catalogue, one user whose history is the person's, and nobody to play against. */
export function liveContext({ simulator: _, ...shared }: SimulatedContext, person: Person, split: Split): NodeContext {
  const users = [{ id: LIVE_USER, key: "live", split, history: findTitles(shared.catalogue, person.history).items }];
  return { ...shared, users, mask: (of) => createMask(users, shared.mask(of).rules) };
}
