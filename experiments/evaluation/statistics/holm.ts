/** Holm's step-down correction of p values (Holm 1979): the chance of one false claim in a whole table stays at the level. */

/** Adjusted p values in the given order. A null stays null and counts for nothing. */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const known = ps.flatMap((p, i) => (p === null ? [] : [{ p, i }])).sort((a, b) => a.p - b.p || a.i - b.i);
  const adjusted: (number | null)[] = ps.map(() => null);
  let least = 0;
  known.forEach(({ p, i }, rank) => {
    least = Math.max(least, Math.min(1, (known.length - rank) * p));
    adjusted[i] = least;
  });
  return adjusted;
}
