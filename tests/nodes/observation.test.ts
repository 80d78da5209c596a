/** What roles are shown of an episode, and the text by which memories are found. */
import { describe, expect, it } from "vitest";
import { observationOf, stateText, stayOf } from "../../nodes/observation.ts";
import type { Episode } from "../../nodes/state.ts";
import { HISTORY, probe, roundOf, stateOf, TEST_USER, titleOf, unequalWorld } from "../stubs/context.ts";

const SEEN = { catalogue: unequalWorld(), users: unequalWorld().users };
const episode = stateOf().episode as Episode;
const titles = (...items: number[]) => items.map(titleOf).join("; ");

describe("the state text", () => {
  const rounds = [roundOf(1, 40), roundOf(2, 41), roundOf(3, 42)];

  it("holds ten titles: the history's last, then those of the rounds before", () => {
    const text = (n: number) => stateText(SEEN, episode, rounds, n);
    expect(text(1)).toBe(titles(...HISTORY.slice(-10)));
    expect(text(2)).toBe(titles(...HISTORY.slice(-9), 40));
    expect(text(4)).toBe(titles(...HISTORY.slice(-7), 40, 41, 42));
  });

  it("holds the last ten of a long episode, and leaves rounds without an item out", () => {
    const long = Array.from({ length: 12 }, (_, i) => roundOf(i + 1, 40 + i));
    expect(stateText(SEEN, episode, long, 13)).toBe(titles(...Array.from({ length: 10 }, (_, i) => 42 + i)));
    const gap = [roundOf(1, 40), roundOf(2, 41, { item: null, title: null }), roundOf(3, 42)];
    expect(stateText(SEEN, episode, gap, 4)).toBe(titles(...HISTORY.slice(-8), 40, 42));
  });

  it("does not depend on how many titles the roles are shown", () => {
    expect(stateText(SEEN, { ...episode, user: TEST_USER }, [], 1).split("; ")).toHaveLength(5);
  });
});

describe("the observation", () => {
  it("shows as many titles of the history as the settings say, and the rounds with their kinds", () => {
    const state = stateOf({ rounds: [roundOf(1, 40), roundOf(2, 41, { accepted: false, reward: 0 })] });
    const seen = observationOf(probe().context, state);
    expect(seen.history).toEqual(HISTORY.slice(-7).map(titleOf));
    expect(seen.rounds).toEqual([
      { round: 1, plan: "plan 1", title: titleOf(40), categories: ["Drama", "Comedy"], rating: 3 },
      { round: 2, plan: "plan 2", title: titleOf(41), categories: ["Comedy", "Musical"], rating: null },
    ]);
    expect(seen).toMatchObject({ repeatsEnd: true, noun: { one: "film", many: "films" } });
    expect(observationOf(probe({ repeats: "allowed" }).context, state).repeatsEnd).toBe(false);
  });

  it("keeps the rounds within the token budget: plans first, then the oldest rounds", () => {
    const rounds = [1, 2, 3, 4].map((n) => roundOf(n, 40 + n, { plan: "x".repeat(n === 2 ? 150 : 60) }));
    const plans = (roundTokens: number) =>
      observationOf(probe({ roundTokens }).context, stateOf({ rounds })).rounds.map((r) => [r.round, r.plan?.length ?? 0]);
    expect(plans(4000)).toEqual([
      [1, 60],
      [2, 150],
      [3, 60],
      [4, 60],
    ]);
    expect(plans(600)).toEqual([
      [1, 60],
      [2, 0],
      [3, 60],
      [4, 60],
    ]);
    expect(plans(200)).toEqual([
      [3, 0],
      [4, 0],
    ]);
  });

  it("is made once for the same rounds of the same user", () => {
    const { context } = probe();
    const state = stateOf({ rounds: [roundOf(1, 40)] });
    expect(observationOf(context, { ...state })).toBe(observationOf(context, state));
    const other = { ...state, episode: { ...episode, user: TEST_USER } };
    expect(observationOf(context, other).history).not.toEqual(observationOf(context, state).history);
    expect(observationOf(context, { ...state, rounds: [...state.rounds] })).not.toBe(observationOf(context, state));
  });
});

it("the simulator knows the user and the items, rounds without one left out", () => {
  const rounds = [roundOf(1, 40), roundOf(2, 41, { item: null, title: null }), roundOf(3, 42)];
  expect(stayOf(stateOf({ rounds }))).toEqual({ user: 3, items: [40, 42] });
  expect(() => stayOf(stateOf({ episode: null }))).toThrow("no episode has begun");
});
