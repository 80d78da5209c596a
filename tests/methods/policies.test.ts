import { describe, expect, it } from "vitest";
import { playPolicy as playIn } from "../../methods/play-policy.ts";
import { policyNames } from "../../methods/registry.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";
import type { Rules, World } from "../../worlds/world.ts";
import { lineWorld, RULES } from "../worlds/small.ts";

// Two good items side by side, good ones far away: greed bores the user, looking ahead does not.
const world = lineWorld([0, 10, 10.1, 10.2, 20, 30, 40, 50], [5, 5, 4.9, 4.8, 4, 3, 2.5, 1]);

const playPolicy = (of: World, rules: Rules, policy: string, user: number, seed: number) =>
  playIn(of, createSimulator(of, rules), policy, user, seed);

describe("playPolicy", () => {
  it("greedy takes the best and is left for being too similar", () => {
    const { items, rewards, worldRewards, end } = playPolicy(world, RULES, "greedy", 0, 1);
    expect({ items, rewards, worldRewards, end }).toEqual({
      items: [1, 2],
      rewards: [5, 0],
      worldRewards: [5, 4.9],
      end: { kind: "quit", reason: "similar" },
    });
  });

  it("oracle finds the best accepted episode", () => {
    const { items, rewards, end } = playPolicy(world, RULES, "oracle", 0, 1);
    expect(end).toEqual({ kind: "limit", reason: null });
    expect(items).toHaveLength(4);
    expect(rewards.reduce((a, b) => a + b, 0)).toBeCloseTo(5 + 4 + 3 + 4.9);
  });

  it("cycle comes round to its first item: a repeat under `leave`, the step limit under `allowed`", () => {
    const far = lineWorld([0, 10, 20, 30, 40, 50], [1, 5, 5, 5, 5, 5]);
    const long: Rules = { ...RULES, limit: 12 };
    expect(playPolicy(far, long, "cycle", 0, 1)).toMatchObject({
      items: [1, 2, 3, 4, 5, 1],
      end: { kind: "quit", reason: "repeat" },
    });
    expect(playPolicy(far, { ...long, repeats: "allowed" }, "cycle", 0, 1)).toMatchObject({ end: { kind: "limit" } });
  });

  it("refuses a user who is not there", () => {
    expect(() => playPolicy(world, RULES, "greedy", 5, 1)).toThrow(RangeError);
  });

  it("keeps to the mask, gives the same episode twice, and no policy beats the oracle on films", async () => {
    const films = await loadWorld("films");
    for (const user of films.users.slice(300, 320)) {
      const totals = policyNames().map((policy) => {
        const episode = playPolicy(films, films.rules, policy, user.id, 7);
        expect(playPolicy(films, films.rules, policy, user.id, 7)).toEqual(episode);
        if (policy !== "cycle")
          expect(new Set([...episode.items, ...user.history]).size).toBe(episode.items.length + user.history.length);
        return episode.rewards.reduce((a, b) => a + b, 0);
      });
      expect(Math.max(...totals)).toBe(totals[policyNames().indexOf("oracle")]);
    }
  });
});
