/** Few-shot example of a world: a user who is in no split, with what that user liked and disliked. */
import type { FewShot, Item } from "../world.ts";

/**
 * Shows one held-out user: the last 15 titles of the history, then three liked and three disliked items outside of it.
 * Liked are the best of the candidates, disliked the worst, each from categories not shown yet where possible.
 * @param reward The held-out user's rating of an item id, in stars.
 * @param candidates Item ids to show votes from, for example well-known items.
 */
export function makeExample(
  items: readonly Item[],
  history: readonly number[],
  candidates: readonly number[],
  reward: (item: number) => number,
): FewShot {
  const seen = new Set(history);
  const open = candidates.filter((item) => !seen.has(item)).sort((a, b) => reward(b) - reward(a) || a - b);
  const vote = (id: number) => {
    const { title, categories } = items[id] as Item;
    return { title, categories, reward: Math.round(reward(id) * 2) / 2 };
  };
  return {
    history: history.slice(-15).map((id) => (items[id] as Item).title),
    liked: pickVaried(items, open, 3).map(vote),
    disliked: pickVaried(items, open.toReversed(), 3).map(vote),
  };
}

/** The first items of the list whose categories differ from those picked before; filled up from the front. */
function pickVaried(items: readonly Item[], ranked: readonly number[], count: number): number[] {
  const picked: number[] = [];
  const kinds = new Set<string>();
  for (const id of ranked.slice(0, 60)) {
    const kind = (items[id] as Item).categories.join("|");
    if (picked.length < count && !kinds.has(kind)) picked.push(id);
    kinds.add(kind);
  }
  const rest = ranked.filter((id) => !picked.includes(id));
  return [...picked, ...rest].slice(0, count);
}
