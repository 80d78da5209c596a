/** The mask: what was had may not be recommended again, unless the rules allow repeats. */
import { expect, it } from "vitest";
import { createMask } from "../../worlds/mask.ts";
import type { Rules } from "../../worlds/world.ts";

const RULES: Rules = { window: 3, beta: 0.5, ratingThreshold: 2, limit: 8, repeats: "leave", firstRoundSafe: false };
const users = [
  { id: 0, key: "a", split: "train" as const, history: [1, 2] },
  { id: 1, key: "b", split: "test" as const, history: [] },
];
const allowed = (rules: Rules, user: number, items: number[]) =>
  [0, 1, 2, 3, 4].filter((item) => createMask(users, rules).allowed({ user, items }, item));

it("forbids the user's own history and the episode's items, those of before its window too", () => {
  expect(allowed(RULES, 0, [])).toEqual([0, 3, 4]);
  expect(allowed(RULES, 0, [4, 0, 0, 0, 0])).toEqual([3]);
  expect(allowed(RULES, 1, [3])).toEqual([0, 1, 2, 4]);
  expect(allowed(RULES, 9, [])).toEqual([0, 1, 2, 3, 4]); // nobody: an empty history
});

it("forbids nothing where repeats are allowed, and carries its rules", () => {
  const rules = { ...RULES, repeats: "allowed" as const };
  expect(allowed(rules, 0, [4, 4])).toEqual([0, 1, 2, 3, 4]);
  for (const r of [RULES, rules]) expect(createMask(users, r).rules).toBe(r);
});
