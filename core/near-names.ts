/** Names near to one that is not known, for the hint of an error. */

/** The nearest of the known names by edit distance, ties in their order. */
export function nearestNames(name: string, known: readonly string[], count = 5): string[] {
  return known
    .map((word, at) => ({ word, at, far: editDistance(name, word) }))
    .sort((a, b) => a.far - b.far || a.at - b.at)
    .slice(0, count)
    .map(({ word }) => word);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] as number;
}
