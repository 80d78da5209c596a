/** What every world must keep, whoever made it; a new world joins by one line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { playPolicy } from "../../methods/play-policy.ts";
import { policyNames } from "../../methods/registry.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";

const worlds: [string, () => Promise<World>][] = [
  ["films", () => loadWorld("films")],
  ["films@2", () => loadWorld("films@2")],
  ["films-spread@2", () => loadWorld("films-spread@2")],
  ["tiny", async () => tinyWorld()],
];

describe.each(worlds)("%s", (_name, load) => {
  test("ids are positions, titles are distinct, histories name items, train and test users exist", async () => {
    const world = await load();
    expect(world.items.every((it, i) => it.id === i)).toBe(true);
    expect(new Set(world.items.map((it) => it.title)).size).toBe(world.items.length);
    expect(world.users.every((u, i) => u.id === i && u.history.every((h) => world.items[h] !== undefined))).toBe(true);
    expect(new Set(world.users.map((u) => u.split))).toEqual(new Set(["train", "test"]));
    expect(world.example.history.length).toBeGreaterThan(0);
  });

  test("rewards lie in 1..max, distances are symmetric, not negative, and 0 to oneself", async () => {
    const world = await load();
    const item = fc.nat(world.items.length - 1);
    fc.assert(
      fc.property(fc.nat(world.users.length - 1), item, item, (u, a, b) => {
        expect(world.reward(u, a)).toBeGreaterThanOrEqual(1);
        expect(world.reward(u, a)).toBeLessThanOrEqual(world.rewardMax);
        expect(world.reward(u, a)).toBe(world.reward(u, a));
        expect(world.distance(a, b)).toBe(world.distance(b, a));
        expect(world.distance(a, b)).toBeGreaterThanOrEqual(0);
        expect(world.distance(a, a)).toBe(0);
      }),
    );
  });

  test("popularity counts the histories of train users alone", async () => {
    const world = await load();
    const counts = new Float64Array(world.items.length);
    for (const u of world.users) if (u.split === "train") for (const i of u.history) counts[i] = (counts[i] as number) + 1;
    expect(Array.from({ length: counts.length }, (_, i) => world.popularity[i])).toEqual([...counts]);
  });

  test("step is pure, ends once, and pays what was felt or nothing", async () => {
    const world = await load();
    const simulator = createSimulator(world);
    fc.assert(
      fc.property(
        fc.nat(world.users.length - 1),
        fc.array(fc.nat(world.items.length - 1), { minLength: 1, maxLength: 30 }),
        (user, items) => {
          let state = simulator.start(user, 1);
          for (const item of items) {
            const frozen = Object.freeze({ ...state, items: Object.freeze([...state.items]) });
            const a = simulator.step(frozen, item);
            expect(a).toEqual(simulator.step(frozen, item));
            expect(a.terminated && a.truncated).toBe(false);
            expect(a.terminated).toBe(a.reason !== null);
            expect(a.reward).toBe(a.terminated ? 0 : a.worldReward);
            // Boredom takes from a rating and never adds; users of the window are never bored.
            if (simulator.id === "window") expect(a.worldReward).toBe(world.reward(user, item));
            else expect(a.worldReward).toBeLessThanOrEqual(world.reward(user, item) + 1e-9);
            expect(a.reason === "repeat").toBe(!simulator.allowed(frozen, item));
            if (a.terminated || a.truncated) return;
            state = a.state;
          }
        },
      ),
    );
  });

  test.each(policyNames().filter((p) => p !== "cycle"))("policy %s keeps to the mask", async (policy) => {
    const world = await load();
    for (const user of world.users.filter((u) => u.split === "test").slice(0, 5)) {
      const played = playPolicy(world, createSimulator(world), policy, user.id, 1);
      expect(played.end.reason).not.toBe("repeat");
      expect(new Set([...played.items, ...user.history]).size).toBe(played.items.length + new Set(user.history).size);
    }
  });
});
