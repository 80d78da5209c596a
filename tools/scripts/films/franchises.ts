/** Franchises of films, told by their titles: "Scream", "Scream 2" and "The Scream: Part III" would be one. Remakes count as well. */
import type { Film } from "./clean.ts";

/** Words that number the parts of a franchise, and articles. */
const PARTS = /\b(?:ii|iii|iv|vi?|\d+|part|the|an?)\b/g;

/** The franchise of each film; null where no other film has the same beginning of the title. */
export function franchisesOf(films: readonly Pick<Film, "title">[]): (string | null)[] {
  const stems = films.map(({ title }) => stemOf(title));
  const counts = new Map<string, number>();
  for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return stems.map((stem) => (stem.length > 2 && (counts.get(stem) as number) > 1 ? stem : null));
}

/** The beginning of a title, up to a colon, a dash or "and the", without its year, numbers of parts and articles. */
export function stemOf(title: string): string {
  const [name = ""] = title
    .replace(/ \(\d{4}\)$/, "")
    .toLowerCase()
    .split(/[:-]| and the /);
  return name
    .replace(PARTS, "")
    .replace(/[^a-z ]/g, "")
    .replace(/ +/g, " ")
    .trim();
}
