/** Summary of a run: `summary.json`, and `--json` on stdout. Field by field in docs/metrics.md. */

import type { Role } from "../../core/settings.ts";
import type { Faults } from "../../nodes/state.ts";
import * as c from "./catalogue-metrics.ts";
import * as m from "./metrics.ts";
import type { Episode } from "./record.ts";
import { bootstrapUsers, type Interval } from "./statistics/intervals.ts";

/** What model calls took. Tokens as the provider counts them; `costUsd` null when no price is known. */
export interface UsageTotals {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  /** Calls answered from the cache of answers, which cost nothing; absent where there were none. */
  readonly cached?: number;
  /** Calls whose tokens, and so their cost, are estimates; in all: of models outside this process, absent where there were none. */
  readonly estimatedCalls?: number;
  /** Answers that could not be used, those asked for again included; absent where there were none. */
  readonly unusable?: number;
}

/** Usage of a run, in all and by role. */
export interface Usage extends UsageTotals {
  readonly byRole: Partial<Record<Role, UsageTotals>>;
  /** Tries that ended without an answer and may have been billed, and what they may have cost; not in `costUsd`. Absent where there were none. */
  readonly lost?: { readonly tries: number; readonly usd: number };
}

/** Which run this is. */
export interface RunHead {
  readonly run: string;
  readonly world: string;
  readonly method: string;
  readonly model: string;
  readonly seed: number;
  readonly fidelity: string;
}

/** What the metrics need besides the episodes: the catalogue, and γ for the critic's realised return. */
export interface MetricsContext {
  readonly world: c.CatalogueInfo;
  readonly gamma: number;
}

export type Totals = ReturnType<typeof m.totals>;

/** Numbers of the test episodes. */
export interface TestSummary extends Totals {
  /** 95 % percentile bootstrap over users, 2,000 resamples, seeded by the run's seed; null with fewer than two users. */
  readonly ci95: { readonly len: Interval | null; readonly rTraj: Interval | null };
  readonly quits: ReturnType<typeof m.quitCounts>;
  /** Distinct recommended items / catalogue. */
  readonly coverage: number | null;
  readonly replacedRate: number | null;
  /** Pearson of V(s_n) and the realised discounted return, over all rounds. */
  readonly criticCorrelation: number | null;
  readonly encouraged: { readonly accepted: number | null; readonly quitting: number | null };
  /** The same correlation within episodes. */
  readonly criticCorrelationWithin: number | null;
  /** Distinct recommended items / recommendations. */
  readonly coveragePerRecommendation: number | null;
  readonly majority: number | null;
  readonly gini: number | null;
  readonly longTail: number | null;
  /** Mean over episodes with Len >= 2, and their number. */
  readonly diversity: { readonly mean: number | null; readonly episodes: number };
  readonly novelty: number | null;
}

export interface Summary extends RunHead {
  readonly train: Totals;
  readonly test: TestSummary;
  readonly usage: Usage;
  /** Wall-clock time of the run, in milliseconds, measured by the caller. */
  readonly wallMs: number;
  /** Answers that could not be used, by role, and clipped values of the Critic, over train and test. */
  readonly faults: Faults;
  /** False when the run stopped before its last episode (interrupted, budget spent, a model that refuses). */
  readonly complete: boolean;
}

/** Numbers of a set of episodes, usually the test episodes of one run. `seed` seeds the bootstrap. */
export function summariseTest(episodes: readonly Episode[], { world, gamma }: MetricsContext, seed: number): TestSummary {
  const catalogue = world.items.length;
  const covered = c.coverage(episodes, catalogue);
  const critic = m.criticCorrelation(episodes, gamma);
  const interval = (score: (e: Episode) => number) =>
    bootstrapUsers(
      episodes.map((e) => ({ user: e.user, value: score(e) })),
      { seed },
    );
  return {
    ...m.totals(episodes),
    ci95: { len: interval((e) => e.len), rTraj: interval((e) => e.return) },
    quits: m.quitCounts(episodes),
    coverage: covered.ofCatalogue,
    replacedRate: m.replacedRate(episodes),
    criticCorrelation: critic.all,
    encouraged: m.encouraged(episodes),
    criticCorrelationWithin: critic.within,
    coveragePerRecommendation: covered.ofRecommendations,
    majority: c.majorityShare(episodes, world),
    gini: c.gini(episodes, catalogue),
    longTail: c.longTailShare(episodes, world),
    diversity: c.diversity(episodes, world),
    novelty: c.novelty(episodes, world),
  };
}

/** The summary of a run, in the field order in which `summary.json` shows it. */
export function summarise(
  head: RunHead,
  episodes: readonly Episode[],
  context: MetricsContext,
  usage: Usage,
  wallMs: number,
  complete = true,
): Summary {
  const { run, world, method, model, seed, fidelity } = head;
  const of = (split: Episode["split"]) => episodes.filter((e) => e.split === split);
  return {
    run,
    world,
    method,
    model,
    seed,
    fidelity,
    train: m.totals(of("train")),
    test: summariseTest(of("test"), context, seed),
    usage,
    wallMs,
    faults: m.faultTotals(episodes),
    complete,
  };
}
