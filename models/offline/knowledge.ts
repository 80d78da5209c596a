/** What the offline model knows of a catalogue: titles, kinds, and popularity among train users. No reward, distance or quit rule. */

export interface Known {
  readonly title: string;
  readonly kinds: readonly string[];
  /** Share of the most popular item's popularity, 0..1. */
  readonly popularity: number;
}

export interface Knowledge {
  /** The most popular items, at most {@link WELL_KNOWN}, most popular first. */
  readonly wellKnown: readonly Known[];
  readonly byTitle: ReadonlyMap<string, Known>;
  /** Every kind of the catalogue, in order of first occurrence. */
  readonly kinds: readonly string[];
}

/** How many titles the model has in mind without being shown them. */
const WELL_KNOWN = 200;

/** Gathers the knowledge from the public part of a catalogue. */
export function knowledgeOf(
  items: readonly { title: string; categories: readonly string[] }[],
  popularity: ArrayLike<number>,
): Knowledge {
  const most = Math.max(1, ...Array.from({ length: items.length }, (_, i) => popularity[i] ?? 0));
  const known = items.map((it, i) => ({
    title: it.title,
    kinds: it.categories,
    popularity: Math.log1p(popularity[i] ?? 0) / Math.log1p(most),
  }));
  const wellKnown = [...known].sort((a, b) => b.popularity - a.popularity || (a.title < b.title ? -1 : 1)).slice(0, WELL_KNOWN);
  return { wellKnown, byTitle: new Map(known.map((k) => [k.title, k])), kinds: [...new Set(known.flatMap((k) => k.kinds))] };
}

/** Kinds named in a text, in the order in which they are named; a kind counts once. Longer names win over names inside them. */
export function kindsIn(text: string, kinds: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const found: { kind: string; at: number; end: number }[] = [];
  for (const kind of [...kinds].sort((a, b) => b.length - a.length)) {
    const at = wordAt(lower, kind.toLowerCase());
    if (at >= 0 && !found.some((f) => at >= f.at && at < f.end)) found.push({ kind, at, end: at + kind.length });
  }
  return found.sort((a, b) => a.at - b.at).map((f) => f.kind);
}

function wordAt(text: string, word: string): number {
  const isLetter = (c: string | undefined) => c !== undefined && /[\p{L}\p{N}]/u.test(c);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return at;
  }
  return -1;
}
