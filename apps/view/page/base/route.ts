/** Places of the page as URLs: what is shown is in the part after #, so that every view can be linked to. */
import { useEffect, useState } from "preact/hooks";

/** A place: the parts of its path, and what is chosen there. */
export interface Place {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads `#/run/<id>/episode/3?round=2`. */
export function parsePlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return {
    path: path
      .split("/")
      .filter((p) => p !== "")
      .map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** A broken escape in an address is shown as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The link to a place. Empty values are left out of the query. */
export function link(
  path: readonly (string | number)[],
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  const pairs = Object.entries(query).flatMap(([k, v]) => (v == null || v === "" ? [] : [[k, String(v)]]));
  const text = new URLSearchParams(pairs).toString();
  return `#/${path.map((p) => encodeURIComponent(p)).join("/")}${text === "" ? "" : `?${text}`}`;
}

/** Links of the views. */
export const runLink = (run: string, query = {}) => link(["run", run], query);
export const episodeLink = (run: string, episode: number, query = {}) => link(["run", run, "episode", episode], query);
export const memoryLink = (run: string, query = {}) => link(["run", run, "memory"], query);
export const compareLink = (a: string, b: string, query = {}) => link(["compare"], { a, b, ...query });

/** Where the page is. It runs ahead of the address while one drags a slider: browsers refuse hundreds of changes of it in a row. */
let present = "";
let settling: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();
const SETTLE_MS = 150;

function arrive(hash: string): void {
  clearTimeout(settling);
  present = hash;
  for (const tell of watchers) tell();
}

/** Goes to a place; `replace` for a choice within a view, which is no step for the Back button. */
export function go(hash: string, replace = false): void {
  if (present === hash) return;
  if (!replace) {
    location.hash = hash;
    return;
  }
  arrive(hash);
  settling = setTimeout(() => history.replaceState(null, "", hash), SETTLE_MS);
}

/** Follows the address; called once, at start. */
export function followAddress(): void {
  arrive(location.hash);
  addEventListener("hashchange", () => arrive(location.hash));
}

/** The present place, kept up to date. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(present));
  useEffect(() => {
    const tell = () => setPlace(parsePlace(present));
    watchers.add(tell);
    return () => void watchers.delete(tell);
  }, []);
  return place;
}

/** Changes a part of the present place's query. */
export function choose(query: Readonly<Record<string, string | number | null>>): void {
  const { path, query: before } = parsePlace(present);
  go(link(path, { ...before, ...query }), true);
}
