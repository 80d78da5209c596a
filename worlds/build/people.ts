/** Split of a log's people into train users, test users and the few-shot example, with what each had seen before the first round. */
import { makeRandom, shuffle } from "../../core/random.ts";
import type { Indexed } from "./catalogue.ts";

export type Person = Indexed["users"][number];

/** A log's users by their part in the world. */
export interface People {
  readonly train: readonly Person[];
  readonly test: readonly Person[];
  /** In no split, and left out of the fit: the few-shot example. */
  readonly heldOut: Person;
}

/** Ratings from this on make an item part of a history: what the user took to, not what was merely tried. */
const LIKED = 3.5;

/**
 * Draws one held-out user (with at least 15 history items, where there is such), then `testUsers` test users; the rest is train.
 * @param users At least three. @param testUsers Null: half of the users, at most 300.
 */
export function splitUsers(users: readonly Person[], testUsers: number | null, historyLength: number, seed: number): People {
  const drawn = shuffle([...users], makeRandom(seed, 21));
  const at = Math.max(
    0,
    drawn.findIndex((user) => historyOf(user, historyLength).length >= 15),
  );
  const heldOut = drawn[at] as Person;
  const rest = drawn.filter((user) => user !== heldOut);
  const count = Math.min(testUsers ?? Math.min(300, Math.floor(rest.length / 2)), rest.length - 1);
  return { heldOut, test: rest.slice(0, count), train: rest.slice(count) };
}

/**
 * The history: of the user's items rated 3.5 or more, oldest first, the earlier half, and of that the last `length`.
 * The later half stays open, so that what the user really liked can still be recommended under `repeats: leave`.
 */
export function historyOf(user: Person, length: number): number[] {
  const liked = user.events.filter((event) => event.stars >= LIKED).map((event) => event.item);
  return liked.slice(0, Math.ceil(liked.length / 2)).slice(-length);
}
