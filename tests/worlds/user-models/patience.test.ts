/** User model `patience` against numbers made by hand from its formula, the anchors of its constants, and what is drawn of people. */
import { describe, expect, it } from "vitest";
import { type Simulator, stateAfter } from "../../../worlds/simulator.ts";
import { patienceOf } from "../../../worlds/user-models/patience.ts";
import type { PatienceParameters, PatienceState } from "../../../worlds/user-models/patience-parameters.ts";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import type { World } from "../../../worlds/world.ts";
import { PATIENCE, userWorld } from "../../stubs/user-worlds.ts";
import { lineWorld, RULES } from "../small.ts";

/** Item 0 is A and X, item 1 B, item 2 A; they are worth 4, 2 and 3. */
const PLAIN: PatienceParameters = {
  ...{
    seed: 1,
    shape: null,
    perRound: 0.05,
    boredomCost: 0.1,
    shortfallCost: 0.2,
    aspiration: 3.5,
    boredomDrop: 0.2,
    ratingStep: 0,
  },
  exposure: "whole",
  categories: [
    { name: "A", weight: 0.7, tires: 2, keeps: 0.5 },
    { name: "B", weight: 0.7, tires: 1, keeps: 0.8 },
    { name: "X", weight: 0.3, tires: 0.5, keeps: 0.9 },
  ],
};
const KINDS = [["A", "X"], ["B"], ["A"]];

function worldOf(parameters: Partial<PatienceParameters> = {}, rewards = [4, 2, 3], limit = 30): World {
  const plain = lineWorld([0, 1, 2], rewards);
  return {
    ...plain,
    items: plain.items.map((item, i) => ({ ...item, categories: KINDS[i] as string[] })),
    rules: { ...RULES, repeats: "allowed", limit },
    userModel: "patience",
    userParameters: { ...PLAIN, ...parameters },
  };
}
const play = (simulator: Simulator, ...items: number[]) => {
  const before = stateAfter(simulator, { user: 0, items: items.slice(0, -1) }, 5);
  const result = simulator.step(before, items.at(-1) as number);
  return { ...result, model: result.state.model as PatienceState };
};

describe("a stay by hand", () => {
  const simulator = createSimulator(worldOf());

  it("begins rested, and the first item costs a round alone", () => {
    const { reward, model } = play(simulator, 0);
    expect(reward).toBe(4);
    expect(model.tired).toEqual([1, 0, 1]);
    expect(model.spent).toBeCloseTo(0.05, 12);
  });

  it("is bored by the shares of the item, feels it, and is disappointed by what is felt, in this order", () => {
    // b = 2·1 = 2; r = 3 − .2·2 = 2.6; H = .05 + .05 + .1·2 + .2·.9
    const second = play(simulator, 0, 2);
    expect(second.reward).toBeCloseTo(2.6, 12);
    expect(second.worldReward).toBe(second.reward);
    expect(second.model.spent).toBeCloseTo(0.48, 12);
    expect(second.model.tired).toEqual([1.5, 0, 0.9]);
    expect(second.model.bored).toBeCloseTo(0.28, 12);
    // b = .7·2·1.5 + .3·.5·.9 = 2.235; r = 4 − .447 = 3.553
    const third = play(simulator, 0, 2, 0);
    expect(third.reward).toBeCloseTo(3.553, 12);
    expect(third.model.spent).toBeCloseTo(0.7535, 12);
    expect(third.model.tired[0]).toBeCloseTo(1.75, 12);
    expect(third.model.tired[2]).toBeCloseTo(1.81, 12);
  });

  it("ends when the patience is spent: with reward 0, the felt rating beside it, and what used most of it up", () => {
    const disappointed = play(simulator, 0, 2, 0, 1); // H = .7535 + .05 + .2·1.5 = 1.1035, of which .5035 by boredom
    expect(disappointed).toMatchObject({ terminated: true, truncated: false, reason: "patience", reward: 0, worldReward: 2 });
    expect(disappointed.model.spent).toBeCloseTo(1.1035, 12);
    const bored = play(simulator, 0, 2, 0, 0); // b = 2.7215; r = 3.4557; H = 1.08451, of which .78451 by boredom
    expect(bored).toMatchObject({ terminated: true, reason: "tired", reward: 0 });
    expect(bored.worldReward).toBeCloseTo(3.4557, 12);
    expect(bored.model.spent).toBeCloseTo(1.08451, 12);
    expect(bored.model.bored).toBeCloseTo(0.78451, 12);
  });

  it("shares the exposure between the kinds of an item where the world says so", () => {
    const { model } = play(createSimulator(worldOf({ exposure: "shared" })), 0);
    expect(model.tired).toEqual([1 / Math.sqrt(2), 0, 1 / Math.sqrt(2)]);
  });

  it("answers in steps of the rating, and spends by what is felt", () => {
    const result = play(createSimulator(worldOf({ ratingStep: 0.5 })), 0, 2, 0);
    expect(result.reward).toBe(3.5);
    expect(result.model.spent).toBeCloseTo(0.7535, 12);
  });

  it("never feels less than 1 star, nor more than the most", () => {
    expect(play(createSimulator(worldOf({ boredomDrop: 50, boredomCost: 0 })), 0, 2).worldReward).toBe(1);
  });

  it("says in its outlook what the step then spends", () => {
    for (const items of [[], [0], [0, 2], [0, 2, 0]]) {
      const state = stateAfter(simulator, { user: 0, items }, 5);
      const { felt, spent } = simulator.look(state, Int32Array.of(0, 1, 2));
      for (const item of [0, 1, 2]) {
        const { worldReward, state: next } = simulator.step(state, item);
        expect([felt[item], spent[item]]).toEqual([worldReward, (next.model as PatienceState).spent]);
      }
    }
  });
});

