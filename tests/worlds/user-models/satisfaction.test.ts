/** User model `satisfaction` against numbers made by hand. */
import { expect, it } from "vitest";
import { stateAfter } from "../../../worlds/simulator.ts";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import type { World } from "../../../worlds/world.ts";
import { lineWorld, RULES } from "../small.ts";

const world: World = {
  ...lineWorld([0, 1, 2], [4.5, 1, 3.5]),
  rules: { ...RULES, limit: 40, repeats: "allowed" },
  userModel: "satisfaction",
  userParameters: { temper: 10, most: 2, perRound: 0.5, memory: 0.5, sensitivity: 1, aspiration: 3.5 },
};
const simulator = createSimulator(world);
const after = (...items: number[]) =>
  stateAfter(simulator, { user: 0, items }, 1).model as { satisfaction: number; spent: number };

it("adds up how ratings were above or below the aspiration, and forgets", () => {
  expect(after(0).satisfaction).toBe(1);
  expect(after(0, 0).satisfaction).toBe(1.5);
  expect(after(0, 0, 1).satisfaction).toBe(0.75 - 2.5);
});

it("costs more the less satisfied the user is, and at most what the world says", () => {
  expect(after(2).spent).toBeCloseTo(0.05, 12);
  expect(after(0).spent).toBeCloseTo(0.05 * Math.exp(-1), 12);
  expect(after(1).spent).toBeCloseTo(0.2, 12); // .5 · e^2.5 = 6.1, at most 2 of 10
});

it("ends when the temper is spent", () => {
  const stay = (item: number) => {
    let state = simulator.start(0, 1);
    for (let n = 1; ; n++) {
      const result = simulator.step(state, item);
      if (result.terminated || result.truncated) return [n, result.reason];
      state = result.state;
    }
  };
  expect(stay(1)).toEqual([5, "patience"]);
  expect(stay(0)).toEqual([40, null]);
});
