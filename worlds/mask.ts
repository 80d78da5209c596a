/** Mask of repeats: under `leave`, items of the history and of the episode are masked for every method and policy alike. */
import type { Mask } from "./simulator.ts";
import type { Rules, User } from "./world.ts";

/** The mask of these users under these rules. A user that is not among them has an empty history. */
export function createMask(users: readonly User[], rules: Rules): Mask {
  if (rules.repeats === "allowed") return { rules, allowed: () => true };
  return { rules, allowed: ({ user, items }, item) => !items.includes(item) && !hasSeen(users[user]?.history, item) };
}

/** Histories as sets, made when first asked for: a history may hold thousands of items, and a step asks at every round. */
const histories = new WeakMap<readonly number[], ReadonlySet<number>>();

function hasSeen(history: readonly number[] | undefined, item: number): boolean {
  if (history === undefined) return false;
  let seen = histories.get(history);
  if (seen === undefined) {
    seen = new Set(history);
    histories.set(history, seen);
  }
  return seen.has(item);
}
