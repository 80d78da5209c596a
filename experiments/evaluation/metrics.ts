/**
 * Metrics of episodes alone, as pure functions; docs/metrics.md explains each. Protocol and Len, R_each, R_traj:
 * Shi et al., SIGIR 2024 (arXiv 2403.00843), experiments section; the rest is what the field adds. No metric throws on
 * missing data: what cannot be computed is null.
 */
import { deviations, pearson, ratio, sum } from "../../core/math.ts";
import type { Faults } from "../../nodes/state.ts";
import type { QuitReason } from "../../worlds/simulator.ts";
import type { Episode, Round } from "./record.ts";

/** Len and R_traj (means over episodes; null of none) and R_each = ΣR_traj / ΣLen, pooled (null when ΣLen = 0). */
export function totals(episodes: readonly Episode[]) {
  const sumLen = sum(episodes.map((e) => e.len));
  const sumReturn = sum(episodes.map((e) => e.return));
  const n = episodes.length;
  return { episodes: n, len: ratio(sumLen, n), rEach: ratio(sumReturn, sumLen), rTraj: ratio(sumReturn, n) };
}

/** Ends that {@link quitCounts} counts whether they occur or not: those that the paper's users know. */
export type UsualEnd = "repeat" | "similar" | "dislike" | "limit" | "unusable";

/** Ends that it counts where they occur: reasons of other user models, and `unknown`, quits of unrecorded reason. */
export type FurtherEnd = Exclude<QuitReason, UsualEnd> | "unknown";

/** How the episodes ended, as counts that add up to the episodes. */
export function quitCounts(episodes: readonly Episode[]): Record<UsualEnd, number> & Partial<Record<FurtherEnd, number>> {
  const counts: Partial<Record<UsualEnd | FurtherEnd, number>> = {};
  for (const { end } of episodes) {
    const how = end.kind === "quit" ? (end.reason ?? "unknown") : end.kind;
    counts[how] = (counts[how] ?? 0) + 1;
  }
  const { repeat = 0, similar = 0, dislike = 0, limit = 0, unusable = 0, ...further } = counts;
  return { repeat, similar, dislike, limit, unusable, ...further };
}

/** Unusable answers by role, and clipped values, summed over episodes. Zero where no model was asked. */
export function faultTotals(episodes: readonly Episode[]): Faults {
  const total = { planner: 0, actor: 0, critic: 0, reflector: 0, clipped: 0 };
  for (const { faults } of episodes) for (const k of Object.keys(total) as (keyof Faults)[]) total[k] += faults?.[k] ?? 0;
  return total;
}

/** Share of rounds in which grounding put another item in place of the proposal; null when nothing was grounded. */
export function replacedRate(episodes: readonly Episode[]): number | null {
  const known = episodes.flatMap((e) => e.rounds).filter((r) => r.replaced !== null);
  return ratio(known.filter((r) => r.replaced).length, known.length);
}

/** Known advantages of an episode's accepted rounds, and of the round with which its user quit (one or none). */
export function advantagesOf(e: Episode): { accepted: number[]; quitting: number[] } {
  const known = (rounds: readonly Round[]) => rounds.flatMap((r) => (r.advantage === null ? [] : [r.advantage]));
  const quitting = e.end.kind === "quit" ? e.rounds.slice(-1) : [];
  return { accepted: known(e.rounds.filter((r) => r.accepted)), quitting: known(quitting.filter((r) => !r.accepted)) };
}

/** Share of A >= 0 among accepted rounds and among the rounds with which users quit; null where no advantage is known. */
export function encouraged(episodes: readonly Episode[]) {
  const all = episodes.map(advantagesOf);
  const share = (known: readonly number[]) => ratio(known.filter((a) => a >= 0).length, known.length);
  return { accepted: share(all.flatMap((a) => a.accepted)), quitting: share(all.flatMap((a) => a.quitting)) };
}

/** Realised discounted return G_n = r_n + γ G_{n+1} from every s_n of an episode; 0 after its last round, also after a cut-off. */
export function realisedReturns(episode: Episode, gamma: number): number[] {
  const out: number[] = [];
  let next = 0;
  for (const round of episode.rounds.toReversed()) {
    next = round.reward + gamma * next;
    out.push(next);
  }
  return out.reverse();
}

/** V(s_n) and the target of the rounds of an episode that have a value. */
export function judgedRounds(e: Episode, wanted: readonly number[]): { v: number[]; t: number[] } {
  const known = e.rounds.flatMap((r, i) => (r.value === null ? [] : [{ v: r.value, t: wanted[i] as number }]));
  return { v: known.map((k) => k.v), t: known.map((k) => k.t) };
}

/** Pearson of V(s_n) with what `target` says of every round: pooled, and within episodes (both sides less their episode's mean). */
export function valueCorrelation(episodes: readonly Episode[], target: (e: Episode) => readonly number[]) {
  const groups = episodes.map((e) => judgedRounds(e, target(e)));
  const pool = (side: "v" | "t", of = (values: number[]) => values) => groups.flatMap((g) => of(g[side]));
  return {
    all: pearson(pool("v"), pool("t")),
    within: pearson(pool("v", deviations), pool("t", deviations)),
    rounds: pool("v").length,
  };
}

/** The Critic's correlation: V(s_n) against the realised discounted return from s_n ({@link valueCorrelation}). */
export function criticCorrelation(episodes: readonly Episode[], gamma: number) {
  return valueCorrelation(episodes, (e) => realisedReturns(e, gamma));
}
