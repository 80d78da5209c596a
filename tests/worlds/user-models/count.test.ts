/** User model `count`: how many of the last items were of one of the item's kinds. */
import { expect, it } from "vitest";
import { stateAfter } from "../../../worlds/simulator.ts";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import type { World } from "../../../worlds/world.ts";
import { lineWorld, RULES } from "../small.ts";

const KINDS = [["A", "X"], ["A"], ["B", "X"], ["A", "B"], ["C"], ["X"]];
const plain = lineWorld([0, 1, 2, 3, 4, 5], [3, 4, 4, 4, 1.9, 4]);
const world = (userParameters: World["userParameters"] = {}, window = 3): World => ({
  ...plain,
  items: plain.items.map((item, i) => ({ ...item, categories: KINDS[i] as string[] })),
  rules: { ...RULES, window, limit: 10, repeats: "allowed" },
  userModel: "count",
  userParameters,
});
const reasonOf = (of: World, ...items: number[]) => {
  const simulator = createSimulator(of);
  return simulator.step(stateAfter(simulator, { user: 0, items: items.slice(0, -1) }, 1), items.at(-1) as number).reason;
};

it("is tired of a kind that two of the last items had, whichever of the item's kinds it is", () => {
  expect(reasonOf(world(), 0, 1, 3)).toBe("tired"); // A, A, then A and B
  expect(reasonOf(world(), 0, 2, 5)).toBe("tired"); // X, X, then X
  expect(reasonOf(world(), 0, 2, 1)).toBeNull(); // A once
});

it("forgets what is older than the last W", () => {
  expect(reasonOf(world({}, 2), 0, 2, 1, 3)).toBeNull();
  expect(reasonOf(world({}, 3), 0, 2, 1, 3)).toBe("tired");
  expect(reasonOf(world({}, 0), 1, 1, 1, 1)).toBeNull();
});

it("counts up to the number that the world says, and only kinds that count", () => {
  expect(reasonOf(world({ most: 1 }), 0, 1)).toBe("tired");
  expect(reasonOf(world({ most: 3 }), 1, 1, 3)).toBeNull();
  expect(reasonOf(world({ categories: ["A", "B"] }), 0, 2, 5)).toBeNull();
});

it("is disappointed below the rating threshold", () => {
  expect(reasonOf(world(), 4)).toBe("dislike");
});
