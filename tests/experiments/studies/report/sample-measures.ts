/** Measures of the invented study. */
import type { MeasureInfo } from "../../../../experiments/studies/analysis/result.ts";

const measure = (
  id: string,
  name: string,
  about: string,
  better: MeasureInfo["better"],
  percent = false,
  headline = false,
): MeasureInfo => ({ id, name, about, better, percent, headline });

export const MEASURES: readonly MeasureInfo[] = [
  measure(
    "rTraj",
    "R_traj",
    "Return of an episode: sum of accepted rewards, undiscounted; mean over episodes.",
    "higher",
    false,
    true,
  ),
  measure("len", "Len", "Accepted rounds of an episode; mean over episodes.", "higher", false, true),
  measure("rEach", "R_each", "Reward of an accepted round, pooled over episodes.", "higher", false, true),
  measure("quitRepeat", "Quits: repeat", "Share of episodes that ended by a repeated item.", "lower", true),
  measure("replacedRate", "Replaced", "Share of grounded rounds in which another item stood in for the proposal.", null, true),
  measure("coverage", "Coverage", "Distinct recommended items / catalogue.", null, true),
  measure("gini", "Gini", "Inequality of recommendations over the catalogue.", null),
  measure("longTail", "Long tail", "Share of recommendations outside the most popular fifth.", null, true),
  measure("diversity", "Diversity", "Mean distance of two accepted items of an episode.", "higher"),
  measure("novelty", "Novelty", "Mean of −ln of an item's share of train users, in nats.", null),
  measure("criticCorrelation", "Critic, correlation", "Pearson of V with the realised discounted return.", "higher"),
];
