/** The contract of simulators, held against every user model, and against stays that fast-check makes up. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatorContract } from "../../testing/simulator.ts";
import { stateAfter } from "../../worlds/simulator.ts";
import { createSimulator, USER_MODELS } from "../../worlds/user-models/user-models.ts";
import { userWorld } from "../stubs/user-worlds.ts";

const stays = fc.record({
  user: fc.nat(39),
  seed: fc.nat(2 ** 31 - 1),
  items: fc.array(fc.nat(79), { minLength: 1, maxLength: 30 }),
});

describe.each(Object.keys(USER_MODELS))("user model %s", (model) => {
  for (const repeats of ["leave", "allowed"] as const)
    for (const firstRoundSafe of [false, true]) {
      const make = async () => {
        const world = userWorld(model);
        return { world, simulator: createSimulator(world, { ...world.rules, repeats, firstRoundSafe }) };
      };
      for (const { name, run } of simulatorContract(make))
        test(`repeats ${repeats}${firstRoundSafe ? ", first round safe" : ""}: ${name}`, run);
    }

  test("any stay is the same read back from JSON at every round, and agrees with its outlook", () => {
    const simulator = createSimulator(userWorld(model));
    fc.assert(
      fc.property(stays, ({ user, seed, items }) => {
        let [state, read] = [simulator.start(user, seed), simulator.start(user, seed)];
        for (const [n, item] of items.entries()) {
          const outlook = simulator.look(read, Int32Array.of(item));
          const [one, two] = [simulator.step(state, item), simulator.step(JSON.parse(JSON.stringify(read)), item)];
          expect(two).toEqual(one);
          expect(outlook.felt[0]).toBe(one.worldReward);
          expect(one.reward).toBe(one.terminated ? 0 : one.worldReward);
          expect(one.terminated && one.truncated).toBe(false);
          if (!simulator.allowed(state, item)) expect(one).toMatchObject({ terminated: true, reason: "repeat" });
          [state, read] = [one.state, JSON.parse(JSON.stringify(two.state))];
          expect(stateAfter(simulator, { user, items: items.slice(0, n + 1) }, seed)).toEqual(state);
        }
      }),
      { numRuns: 60 },
    );
  });
});
