/** Suggestions for an unknown name, by edit distance, for the hint of an error. */
import leven from "leven";

/** The nearest of the known names by edit distance, ties in their order. */
export function nearestNames(name: string, known: readonly string[], count = 5): string[] {
  return known
    .map((word, at) => ({ word, at, far: leven(name, word) }))
    .sort((a, b) => a.far - b.far || a.at - b.at)
    .slice(0, count)
    .map(({ word }) => word);
}
