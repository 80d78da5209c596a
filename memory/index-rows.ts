/** Row numbers of growing lists' entries in an index, remembered by list: for looking every text up again would cost more than the search. */

/** Where the entries of a list stand in the index: their episodes and their rows, -1 while a row is not known. */
export interface IndexRows {
  readonly entries: readonly object[];
  readonly episodes: Int32Array;
  readonly rows: Int32Array;
}

/** Lists whose places are kept: a few per worker. */
const KEPT_LISTS = 64;

/**
 * Places by list. Memories only grow, so a list is known by its beginning; comparing 10,000 references costs next to nothing,
 * while looking 10,000 texts up in a map costs several times what their distances do. No lru-cache: a list is found by comparing
 * beginnings, and has no key.
 */
export function createIndexRows(): (entries: readonly { episode: number }[]) => IndexRows {
  let kept: IndexRows[] = [];
  return (entries) => {
    const known = kept.find((p) => sameStart(p.entries, entries));
    const places = known !== undefined && known.entries.length >= entries.length ? known : grow(known, entries);
    kept = [places, ...kept.filter((p) => p !== known)].slice(0, KEPT_LISTS);
    return places;
  };
}

/** Whether the longer list begins with the shorter one, entry by entry. */
function sameStart(a: readonly object[], b: readonly object[]): boolean {
  const n = Math.min(a.length, b.length);
  if (a[n - 1] !== b[n - 1]) return false;
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return false;
  return true;
}

function grow(known: IndexRows | undefined, entries: readonly { episode: number }[]): IndexRows {
  const from = known?.entries.length ?? 0;
  const episodes = new Int32Array(entries.length);
  const rows = new Int32Array(entries.length).fill(-1);
  if (known !== undefined) {
    episodes.set(known.episodes);
    rows.set(known.rows);
  }
  for (let i = from; i < entries.length; i++) episodes[i] = (entries[i] as { episode: number }).episode;
  return { entries, episodes, rows };
}
