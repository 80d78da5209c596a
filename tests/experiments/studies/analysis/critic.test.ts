/** The Critic's study against numbers worked out by hand. */
import { describe, expect, it } from "vitest";
import type { Episode } from "../../../../experiments/evaluation/record.ts";
import { criticStudy } from "../../../../experiments/studies/analysis/critic.ts";

/** An episode of rounds given as [reward, V]. */
function episode(user: number, rounds: readonly (readonly [number, number | null])[]): Episode {
  const made = rounds.map(([reward, value]) => {
    const rest = { plan: null, proposal: null, item: 0, title: "t", worldReward: reward, advantage: null, replaced: null };
    return { ...rest, reward, value, accepted: reward > 0 };
  });
  const accepted = made.filter((r) => r.accepted);
  const total = accepted.reduce((sum, r) => sum + r.reward, 0);
  return {
    ...{ episode: user + 1, user, split: "test" as const, end: { kind: "quit" as const, reason: "similar" as const } },
    ...{
      len: accepted.length,
      return: total,
      rounds: made,
      faults: { planner: 0, actor: 0, critic: 0, reflector: 0, clipped: 0 },
    },
  } as Episode;
}

describe("the Critic's study", () => {
  // γ = 0.5: G of [4, 2, 0] is 5, 2, 0; G of [3, 0] is 3, 0.
  const first = [
    episode(1, [
      [4, 6],
      [2, 3],
      [0, 1],
    ]),
    episode(2, [
      [3, 2],
      [0, null],
    ]),
  ];
  // The same users under another training: G of [2, 0] is 2, 0; G of [1, 0] is 1, 0.
  const second = [
    episode(1, [
      [2, 4],
      [0, 0],
    ]),
    episode(2, [
      [1, 3],
      [0, 0],
    ]),
  ];
  const study = criticStudy([first, second], 0.5);

  it("takes V − G over all judged rounds", () => {
    // V − G: 1, 1, 1, −1 | 2, 0, 2, 0
    expect(study).toMatchObject({ trajectories: 4, rounds: 8 });
    expect(study?.bias).toBeCloseTo(6 / 8, 12);
    expect(study?.rmse).toBeCloseTo(Math.sqrt(12 / 8), 12);
    expect(study?.sdG).toBeCloseTo(Math.sqrt((25 + 4 + 0 + 9 + 4 + 0 + 1 + 0 - (13 * 13) / 8) / 7), 12);
  });

  it("compares one state under several trainings: the first of each user", () => {
    // User 1: V 6 and 4, G 5 and 2; user 2: V 2 and 3, G 3 and 1. Sample variances: 2, 4.5, 0.5, 2.
    expect(study?.sameState.users).toBe(2);
    expect(study?.sameState.varV).toBeCloseTo(1.25, 12);
    expect(study?.sameState.varG).toBeCloseTo(3.25, 12);
  });

  it("goes round by round", () => {
    expect(study?.byRound.map((r) => [r.round, r.n, r.meanV, r.meanG])).toEqual([
      [1, 4, 3.75, 2.75],
      [2, 3, 1, 2 / 3],
      [3, 1, 1, 0],
    ]);
    expect(study?.byRound[2]).toMatchObject({ sdV: null, sdG: null });
  });

  it("says nothing where no value was given", () => {
    expect(criticStudy([[episode(1, [[4, null]])]], 0.5)).toBe(null);
    expect(criticStudy([], 0.5)).toBe(null);
  });
});
