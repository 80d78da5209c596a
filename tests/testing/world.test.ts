/** The contracts of a world's parts, held against every world and user model that is shipped or used by the tests. */
import { describe, expect, test } from "vitest";
import { simulatorContract } from "../../testing/simulator.ts";
import { catalogueContract, truthContract, usersContract } from "../../testing/world.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { createSimulator, USER_MODELS } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";
import { patienceFor } from "../stubs/user-worlds.ts";

const worlds: [string, () => Promise<World>][] = [
  ["films", () => loadWorld("films")],
  ["tiny", async () => tinyWorld()],
];

describe.each(worlds)("the parts of %s", (_, load) => {
  for (const { name, run } of [...catalogueContract(load), ...usersContract(load), ...truthContract(load)]) test(name, run);
});

describe.each(worlds)("simulators of %s", (_, load) => {
  for (const model of Object.keys(USER_MODELS))
    for (const repeats of ["leave", "allowed"] as const) {
      const cases = async () => {
        const world = await load();
        const userParameters = model === "patience" ? { ...patienceFor(world) } : {};
        return { world, simulator: createSimulator({ ...world, userModel: model, userParameters }, { ...world.rules, repeats }) };
      };
      for (const { name, run } of simulatorContract(cases)) test(`${model}, repeats ${repeats}: ${name}`, run);
    }
});

test("a broken model is found: one that pays for a leaving round, forgets its limit, or changes its state", async () => {
  const world = tinyWorld();
  const right = createSimulator(world);
  const broken = {
    pays: { ...right, step: (...args: Parameters<typeof right.step>) => ({ ...right.step(...args), reward: 1 }) },
    endless: {
      ...right,
      step: (...args: Parameters<typeof right.step>) => ({
        ...right.step(...args),
        truncated: false,
        terminated: false,
        reason: null,
      }),
    },
    changing: {
      ...right,
      step(...[state, item]: Parameters<typeof right.step>) {
        (state.items as number[]).push(item);
        return right.step({ ...state, items: state.items.slice(0, -1) }, item);
      },
    },
  };
  for (const [name, simulator] of Object.entries(broken)) {
    const results = await Promise.allSettled(simulatorContract(async () => ({ world, simulator })).map((check) => check.run()));
    expect(
      results.some((r) => r.status === "rejected"),
      name,
    ).toBe(true);
  }
});
