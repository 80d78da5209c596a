/** CSV tables of the report (RFC 4180): long form, one fact a line, full precision, nothing where a number does not exist. */

import type { Interval } from "../../evaluation/statistics/intervals.ts";
import type { Arm, Group, StudyResult } from "../analysis/result.ts";

type Cell = string | number | boolean | null;
type Row = readonly Cell[];

/** A field in quotes where it needs them. */
function field(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines with a head; every line ends with CRLF. */
export function csv(head: readonly string[], rows: readonly Row[]): string {
  return [head, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

const both = (name: string) => [`${name}_low`, `${name}_high`];
const INTERVALS = [...both("trained_runs"), ...both("method")];
const span = (i: Interval | null): Cell[] => [i?.[0] ?? null, i?.[1] ?? null];

/** Every table as CSV, by file name. Tables without rows keep their head. */
export function csvTables(result: StudyResult): Record<string, string> {
  return {
    "arms.csv": arms(result),
    "comparisons.csv": comparisons(result),
    "curves.csv": curves(result),
    "quits.csv": perArm(result, ["reason", "episodes"], (a) => Object.entries(a.quits)),
    "popularity.csv": perArm(result, ["tenth", "share"], (a) => a.popularity.map((share, i) => [i + 1, share])),
    "cost.csv": perArm(result, COST, cost),
    "critic.csv": perArm(result, CRITIC, critic),
    "critic-rounds.csv": perArm(result, CRITIC_ROUNDS, criticRounds),
    "runs.csv": perArm(result, ["seed", "run"], (a) => a.runs.map(({ seed, run }) => [seed, run])),
  };
}

function perGroup(result: StudyResult, of: (group: Group) => readonly Row[]): Row[] {
  return result.groups.flatMap((group) => of(group).map((row) => [group.id, ...row]));
}

function perArm(result: StudyResult, head: readonly string[], of: (arm: Arm) => readonly Row[]): string {
  const rows = perGroup(result, ({ arms }) => arms.flatMap((arm) => of(arm).map((row) => [arm.name, ...row])));
  return csv(["group", "arm", ...head], rows);
}

/** One line per arm and measure. */
function arms(result: StudyResult): string {
  const head = ["method_name", "model", "memory", "seeds", "episodes", "measure", "headline", "value", ...INTERVALS];
  return perArm(result, head, (arm) => {
    const about = [arm.method, arm.model, arm.memory, new Set(arm.runs.map((r) => r.seed)).size, arm.episodes];
    return result.measures.map(({ id, headline }) => {
      const e = arm.values[id];
      return [...about, id, headline, e?.value ?? null, ...span(e?.trainedRuns ?? null), ...span(e?.method ?? null)];
    });
  });
}

const COMPARISON = ["pairs", "users", "seeds", "unpaired", "win_rate", "p_trained_runs", "p_method", "p_seeds", "p_holm", "unit"];
const POWER = ["power_effect", "power_here", "power_seeds", "power_users"];

/** One line per comparison. */
function comparisons(result: StudyResult): string {
  const headline = new Set(result.measures.filter((m) => m.headline).map((m) => m.id));
  const rows = perGroup(result, (group) =>
    group.comparisons.map((c) => [
      ...[
        c.arm,
        c.baseline,
        c.measure,
        headline.has(c.measure),
        c.difference,
        c.relative,
        ...span(c.trainedRuns),
        ...span(c.method),
      ],
      ...[c.pairs, c.users, c.seeds, c.unpaired, c.winRate, c.p.trainedRuns, c.p.method, c.p.seeds, c.p.holm, c.unit],
      ...[c.power?.effect ?? null, c.power?.here ?? null, c.power?.seeds ?? null, c.power?.users ?? null, c.interpretation],
    ]),
  );
  const start = ["group", "arm", "baseline", "measure", "headline", "difference", "relative"];
  return csv([...start, ...INTERVALS, ...COMPARISON, ...POWER, "interpretation"], rows);
}

/** One line per point of a learning curve. */
function curves(result: StudyResult): string {
  const rows = perGroup(result, (group) =>
    group.curves.flatMap(({ arm, measure, points }) =>
      points.map((p) => {
        const d = p.fromFirst ?? null;
        const paired = [d?.difference ?? null, ...span(d?.method ?? null), d?.p ?? null, d?.holm ?? null];
        return [arm, measure, p.train, p.episodes, p.value, ...span(p.trainedRuns), ...span(p.method), ...paired];
      }),
    ),
  );
  const paired = ["from_first", "from_first_low", "from_first_high", "p_from_first", "p_from_first_holm"];
  return csv(["group", "arm", "measure", "train", "episodes", "value", ...INTERVALS, ...paired], rows);
}

const COST = [
  "role",
  "calls",
  "input_tokens",
  "output_tokens",
  "list_usd",
  "calls_per_return",
  "tokens_per_return",
  "usd_per_return",
  "estimated_calls",
];

/** One line for the whole arm (`all`), and one per role. */
function cost({ cost: c }: Arm): Row[] {
  const all = [
    c.calls,
    c.inputTokens,
    c.outputTokens,
    c.listUsd,
    c.callsPerReturn,
    c.tokensPerReturn,
    c.usdPerReturn,
    c.estimatedCalls,
  ];
  const roles = Object.entries(c.byRole).map(([role, u]) => [
    role,
    u.calls,
    u.inputTokens,
    u.outputTokens,
    null,
    null,
    null,
    null,
    null,
  ]);
  return [["all", ...all], ...roles];
}

const CRITIC = [
  ...["trajectories", "rounds", "bias", "sd_v", "sd_g", "rmse", "correlation", "correlation_within"],
  ...["same_state_users", "same_state_var_v", "same_state_var_g"],
  ...["correlation_low", "correlation_high", "correlation_within_low", "correlation_within_high"],
];

function critic({ critic: c, values }: Arm): Row[] {
  if (c === null) return [];
  const spans = ["criticCorrelation", "criticCorrelationWithin"].flatMap((id) => span(values[id]?.method ?? null));
  const { users, varV, varG } = c.sameState;
  return [
    [c.trajectories, c.rounds, c.bias, c.sdV, c.sdG, c.rmse, c.correlation, c.correlationWithin, users, varV, varG, ...spans],
  ];
}

const CRITIC_ROUNDS = ["round", "n", "mean_v", "mean_g", "sd_v", "sd_g"];

function criticRounds({ critic: c }: Arm): Row[] {
  return (c?.byRound ?? []).map((r) => [r.round, r.n, r.meanV, r.meanG, r.sdV, r.sdG]);
}
