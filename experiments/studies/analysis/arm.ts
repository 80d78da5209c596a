/** Analysis of one arm: its numbers with intervals, how its episodes ended, what it cost, what it recommended, and some episodes to look at. */

import { ratio, sum, sumBy } from "../../../core/math.ts";
import { modelOf, type ResolvedSettings, ROLES } from "../../../core/settings.ts";
import { learns } from "../../../methods/derived.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { unusableIn } from "../../../models/unusable-watch.ts";
import type { World } from "../../../worlds/world.ts";
import { recommended } from "../../evaluation/catalogue-metrics.ts";
import { quitCounts } from "../../evaluation/metrics.ts";
import type { Episode } from "../../evaluation/record.ts";
import { estimateMeasurements } from "../../evaluation/statistics/compare.ts";
import type { Summary, UsageTotals } from "../../evaluation/summary.ts";
import { criticStudy } from "./critic.ts";
import type { Measured } from "./measures.ts";
import type { Arm, Cost, Estimate, ShownEpisode } from "./result.ts";

/** A finished run of an arm: the test episodes and what it took. */
export interface ArmRun {
  readonly seed: number;
  readonly run: string;
  readonly episodes: readonly Episode[];
  readonly usage: Summary["usage"];
  /** USD of its tokens at list price, whoever paid; null without a price. */
  readonly listUsd: number | null;
}

/** What an arm is made of. */
export interface ArmSource {
  readonly name: string;
  readonly settings: ResolvedSettings;
  readonly runs: readonly ArmRun[];
  /** Whether its one run stands for every seed. */
  readonly everySeed: boolean;
  /** By measure id. */
  readonly measured: ReadonlyMap<string, Measured>;
}

/** How the memories of an arm behave in the test. */
export function memoryOf({ method, memory }: ResolvedSettings): Arm["memory"] {
  return learns(method) ? memory : "none";
}

/** Sums up an arm. */
export function armOf({ name, settings, runs, everySeed, measured }: ArmSource, world: World): Arm {
  const episodes = runs.flatMap((r) => r.episodes);
  const unit = everySeed ? "users" : memoryOf(settings) === "online" ? "seeds" : "users and seeds";
  const values: Record<string, Estimate> = {};
  for (const [id, { value, measurements }] of measured) {
    const { trainedRuns, method } = estimateMeasurements(measurements, { unit });
    values[id] = { value, trainedRuns, method };
  }
  return {
    name,
    method: settings.method,
    model: modelsOf(settings),
    memory: memoryOf(settings),
    episodes: episodes.length,
    values,
    quits: quitCounts(episodes),
    cost: costOf(runs),
    popularity: popularityShares(episodes, world),
    critic: criticStudy(
      runs.map((r) => r.episodes),
      settings.gamma,
    ),
    everySeed,
    runs: runs.map(({ seed, run }) => ({ seed, run })),
    shown: shownOf(name, world.id, runs[0]),
  };
}

function modelsOf(settings: ResolvedSettings): string {
  if (isPolicy(settings.method)) return "none";
  const byRole = ROLES.map((role) => modelOf(settings, role));
  return new Set(byRole).size === 1 ? (byRole[0] as string) : ROLES.map((role, i) => `${role} ${byRole[i]}`).join(", ");
}

function costOf(runs: readonly ArmRun[]): Cost {
  const returned = sumBy(
    runs.flatMap((r) => r.episodes),
    (e) => e.return,
  );
  const add = (of: (u: UsageTotals) => number) => sumBy(runs, (r) => of(r.usage));
  const [calls, inputTokens, outputTokens] = [add((u) => u.calls), add((u) => u.inputTokens), add((u) => u.outputTokens)];
  const listUsd = sumOrNull(runs.map((r) => r.listUsd));
  const per = (what: number) => (returned > 0 ? ratio(what, returned) : null);
  const byRole: Record<string, Cost["byRole"][string]> = {};
  for (const role of [...new Set(runs.flatMap((r) => Object.keys(r.usage.byRole)))].sort()) {
    const parts = runs.flatMap((r) => r.usage.byRole[role as keyof Summary["usage"]["byRole"]] ?? []);
    byRole[role] = {
      calls: sumBy(parts, (u) => u.calls),
      inputTokens: sumBy(parts, (u) => u.inputTokens),
      outputTokens: sumBy(parts, (u) => u.outputTokens),
    };
  }
  const unusable = sumBy(runs, (r) => unusableIn(r.usage.byRole).unusable);
  return {
    calls,
    inputTokens,
    outputTokens,
    listUsd,
    estimatedCalls: add((u) => u.estimatedCalls ?? 0),
    callsPerReturn: per(calls),
    tokensPerReturn: per(inputTokens + outputTokens),
    usdPerReturn: listUsd === null ? null : per(listUsd),
    byRole,
    ...(unusable > 0 ? { unusable } : {}),
  };
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.some((v) => v === null) ? null : sum(values as readonly number[]);
}

/** Shares of recommendations by tenths of the catalogue, the most popular (by train histories, ties by id) first. */
function popularityShares(episodes: readonly Episode[], world: World): number[] {
  const popular = (i: number) => world.popularity[i] ?? 0;
  const order = world.items.map((_, i) => i).sort((a, b) => popular(b) - popular(a) || a - b);
  const tenth = new Map(order.map((item, rank) => [item, Math.floor((10 * rank) / order.length)]));
  const counts = new Array<number>(10).fill(0);
  for (const item of recommended(episodes)) counts[tenth.get(item) as number]! += 1;
  return counts.map((n) => ratio(n, sum(counts)) ?? 0);
}

/** Worst, median and best episode by return of the first seed; ties by episode number. */
function shownOf(arm: string, world: string, run: ArmRun | undefined): ShownEpisode[] {
  const sorted = [...(run?.episodes ?? [])].sort((a, b) => a.return - b.return || a.episode - b.episode);
  if (run === undefined || sorted.length === 0) return [];
  const picks = [
    ["worst", 0],
    ["median", Math.floor(sorted.length / 2)],
    ["best", sorted.length - 1],
  ] as const;
  const distinct = picks.filter(([, at], i) => picks.findIndex(([, other]) => other === at) === i);
  return distinct.map(([why, at]) => shown(sorted[at] as Episode, why, run.seed, `${world}-${arm}-${why}`));
}

function shown(e: Episode, why: ShownEpisode["why"], seed: number, name: string): ShownEpisode {
  const { episode, user, len, end } = e;
  const rounds = e.rounds.map(({ plan, proposal, title, reward, accepted, value, advantage }) => {
    return { plan, proposal, title, reward, accepted, value, advantage };
  });
  const id = `episode-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  return { id, why, seed, episode, user, len, return: e.return, end: end.reason ?? end.kind, rounds };
}