describe("the anchors of the constants", () => {
  const anchored = { perRound: 1 / 33, boredomCost: 0.14, shortfallCost: 0.17, aspiration: 3.5, boredomDrop: 0.2 };
  const tame = (tires: number) => PLAIN.categories.map((c) => ({ ...c, tires, keeps: 0.8 }));
  const stay = (reward: number, tires: number) => {
    const simulator = createSimulator(worldOf({ ...anchored, categories: tame(tires) }, [reward, reward, reward]));
    let state = simulator.start(0, 1);
    for (let rounds = 0; ; rounds++) {
      const result = simulator.step(state, 2);
      if (result.terminated || result.truncated) return result.terminated ? rounds : rounds + 1;
      state = result.state;
    }
  };
  it.each([
    ["pleasing and never alike: the limit", 5, 0, 30],
    ["one average kind at rating 4", 4, 1, 4],
    ["unlike items at 2.5 stars", 2.5, 0, 4],
  ])("%s", (_, reward, tires, rounds) => expect(stay(reward, tires)).toBe(rounds));
});

describe("the patience that people bring", () => {
  it("is the same for a world seed, user and run seed, another where one of them differs, and in no state", () => {
    const of = (seed: number, user: number, run: number) => patienceOf({ seed, shape: 8 }, user, run);
    expect(of(1, 2, 3)).toBe(of(1, 2, 3));
    expect(new Set([of(1, 2, 3), of(2, 2, 3), of(1, 3, 3), of(1, 2, 4), of(2, 1, 3), of(3, 2, 1)]).size).toBe(6);
    expect(patienceOf({ seed: 1, shape: null }, 2, 3)).toBe(1);
    const { state } = createSimulator(userWorld("patience")).step(createSimulator(userWorld("patience")).start(2, 3), 50);
    expect(Object.keys(state.model as object).sort()).toEqual(["bored", "spent", "tired"]);
  });

  it("lets users stay as often as `stays` says of what they have spent", () => {
    const simulator = createSimulator(worldOf({ shape: 8 }));
    const plan = [0, 1, 0, 2, 1, 1, 0, 2];
    const runs = 4000;
    const chances = plan.map((item, n) => {
      const before = stateAfter(simulator, { user: 0, items: plan.slice(0, n) }, 0);
      return simulator.stays(simulator.look(before, Int32Array.of(item)).spent[0] as number);
    });
    const there = plan.map(() => 0);
    for (let seed = 0; seed < runs; seed++) {
      let state = simulator.start(0, seed);
      for (const [n, item] of plan.entries()) {
        const result = simulator.step(state, item);
        if (result.terminated) break;
        there[n] = (there[n] as number) + 1;
        state = result.state;
      }
    }
    expect(new Set(chances.map((c) => Math.round(10 * c))).size).toBeGreaterThan(3);
    for (const [n, chance] of chances.entries()) expect(Math.abs((there[n] as number) / runs - chance)).toBeLessThan(0.03);
  });
});

describe("constants that do not fit", () => {
  it.each([
    ["an unknown field", { ...PATIENCE, aggression: 1 }, /aggression/],
    ["a kind twice", { ...PATIENCE, categories: [...PATIENCE.categories, PATIENCE.categories[0]] }, /twice/],
    ["a share kept above 1", { ...PATIENCE, categories: PATIENCE.categories.map((c) => ({ ...c, keeps: 1.2 })) }, /keeps/],
    ["a kind without constants", { ...PATIENCE, categories: PATIENCE.categories.slice(1) }, /"Drama", which has no constants/],
    ["none at all", undefined, /seed/],
  ])("%s is refused in words", (_, userParameters, message) => {
    const world = { ...userWorld("patience"), userParameters: userParameters as never };
    expect(() => createSimulator(world)).toThrow(
      expect.objectContaining({ code: "bad-world", message: expect.stringMatching(message) }),
    );
  });
});
