/** Calibration of the Critic's values against what came after: bias, spread, correlation, and the spread at one and the same state. */

import { mean, sd } from "../../../core/math.ts";
import { criticCorrelation, realisedReturns } from "../../evaluation/metrics.ts";
import type { Episode } from "../../evaluation/record.ts";
import type { CriticStudy } from "./result.ts";

interface Judged {
  readonly user: number;
  readonly round: number;
  readonly v: number;
  readonly g: number;
}

/**
 * Compares V(s_n) with the realised discounted return G_n from s_n, one Monte-Carlo sample of the value of s_n under the policy played.
 * A step limit cuts G off, as it cuts the episode. Null when no round has a value.
 * @param runs one list of episodes per seed; the first state of a user is the same in all of them.
 */
export function criticStudy(runs: readonly (readonly Episode[])[], gamma: number): CriticStudy | null {
  const episodes = runs.flat();
  const judged = episodes.flatMap((e) => judgedRounds(e, gamma));
  if (judged.length === 0) return null;
  const errors = judged.map(({ v, g }) => v - g);
  const correlation = criticCorrelation(episodes, gamma);
  return {
    trajectories: episodes.filter((e) => e.rounds.some((r) => r.value !== null)).length,
    rounds: judged.length,
    bias: mean(errors),
    sdV: sd(judged.map((j) => j.v)),
    sdG: sd(judged.map((j) => j.g)),
    rmse: Math.sqrt(mean(errors.map((e) => e * e)) as number),
    correlation: correlation.all,
    correlationWithin: correlation.within,
    sameState: firstStates(judged),
    byRound: byRound(judged),
  };
}

function judgedRounds(episode: Episode, gamma: number): Judged[] {
  const returns = realisedReturns(episode, gamma);
  return episode.rounds.flatMap(({ value }, i) =>
    value === null ? [] : [{ user: episode.user, round: i + 1, v: value, g: returns[i] as number }],
  );
}

/** Mean over users of the variance over seeds at s_1: what one more training, and one more episode, change at the same state. */
function firstStates(judged: readonly Judged[]): CriticStudy["sameState"] {
  const byUser = grouped(
    judged.filter((j) => j.round === 1),
    (j) => j.user,
  );
  const repeated = [...byUser.values()].filter((list) => list.length > 1);
  const within = (of: (j: Judged) => number) => mean(repeated.map((list) => (sd(list.map(of)) as number) ** 2));
  return { users: repeated.length, varV: within((j) => j.v), varG: within((j) => j.g) };
}

function byRound(judged: readonly Judged[]): CriticStudy["byRound"] {
  const rounds = [...grouped(judged, (j) => j.round)].sort(([a], [b]) => a - b);
  return rounds.map(([round, list]) => {
    const [v, g] = [list.map((j) => j.v), list.map((j) => j.g)];
    return { round, n: list.length, meanV: mean(v) as number, meanG: mean(g) as number, sdV: sd(v), sdG: sd(g) };
  });
}

function grouped(judged: readonly Judged[], key: (j: Judged) => number): Map<number, Judged[]> {
  const groups = new Map<number, Judged[]>();
  for (const j of judged) {
    const list = groups.get(key(j));
    if (list === undefined) groups.set(key(j), [j]);
    else list.push(j);
  }
  return groups;
}
