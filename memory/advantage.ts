/**
 * Advantage, its sign, the Critic's target and the Critic's range: the rule by which the Critic teaches the Actor.
 * Formulas: Shi et al., "Large Language Models are Learnable Planners for Long-Term Recommendation", SIGIR 2024
 * (arXiv 2403.00843), section on micro-learning. Pure; nothing else in the project computes them.
 */

/** What is known about round n when it is settled. */
export interface Settled {
  /** r_n: the reward, 1..5 when accepted; 0 for a quitting or unusable round. */
  readonly reward: number;
  /** V(s_n); null when the Critic gave no usable value. */
  readonly value: number | null;
  /** V(s_{n+1}); null when missing. Ignored when terminated. */
  readonly nextValue: number | null;
  /** The user left (or the episode ended as unusable): there is no next state. A cut-off at the step limit is not this. */
  readonly terminated: boolean;
  /** γ, 0 <= γ < 1 (paper: 0.5). */
  readonly gamma: number;
}

/**
 * The Critic's target r_n + γ V(s_{n+1}), written to M_C under s_n; V(s_{n+1}) = 0 when terminated.
 * Null when the next value is needed and missing. Unit: the reward's.
 */
export function criticTarget(s: Omit<Settled, "value">): number | null {
  if (s.terminated) return s.reward;
  return s.nextValue === null ? null : s.reward + s.gamma * s.nextValue;
}

/** A(s_n,a_n) = r_n + γ V(s_{n+1}) − V(s_n). Null when a value it needs is missing. Unit: the reward's. */
export function advantage(s: Settled): number | null {
  const target = criticTarget(s);
  return target === null || s.value === null ? null : target - s.value;
}

/** v_n, stored in M_A with (s_n, a_n): 1 (encouraged) when A >= 0, else 0. Null without an advantage. */
export function verdict(advantage: number | null): 0 | 1 | null {
  return advantage === null ? null : advantage >= 0 ? 1 : 0;
}

/**
 * The rule the published recordings follow (an early version of the reference code): V(s_{n+1}) − V(s_n), without reward and γ.
 * V(s_1) is 0 there: the caller passes 0 as `value` of the first round. Used to read recordings only, never in a run.
 */
export function earlyAdvantage(value: number | null, nextValue: number | null): number | null {
  return value === null || nextValue === null ? null : nextValue - value;
}

/** An interval of values, both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Range of a discounted sum of rewards: 0 when the user leaves at once, r_max/(1−γ) when every round to come earns r_max. */
export function criticRange(rewardMax: number, gamma: number): Range {
  return { min: 0, max: rewardMax / (1 - gamma) };
}

/** Range of the critic's answers in `paper` fidelity and in the recordings: the integers −5..5. */
export const PAPER_CRITIC_RANGE: Range = { min: -5, max: 5 };

/** The value moved into the range, and whether it had to be (counted by the caller). NaN becomes the lower end, clipped. */
export function clipValue(value: number, range: Range): { value: number; clipped: boolean } {
  const inside = Number.isNaN(value) ? range.min : Math.min(range.max, Math.max(range.min, value));
  return { value: inside, clipped: inside !== value };
}

/** Linear map of one range onto another, ends onto ends: used to read values of one critic scale on the other. */
export function rescale(value: number, from: Range, to: Range): number {
  return to.min + ((value - from.min) / (from.max - from.min)) * (to.max - to.min);
}
