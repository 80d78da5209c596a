/** Visibility of memory entries, decided by numbers and never by time (docs/methods.md). */
import type { ResolvedSettings } from "../core/settings.ts";

type Rule = Pick<ResolvedSettings, "lag" | "batch" | "memory" | "train">;

/**
 * The number of the last episode whose entries episode `k` (from 1) may see.
 * With `batch` = B > 0: the last batch border before k. Otherwise k − S, S = `lag`.
 * A frozen test sees the whole training and nothing later.
 * @returns an integer in [0, k−1], or the number of training episodes in a frozen test.
 */
export function visibleUpTo(rule: Rule, k: number, split: "train" | "test"): number {
  if (split === "test" && rule.memory === "frozen") return rule.train;
  if (rule.batch > 0) return Math.floor((k - 1) / rule.batch) * rule.batch;
  return Math.max(0, k - rule.lag);
}

/** Whether an episode of this split writes memories. */
export function writesMemories(rule: Pick<ResolvedSettings, "memory">, split: "train" | "test"): boolean {
  return split === "train" || rule.memory === "online";
}
