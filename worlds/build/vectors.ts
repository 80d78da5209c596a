/** Item vectors for the distances of a built world: half what people's ratings say, half what the genres say. */
import type { Fit } from "./factorise.ts";
import type { Movie } from "./log.ts";

/**
 * v_i = [√½ · q_i / max(|q_i|, m), √½ · g_i / |g_i|], m the median |q| of the items, g_i the 0/1 vector of genres (0 without any).
 * Items with few ratings have short, mostly random q_i; dividing by m instead of their own length keeps that noise short.
 * Distances lie in 0..2; two items of the same genres and opposite factors are √2 apart.
 */
export function itemVectors(
  movies: readonly Movie[],
  fitted: Fit,
  ids: readonly number[],
): { data: Float32Array; columns: number } {
  const genres = [...new Set(ids.flatMap((id) => (movies[id] as Movie).categories))].sort();
  const size = fitted.itemFactors.columns;
  const factorsOf = (id: number) => fitted.itemFactors.data.subarray(id * size, (id + 1) * size);
  const lengths = ids.map((id) => Math.hypot(...factorsOf(id)));
  const median = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] || 1;
  const columns = size + genres.length;
  const data = new Float32Array(ids.length * columns);
  ids.forEach((id, row) => {
    const scale = Math.SQRT1_2 / Math.max(lengths[row] as number, median);
    factorsOf(id).forEach((q, k) => {
      data[row * columns + k] = scale * q;
    });
    const own = (movies[id] as Movie).categories;
    for (const genre of own) data[row * columns + size + genres.indexOf(genre)] = Math.SQRT1_2 / Math.sqrt(own.length);
  });
  return { data, columns };
}
