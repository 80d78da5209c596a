/** Grounding: from a title a model names to the catalogue item that is recommended; and the catalogue's items near a plan. */
import { createVectors, type Vectors } from "../core/vectors.ts";
import { titleIndexOf } from "./titles/title-index.ts";
import type { Catalogue } from "./world.ts";

/** Why another item than the one named was recommended, or may have been. */
export const REPLACED_BECAUSE = ["masked", "ambiguous", "other-year", "unknown"] as const;

/**
 * `masked`: the item named may not be recommended now · `ambiguous`: several items have the name given, one of them was taken ·
 * `other-year`: the name is in the catalogue, the year written with it is not · `unknown`: no title of the catalogue is meant.
 */
export type ReplacedBecause = (typeof REPLACED_BECAUSE)[number];

export interface Grounded {
  readonly item: number;
  /** True when the item is not surely the one named. */
  readonly replaced: boolean;
  /** Null when not replaced. */
  readonly because: ReplacedBecause | null;
}

/** Finds catalogue items by what a model says. */
export interface Grounding {
  /**
   * The item of that title. Where it is masked, and where no title is meant, the allowed item nearest in text-embedding space; what is near
   * there may be nearer than the quit distance, which grounding does not know, so `because` says that it was put there. Null when nothing is allowed.
   */
  ground(proposal: string, allowed: (item: number) => boolean): Promise<Grounded | null>;
  /** The `count` allowed items nearest to a text, nearest first. */
  near(text: string, count: number, allowed: (item: number) => boolean): Promise<number[]>;
}

type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

/**
 * Embeds texts only (title and categories), never a world's vectors: those carry the quit distance, and would leak it to a role.
 * The items are embedded at the first question, once.
 */
export function createGrounding(catalogue: Pick<Catalogue, "items">, embed: Embed): Grounding {
  let vectors: Promise<Vectors> | undefined;

  function items(): Promise<Vectors> {
    vectors ??= embed(catalogue.items.map((i) => `${i.title}: ${i.categories.join(", ")}`)).then((found) => {
      const all = createVectors();
      for (const vector of found) all.add(vector);
      return all;
    });
    return vectors;
  }

  async function nearest(text: string, count: number, allowed: (item: number) => boolean): Promise<number[]> {
    const [all, [query]] = await Promise.all([items(), embed([text])]);
    const scores = new Float64Array(all.size);
    all.products(query as Float32Array, scores, 0);
    return topAllowed(scores, count, allowed);
  }

  return {
    near: nearest,
    async ground(proposal, allowed) {
      const meant = titleIndexOf(catalogue).find(proposal);
      const free = meant?.items.find(allowed);
      if (meant !== null && free !== undefined) {
        if (meant.otherYear) return replacedBy(free, "other-year");
        return meant.items.length > 1 ? replacedBy(free, "ambiguous") : { item: free, replaced: false, because: null };
      }
      const [item] = await nearest(proposal, 1, allowed);
      return item === undefined ? null : replacedBy(item, meant === null || meant.otherYear ? "unknown" : "masked");
    },
  };
}

function replacedBy(item: number, because: ReplacedBecause): Grounded {
  return { item, replaced: true, because };
}

/** The best `count` allowed items by score, ties by item id. */
function topAllowed(scores: Float64Array, count: number, allowed: (item: number) => boolean): number[] {
  const best: { item: number; score: number }[] = [];
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number;
    const last = best[best.length - 1];
    if (best.length === count && last !== undefined && score <= last.score) continue;
    if (!allowed(item)) continue;
    let i = best.length;
    while (i > 0 && (best[i - 1] as { score: number }).score < score) i--;
    best.splice(i, 0, { item, score });
    if (best.length > count) best.pop();
  }
  return best.map((b) => b.item);
}
