/** Expected usage of a pilot's episode with another model: as it was played, or with other lengths of episodes and answers. */
import { mean, sumBy } from "../../../core/math.ts";
import { ROLES, type Role } from "../../../core/settings.ts";
import type { Pilot, PilotEpisode } from "./pilot.ts";
import type { PilotCall } from "./pilot-chat.ts";

/** Calls and tokens. */
export interface Amount {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** By role, `embedding` included. */
export type Amounts = Readonly<Record<string, Amount>>;

/** What the caller knows better than the pilot. */
export interface Known {
  /** Tokens of an answer. */
  readonly outputTokens?: number;
  /** Mean number of accepted rounds of an episode. */
  readonly len?: number;
}

/** Adds up amounts. */
export function sumAmounts(amounts: Iterable<Amount>): Amount {
  const sum = { calls: 0, inputTokens: 0, outputTokens: 0 };
  for (const a of amounts) {
    sum.calls += a.calls;
    sum.inputTokens += a.inputTokens;
    sum.outputTokens += a.outputTokens;
  }
  return sum;
}

/** What each episode of a split takes, and by how much its rounds are stretched. */
export function expectedOf(pilot: Pilot, split: "train" | "test", known: Known): { amounts: Amounts[]; stretch: number } {
  const episodes = pilot[split];
  const played = sumBy(episodes, ({ episode }) => episode.rounds.length);
  const accepted = sumBy(episodes, ({ episode }) => episode.len);
  const stretch = known.len === undefined || played === 0 ? 1 : (played - accepted + known.len * episodes.length) / played;
  const amountOf = stretch === 1 ? asPlayed : stretched(episodes, stretch, pilot.settings.roundTokens);
  const answer = ({ calls, outputTokens }: Amount) =>
    known.outputTokens === undefined ? outputTokens : calls * known.outputTokens;
  const amounts = episodes.map((e) => {
    const roles = ROLES.map((role): [string, Amount] => {
      const amount = amountOf(
        role,
        e.calls.filter((c) => c.role === role),
      );
      return [role, { ...amount, outputTokens: answer(amount) }];
    });
    const embedding = { calls: e.embedded.calls * stretch, inputTokens: e.embedded.tokens * stretch, outputTokens: 0 };
    return { ...Object.fromEntries(roles), embedding };
  });
  return { amounts, stretch };
}

type AmountOf = (role: Role, calls: readonly PilotCall[]) => Amount;

function asPlayed(_role: Role, calls: readonly PilotCall[]): Amount {
  return sumAmounts(calls.map((c) => ({ ...c, calls: 1 })));
}

/** Episodes longer or shorter by a factor. Prompts grow by the round in a straight line, until the rounds' budget of tokens is full. */
function stretched(episodes: readonly PilotEpisode[], factor: number, roundTokens: number): AmountOf {
  const lines = new Map(
    ROLES.map((role) => {
      const calls = episodes.flatMap((e) => e.calls.filter((c) => c.role === role));
      return [role, lineThrough(calls.map((c) => [c.round, c.inputTokens]))];
    }),
  );
  return (role, calls) => {
    const { at1, slope } = lines.get(role) as Line;
    const at = (round: number) => at1 + Math.min(slope * (round - 1), roundTokens);
    const outputTokens = sumBy(calls, (c) => c.outputTokens);
    if (role === "reflector")
      return { calls: calls.length, inputTokens: sumBy(calls, (c) => at(c.round * factor)), outputTokens };
    const count = calls.length * factor;
    let inputTokens = 0;
    for (let round = 1; round < count + 1; round++) inputTokens += Math.min(1, count + 1 - round) * at(round);
    return { calls: count, inputTokens, outputTokens: outputTokens * factor };
  };
}

interface Line {
  readonly at1: number;
  readonly slope: number;
}

/** The straight line of least squares. */
function lineThrough(points: readonly (readonly [number, number])[]): Line {
  const meanX = mean(points.map(([x]) => x)) ?? 0;
  const meanY = mean(points.map(([, y]) => y)) ?? 0;
  const sxx = sumBy(points, ([x]) => (x - meanX) ** 2);
  const sxy = sumBy(points, ([x, y]) => (x - meanX) * (y - meanY));
  const slope = sxx === 0 ? 0 : sxy / sxx;
  return { at1: meanY + slope * (1 - meanX), slope };
}
