import { describe, expect, it } from "vitest";
import type { UserState } from "../../../worlds/simulator.ts";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import type { Rules, World } from "../../../worlds/world.ts";
import { lineWorld, RULES } from "../small.ts";

// Items at 0, 5, 5.5, 10, 20, 30, 40; item 4 is disliked.
const world = lineWorld([0, 5, 5.5, 10, 20, 30, 40], [5, 4, 4.5, 3, 1.9, 2, 5]);
const step = (of: World, rules: Rules, state: UserState, item: number) => createSimulator(of, rules).step(state, item);
const isAllowed = (of: World, rules: Rules, state: UserState, item: number) => createSimulator(of, rules).allowed(state, item);
const playing = (...items: number[]) => ({ user: 0, seed: 1, items, model: null });

describe("step", () => {
  it("accepts an item that is new, far and liked", () => {
    expect(step(world, RULES, playing(), 1)).toEqual({
      reward: 4,
      worldReward: 4,
      terminated: false,
      reason: null,
      truncated: false,
      state: playing(1),
    });
  });

  it.each([
    ["an item of the history", playing(), 0, "repeat"],
    ["an item of the episode outside the window", playing(1, 3, 6), 1, "repeat"],
    ["an item nearer than beta to one of the window", playing(1, 3), 2, "similar"],
    ["an item below the rating threshold", playing(1), 4, "dislike"],
  ])("lets the user leave at %s, with reward 0 and the world's value beside it", (_, state, item, reason) => {
    const result = step(world, RULES, state, item);
    expect(result).toMatchObject({ terminated: true, truncated: false, reason, reward: 0, worldReward: world.reward(0, item) });
    expect(result.state.items).toEqual([...state.items, item]);
  });

  it("forgets what is older than the window", () => {
    expect(step(world, RULES, playing(1, 3, 5), 2).reason).toBeNull();
  });

  it("accepts a reward of exactly the rating threshold and a distance of exactly beta", () => {
    expect(step(world, RULES, playing(), 5).reason).toBeNull();
    expect(step(world, { ...RULES, beta: 5 }, playing(1), 3).reason).toBeNull();
  });

  it("truncates, not terminates, at the limit; a quit in the last round is a quit", () => {
    expect(step(world, RULES, playing(1, 3, 5), 6)).toMatchObject({ truncated: true, terminated: false, reward: 5 });
    expect(step(world, RULES, playing(1, 3, 5), 4)).toMatchObject({ truncated: false, terminated: true, reason: "dislike" });
  });

  it("allows repeats outside the window under `allowed`, and calls one inside it a repeat", () => {
    const allowed = { ...RULES, repeats: "allowed" } as const;
    expect(step(world, allowed, playing(1, 3, 5), 1).reason).toBeNull();
    expect(step(world, allowed, playing(), 0).reason).toBeNull();
    expect(step(world, allowed, playing(1, 3), 1).reason).toBe("repeat");
  });

  it("never ends in the first round under firstRoundSafe", () => {
    const safe = { ...RULES, firstRoundSafe: true };
    expect(step(world, safe, playing(), 4)).toMatchObject({ terminated: false, reward: 1.9 });
    expect(step(world, safe, playing(1), 4).terminated).toBe(true);
  });

  it("compares with nothing under window 0", () => {
    expect(step(world, { ...RULES, window: 0 }, playing(1), 2).reason).toBeNull();
  });

  it.each([-1, 7, 1.5, Number.NaN])("refuses item %s", (item) => {
    expect(() => step(world, RULES, playing(), item)).toThrow(RangeError);
  });

  it("masks history and episode under `leave`, nothing under `allowed`", () => {
    const masked = (rules: typeof RULES) =>
      world.items.filter(({ id }) => !isAllowed(world, rules, playing(3), id)).map(({ id }) => id);
    expect(masked(RULES)).toEqual([0, 3]);
    expect(masked({ ...RULES, repeats: "allowed" })).toEqual([]);
  });
});
