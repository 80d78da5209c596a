/** Estimate of a run before it is played: calls, tokens, money and minutes, from a pilot with the offline model. */

import { mean, sum, sumBy, variance } from "../../../core/math.ts";
import { isOfflineSpec, modelOf, type ResolvedSettings, ROLES, type Role, type SettingsInput } from "../../../core/settings.ts";
import { EMBEDDING_ROLE } from "../../../models/ledger/ledger.ts";
import { costOf, loadPrices, type Prices } from "../../../models/prices.ts";
import { type Amount, type Amounts, expectedOf, type Known, sumAmounts } from "./expected.ts";
import { type Pilot, type PilotOptions, playPilot } from "./pilot.ts";

/** Calls, tokens and cost in USD; null without a price. */
export interface Figures extends Amount {
  readonly costUsd: number | null;
}

/** How the runs will be carried out. */
export interface Carried {
  /** Episodes side by side. Default: 4. */
  readonly workers?: number;
  /** Runs side by side. Default: 1. */
  readonly parallelRuns?: number;
  /** Limits of the calls. Default: none. */
  readonly maxConcurrentCalls?: number;
  readonly perMinute?: number;
  /** Time of a call to a model outside this process. Default: 1500. */
  readonly msPerCall?: number;
}

export interface ProjectOptions extends Known, Carried {
  /** Prices by `provider:model`; default: data/prices.json. */
  readonly prices?: Prices;
  /** Runs of these settings, each with another seed. Default: 1. */
  readonly runs?: number;
}

export interface EstimateOptions extends Omit<ProjectOptions, "runs">, PilotOptions {}

/** The estimate of a run, or of several that differ by their seed alone. */
export interface RunEstimate {
  readonly world: string;
  readonly method: string;
  readonly runs: number;
  /** Episodes a run. */
  readonly run: { readonly train: number; readonly test: number };
  readonly pilot: { readonly train: number; readonly test: number; readonly ms: number };
  /** Whether the pilot was the whole of what is estimated: then only the model's behaviour can make a difference. */
  readonly covered: boolean;
  /** Mean accepted rounds of the pilot's episodes, or what was given in their place. */
  readonly len: { readonly train: number | null; readonly test: number | null };
  readonly byRole: Readonly<Record<string, Figures & { readonly model: string }>>;
  readonly total: Figures;
  /** Half of a 95 % interval of each total, from the spread of the pilot's episodes; says nothing of how the model differs from the offline one. */
  readonly plusMinus: Figures;
  readonly minutes: number;
}

/** Time of an embedding in terms of a chat call. */
const EMBEDDING_SHARE = 0.2;

/**
 * Estimates a run from a pilot of it. Sends nothing.
 * @throws BillpError what settings, schedule and worlds throw.
 */
export async function estimateRun(settings: SettingsInput, options: EstimateOptions = {}): Promise<RunEstimate> {
  return projectPilot(await playPilot(settings, options), options);
}

/** From a pilot to the whole: what was played counts as it was, and the rest as the mean of the episodes that could remember. */
export function projectPilot(pilot: Pilot, options: ProjectOptions = {}): RunEstimate {
  const { settings, world, run } = pilot;
  const runs = options.runs ?? 1;
  const asPlayed = options.len === undefined && options.outputTokens === undefined;
  const specs = specsOf(settings);
  const prices = options.prices ?? pricesFor(Object.values(specs));
  const cost = (role: string, a: Amount) => costOf(prices, specs[role] as string, a.inputTokens, a.outputTokens);
  const priced = (amounts: Amounts): Figures => {
    const costs = Object.entries(amounts).map(([role, a]) => (a.calls === 0 ? 0 : cost(role, a)));
    return { ...sumAmounts(Object.values(amounts)), costUsd: sumCosts(costs) };
  };
  const splits = (["train", "test"] as const).map((split) => projectSplit(pilot, split, runs, options, priced));

  const amountOf = (role: string): Amount => sumAmounts(splits.map((s) => s.total[role] ?? NOTHING));
  const catalogue = { calls: pilot.catalogue.calls * runs, inputTokens: pilot.catalogue.tokens * runs, outputTokens: 0 };
  const amounts: [string, Amount][] = [
    ...ROLES.map((role): [string, Amount] => [role, amountOf(role)]),
    [EMBEDDING_ROLE, sumAmounts([amountOf(EMBEDDING_ROLE), catalogue])],
  ];
  const asked = amounts.filter(([, a]) => a.calls > 0).map(([role, a]) => [role, rounded(a)] as const);
  const byRole = asked.map(([role, a]) => [role, { model: specs[role] as string, ...a, costUsd: cost(role, a) }] as const);
  const total = { ...sumAmounts(asked.map(([, a]) => a)), costUsd: sumCosts(byRole.map(([, f]) => f.costUsd)) };
  const half = (of: (f: Figures) => number) => 1.96 * Math.sqrt(sumBy(splits, (s) => of(s.variance)));
  const [train, test] = splits as [SplitEstimate, SplitEstimate];
  return {
    world: world.id,
    method: settings.method,
    runs,
    run,
    pilot: { train: pilot.train.length, test: pilot.test.length, ms: pilot.ms },
    covered: total.calls === 0 || (asPlayed && runs === 1 && isWhole(pilot)),
    len: { train: train.len, test: test.len },
    byRole: Object.fromEntries(byRole),
    total,
    plusMinus: {
      calls: half((f) => f.calls),
      inputTokens: half((f) => f.inputTokens),
      outputTokens: half((f) => f.outputTokens),
      costUsd: total.costUsd === null ? null : half((f) => f.costUsd ?? 0),
    },
    minutes: minutesOf(pilot, runs, splits, Object.fromEntries(asked), options),
  };
}

