/** Grounding: from a title a model names to the catalogue item that is recommended; and the catalogue's items near a plan. */
import { createVectors, type Vectors } from "../core/vectors.ts";
import type { Catalogue } from "./world.ts";

export interface Grounded {
  readonly item: number;
  /** True when the catalogue had no allowed item of the proposed title, so that another was put in its place. */
  readonly replaced: boolean;
}

/** Finds catalogue items by what a model says. */
export interface Grounding {
  /** The allowed item of that title, else the allowed item nearest in text-embedding space. Null when nothing is allowed. */
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
  const byTitle = new Map<string, number[]>();
  for (const { id, title } of catalogue.items)
    for (const key of titleKeys(title)) byTitle.set(key, [...(byTitle.get(key) ?? []), id]);
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
      for (const key of titleKeys(proposal)) {
        const found = byTitle.get(key)?.find(allowed);
        if (found !== undefined) return { item: found, replaced: false };
      }
      const [item] = await nearest(proposal, 1, allowed);
      return item === undefined ? null : { item, replaced: true };
    },
  };
}

/** Spellings under which a title is found: as written, without its year; case, accents, articles and punctuation aside. */
export function titleKeys(title: string): string[] {
  const plain = (t: string) =>
    t
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/&/g, " and ")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const full = plain(title);
  const short = plain(title.replace(/\s*\(\d{4}\)\s*$/, ""));
  const keys = [full, short].filter((k) => k !== "");
  return [...new Set(keys)];
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
