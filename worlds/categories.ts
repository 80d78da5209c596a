/** Category tool: which categories occurred lately, and which the person may still want to explore (the paper's tool of the Actor). */
import { createHash } from "node:crypto";
import type { Catalogue } from "./world.ts";

/**
 * Rounds that the tool looks back on, the paper's 4, where no setting `window` says another number. A constant of the tool: a world's own W
 * is in no prompt.
 */
export const RECENT_ROUNDS = 4;

export interface CategoryHint {
  /** Categories of the last `window` recommendations, each once, latest first. */
  readonly recent: string[];
  /** Two categories that did not occur in them, drawn at random with the seed given. */
  readonly explore: string[];
}

const known = new WeakMap<object, string[]>();

/** Categories of a world, in order of first occurrence. */
export function categoriesOf({ items }: Pick<Catalogue, "items">): string[] {
  let list = known.get(items);
  if (list === undefined) {
    list = [...new Set(items.flatMap((i) => i.categories))];
    known.set(items, list);
  }
  return list;
}

/**
 * @param items the items recommended so far, oldest first.
 * @param draw anything that names the draw: run seed, episode, round. The same draw gives the same two.
 */
export function categoryHint(
  catalogue: Pick<Catalogue, "items">,
  items: readonly number[],
  window: number,
  draw: string,
): CategoryHint {
  const latest = window === 0 ? [] : items.slice(-window).reverse();
  const recent = [...new Set(latest.flatMap((i) => catalogue.items[i]?.categories ?? []))];
  const rest = categoriesOf(catalogue).filter((c) => !recent.includes(c));
  const explore: string[] = [];
  const digest = createHash("sha256").update(draw).digest();
  for (let i = 0; i < 2 && rest.length > 0; i++) explore.push(...rest.splice(digest.readUInt32BE(i * 4) % rest.length, 1));
  return { recent, explore };
}
