/** Retriever: exact nearest neighbours by cosine distance of texts. Vectors live here, outside the state, one row per distinct text. */
import { LRUCache } from "lru-cache";
import { createVectors } from "../core/vectors.ts";
import { createIndexRows, type IndexRows } from "./index-rows.ts";

export { dot } from "../core/vectors.ts";

/** A remembered entry and the cosine distance of its text to the query, in [0, 2]. */
export interface Recalled<E> {
  readonly entry: E;
  readonly distance: number;
}

export interface RetrievalOptions {
  /** Entries of later episodes are invisible; they are filtered before the top k is taken. */
  readonly visibleUpTo: number;
  /** How many entries at most. */
  readonly k: number;
  /** Largest distance that still counts (inclusive): nearer is never worse. */
  readonly maxDistance: number;
}

export interface Retriever {
  /** The nearest visible entries, by distance, then id. */
  nearest<E extends { id: string; episode: number }>(
    query: string,
    entries: readonly E[],
    textOf: (entry: E) => string,
    options: RetrievalOptions,
  ): Promise<Recalled<E>[]>;
}

type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

/** A query in flight: its vector, and the distances of as many rows as there were when it was last asked. */
interface Scan {
  readonly vector: Float32Array;
  distances: Float64Array;
}

/** Queries in flight that are kept: Actor and Critic ask about the same state, and workers take turns. */
const KEPT_SCANS = 32;

/** An index over texts that only grows: a text is embedded when it is first met, and never again. */
export function createRetriever(embed: Embed): Retriever {
  const rows = new Map<string, number>();
  const vectors = createVectors();
  const scans = new LRUCache<string, Scan>({ max: KEPT_SCANS });
  const placesOf = createIndexRows();

  /** Embeds the query and the texts that have no row, all at once; while it waits, another call may have added some of them. */
  async function prepare(query: string, texts: readonly string[]): Promise<Scan> {
    const known = scans.get(query);
    const missing = [...new Set(texts)].filter((t) => !rows.has(t));
    const wanted = known === undefined ? [...new Set([query, ...missing])] : missing;
    const found = wanted.length === 0 ? [] : await embed(wanted);
    const vectorOf = new Map(wanted.map((t, i) => [t, found[i] as Float32Array]));
    for (const text of missing) {
      if (rows.has(text)) continue;
      rows.set(text, vectors.size);
      vectors.add(vectorOf.get(text) as Float32Array);
    }
    const scan = known ?? { vector: vectorOf.get(query) as Float32Array, distances: new Float64Array(0) };
    scans.set(query, scan);
    return scan;
  }

  /** Distances of all rows to the query. */
  function measure(scan: Scan): Float64Array {
    const from = scan.distances.length;
    if (from === vectors.size) return scan.distances;
    const distances = new Float64Array(vectors.size);
    vectors.products(scan.vector, distances, from);
    for (let row = from; row < distances.length; row++) distances[row] = 1 - (distances[row] as number);
    distances.set(scan.distances);
    scan.distances = distances;
    return distances;
  }

  return {
    async nearest(query, entries, textOf, { visibleUpTo, k, maxDistance }) {
      if (k === 0 || entries.length === 0) return [];
      const places = placesOf(entries);
      const unplaced: number[] = [];
      let visible = false;
      for (let i = 0; i < entries.length; i++) {
        if ((places.episodes[i] as number) > visibleUpTo) continue;
        visible = true;
        if ((places.rows[i] as number) < 0) unplaced.push(i);
      }
      if (!visible) return [];
      const texts = unplaced.map((i) => textOf(entries[i] as (typeof entries)[number]));
      const scan = await prepare(query, texts);
      for (const [n, i] of unplaced.entries()) places.rows[i] = rows.get(texts[n] as string) as number;
      return select(entries, places, measure(scan), { visibleUpTo, k, maxDistance });
    },
  };
}

function select<E extends { id: string }>(
  entries: readonly E[],
  { episodes, rows }: IndexRows,
  distances: Float64Array,
  { visibleUpTo, k, maxDistance }: RetrievalOptions,
): Recalled<E>[] {
  const best: Recalled<E>[] = [];
  let reach = maxDistance;
  for (let i = 0; i < entries.length; i++) {
    if ((episodes[i] as number) > visibleUpTo) continue;
    const distance = distances[rows[i] as number] as number;
    if (distance > reach) continue;
    insert(best, { entry: entries[i] as E, distance }, k);
    if (best.length === k) reach = (best[k - 1] as Recalled<E>).distance;
  }
  return best;
}

/** Keeps `best` sorted by (distance, id) and at most k long. */
function insert<E extends { id: string }>(best: Recalled<E>[], found: Recalled<E>, k: number): void {
  const last = best[best.length - 1];
  if (best.length === k && last !== undefined && !before(found, last)) return;
  let i = best.length;
  while (i > 0 && before(found, best[i - 1] as Recalled<E>)) i--;
  best.splice(i, 0, found);
  if (best.length > k) best.pop();
}

function before<E extends { id: string }>(a: Recalled<E>, b: Recalled<E>): boolean {
  return a.distance < b.distance || (a.distance === b.distance && a.entry.id < b.entry.id);
}
