/** Selection from log files: which films, ratings and users go into a world, with a count of everything that does not. */
import type { Log } from "./factorise.ts";
import type { Movie, Rating } from "./log.ts";

/** Rows left out or merged, by reason. */
export type Dropped = Record<string, number>;

/** A rating by indices, with its time. */
export interface Event {
  readonly item: number;
  readonly stars: number;
  readonly time: number;
}

/** Films and users of the log, with each user's events, oldest first. */
export interface Indexed {
  readonly movies: readonly Movie[];
  readonly users: readonly { readonly key: string; readonly events: readonly Event[] }[];
  readonly dropped: Dropped;
}

/**
 * Joins ratings with films. Films of one title become one item (a title is all that a model sees); of a user's several ratings of
 * an item the latest counts; ratings of films that movies.csv lacks are dropped, and so are films without any rating.
 */
export function indexLog(movies: readonly Movie[], ratings: readonly Rating[], minRatings: number): Indexed {
  const dropped: Dropped = {};
  const drop = (reason: string, count = 1): void => {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  };
  const { itemOf, merged } = mergeTitles(movies);
  drop("films whose title and year another film has too (merged)", merged);
  const byUser = new Map<string, Map<number, Event>>();
  for (const { user, movie, stars, time } of ratings) {
    const item = itemOf.get(movie);
    if (item === undefined) {
      drop("ratings of a movieId that the items file lacks");
      continue;
    }
    const events = byUser.get(user) ?? new Map<number, Event>();
    byUser.set(user, events);
    const earlier = events.get(item);
    if (earlier !== undefined) drop("ratings given again later by the same user (the latest counts)");
    if (earlier === undefined || time >= earlier.time) events.set(item, { item, stars, time });
  }
  const users = [...byUser].map(([key, events]) => ({
    key,
    events: [...events.values()].sort((a, b) => a.time - b.time || a.item - b.item),
  }));
  const kept = users.filter((user) => user.events.length >= minRatings);
  drop(`users with fewer than ${minRatings} ratings`, users.length - kept.length);
  return { ...compact(movies, kept, drop), dropped };
}

function mergeTitles(movies: readonly Movie[]): { itemOf: Map<string, number>; merged: number } {
  const first = new Map<string, number>();
  const itemOf = new Map<string, number>();
  movies.forEach(({ key, title }, index) => {
    if (!first.has(title)) first.set(title, index);
    itemOf.set(key, first.get(title) as number);
  });
  return { itemOf, merged: movies.length - first.size };
}

/** Keeps the films that somebody rated and numbers them anew, in the file's order. */
function compact(
  movies: readonly Movie[],
  users: Indexed["users"],
  drop: (reason: string, count: number) => void,
): Omit<Indexed, "dropped"> {
  const rated = new Set(users.flatMap((user) => user.events.map((event) => event.item)));
  const kept = movies.map((_, index) => index).filter((index) => rated.has(index));
  const renumbered = new Map(kept.map((old, now) => [old, now]));
  drop("films without a rating", new Set(movies.map((movie) => movie.title)).size - kept.length);
  return {
    movies: kept.map((index) => movies[index] as Movie),
    users: users.map(({ key, events }) => ({
      key,
      events: events.map((e) => ({ ...e, item: renumbered.get(e.item) as number })),
    })),
  };
}

/** The events as three columns, users in the given order. */
export function toLog({ movies, users }: Pick<Indexed, "movies" | "users">): Log {
  const rows = users.flatMap((user, index) => user.events.map((event) => ({ index, event })));
  return {
    users: users.length,
    items: movies.length,
    user: Int32Array.from(rows, (row) => row.index),
    item: Int32Array.from(rows, (row) => row.event.item),
    stars: Float64Array.from(rows, (row) => row.event.stars),
  };
}