function isWhole({ run, train, test }: Pilot): boolean {
  return train.length === run.train && test.length === run.test;
}

const NOTHING: Amount = { calls: 0, inputTokens: 0, outputTokens: 0 };

interface SplitEstimate {
  readonly total: Amounts;
  /** Variances of the totals' errors, not rounded. */
  readonly variance: Figures;
  readonly len: number | null;
  /** Calls to models outside this process that wait for one another. */
  readonly stages: number;
}

function projectSplit(
  pilot: Pilot,
  split: "train" | "test",
  runs: number,
  known: Known,
  priced: (amounts: Amounts) => Figures,
): SplitEstimate {
  const { amounts, stretch } = expectedOf(pilot, split, known);
  const played = pilot[split];
  const rest = pilot.run[split] - played.length;
  // Training episodes within the lag remember nothing yet: with enough others, they stand for themselves only.
  const within = split === "test" ? 0 : lagOf(pilot.settings);
  const from = played.length < within + 10 ? 0 : within;
  const whole = (values: readonly number[]) => runs * (sum(values) + rest * (mean(values.slice(from)) ?? 0));
  const total = (role: string): Amount => ({
    calls: whole(amounts.map((a) => a[role]?.calls ?? 0)),
    inputTokens: whole(amounts.map((a) => a[role]?.inputTokens ?? 0)),
    outputTokens: whole(amounts.map((a) => a[role]?.outputTokens ?? 0)),
  });
  const unseen = runs * pilot.run[split] - played.length;
  const figures = amounts.slice(from).map(priced);
  const error = (of: (f: Figures) => number) => errorVariance(figures.map(of), unseen);
  const stages = whole(played.map((e) => stagesOf(pilot.settings, e.calls) * stretch + e.embedded.calls * EMBEDDING_SHARE));
  return {
    total: Object.fromEntries([...ROLES, EMBEDDING_ROLE].map((role) => [role, total(role)])),
    variance: {
      calls: error((f) => f.calls),
      inputTokens: error((f) => f.inputTokens),
      outputTokens: error((f) => f.outputTokens),
      costUsd: error((f) => f.costUsd ?? 0),
    },
    len: played.length === 0 ? null : (known.len ?? mean(played.map((e) => e.episode.len))),
    stages,
  };
}

/** Variance of (sum of `unseen` further values) − (unseen × the mean of these): their own scatter, and that of the mean. */
function errorVariance(values: readonly number[], unseen: number): number {
  if (unseen === 0 || values.length < 2) return 0;
  return (variance(values) as number) * (unseen + unseen ** 2 / values.length);
}

/** Planner and Critic are asked side by side, then the Actor, and at the end the Reflector. */
function stagesOf(settings: ResolvedSettings, calls: readonly { role: Role; round: number }[]): number {
  const remote = calls.filter((c) => !isOfflineSpec(modelOf(settings, c.role)));
  const stages = remote.map(({ role, round }) => `${role === "planner" || role === "critic" ? "first" : role} ${round}`);
  return new Set(stages).size;
}

/** The slowest of: calls one after another in every worker, what the limits let through, and this machine's own work. */
function minutesOf(
  { settings, run, ...pilot }: Pilot,
  runs: number,
  [train, test]: readonly SplitEstimate[],
  amounts: Amounts,
  carried: Carried,
): number {
  const { workers = 4, parallelRuns = 1, maxConcurrentCalls, perMinute, msPerCall = 1500 } = carried;
  const specs = specsOf(settings);
  const episodes = run.train + run.test;
  const waits = settings.memory === "online" ? lagOf(settings) : workers;
  const inTurn =
    (train?.stages ?? 0) / Math.max(1, Math.min(workers, run.train, lagOf(settings))) +
    (test?.stages ?? 0) / Math.max(1, Math.min(workers, run.test, waits));
  const calls = sumAmounts(
    Object.entries(amounts).flatMap(([role, a]) => (isOfflineSpec(specs[role] as string) ? [] : [a])),
  ).calls;
  const side = Math.min(parallelRuns, runs);
  const own = (pilot.ms * episodes * runs) / Math.max(1, pilot.train.length + pilot.test.length);
  const times = [
    (inTurn * msPerCall) / side,
    maxConcurrentCalls === undefined ? 0 : (calls * msPerCall) / maxConcurrentCalls,
    perMinute === undefined ? 0 : (calls * 60_000) / perMinute,
    calls > 0 ? own : own / side, // runs that call nobody have a process each
  ];
  return Math.max(...times) / 60_000;
}

function lagOf({ batch, lag }: ResolvedSettings): number {
  return batch > 0 ? batch : lag;
}

/** Models by role. */
function specsOf(settings: ResolvedSettings): Record<string, string> {
  return { ...Object.fromEntries(ROLES.map((role) => [role, modelOf(settings, role)])), [EMBEDDING_ROLE]: settings.embedding };
}

/** The shipped table, if anything costs. In-process models are free under every name. */
function pricesFor(specs: readonly string[]): Prices {
  return specs.every(isOfflineSpec) ? {} : loadPrices().models;
}

function rounded({ calls, inputTokens, outputTokens }: Amount): Amount {
  return { calls: Math.round(calls), inputTokens: Math.round(inputTokens), outputTokens: Math.round(outputTokens) };
}

/** Adds up figures; the cost is unknown as soon as one is. */
export function sumFigures(figures: readonly Figures[]): Figures {
  return { ...sumAmounts(figures), costUsd: sumCosts(figures.map((f) => f.costUsd)) };
}

function sumCosts(costs: readonly (number | null)[]): number | null {
  return costs.reduce<number | null>((total, c) => (total === null || c === null ? null : total + c), 0);
}
