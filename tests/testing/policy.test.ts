/** The contract of a policy, held against every registered one; and broken ones, which it finds. */
import { describe, expect, test } from "vitest";
import type { Policy } from "../../methods/definition/definition.ts";
import { policyNames, policyOf } from "../../methods/registry.ts";
import { policyContract } from "../../testing/policy.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import type { World } from "../../worlds/world.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";

const worlds: [string, () => Promise<World>][] = [
  ["films", () => loadWorld("films")],
  ["tiny", async () => tinyWorld()],
];

describe.each(worlds)("on %s", (_, load) => {
  for (const name of policyNames())
    for (const check of policyContract(policyOf(name), async () => ({ world: await load(), keepsToMask: name !== "cycle" })))
      test(`${name}: ${check.name}`, check.run);
});

let turn = 0;
const BROKEN: Record<string, { start: Policy["start"]; knows?: Policy["knows"] }> = {
  "the same seat": { start: () => () => turn++ % 80 },
  "are allowed": {
    start:
      ({ world, user }) =>
      () =>
        world.users[user]?.history[0] ?? 0,
  },
  "changes the state": {
    start: () => (state) => {
      (state.items as number[]).push(79);
      return null;
    },
  },
  "no step itself": {
    start:
      ({ simulator }) =>
      (state) => {
        simulator.step(state, 1);
        return null;
      },
  },
  "no more than it says": {
    start: ({ world, simulator, user }) => {
      const best = [...world.items].sort((a, b) => world.reward(user, b.id) - world.reward(user, a.id) || a.id - b.id);
      return (state) => best.find(({ id }) => simulator.allowed(state, id))?.id ?? null;
    },
    knows: "histories",
  },
  "it looks at no more": {
    start:
      ({ simulator }) =>
      (state) => {
        const { felt } = simulator.look(state, Int32Array.of(1, 2));
        return (felt[0] as number) > (felt[1] as number) ? 1 : 2;
      },
    knows: "catalogue",
  },
  "than it says it knows": { start: () => (state) => (state.model === null ? null : 1), knows: "histories" },
};

test.each(Object.entries(BROKEN))("a broken policy is found: %s", async (check, { start, knows = "rewards" }) => {
  const policy: Policy = { name: "broken", summary: "of a test", knows, start };
  const failed: string[] = [];
  for (const { name, run } of policyContract(policy, async () => ({ world: tinyWorld() })))
    await run().catch(() => failed.push(name));
  expect(failed.join("; ")).toContain(check);
});
