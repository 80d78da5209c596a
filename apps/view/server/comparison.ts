/** Comparison of two runs over the test users of both: differences with their intervals, and what must be known before one is believed. */
import type { CatalogueInfo } from "../../../experiments/evaluation/catalogue-metrics.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { compareMeasurements } from "../../../experiments/evaluation/statistics/compare.ts";
import { FURTHER_MEASURES, MEASURES } from "../../../experiments/studies/analysis/measures.ts";
import type { LoadedWorld } from "../../../worlds/format/load.ts";
import { rulesOf } from "./facts.ts";
import type { RunRead } from "./run-read.ts";
import type { Comparison, ComparisonRow } from "./shapes.ts";

/** Measures of the episodes alone, which need nothing of the world. */
const SHOWN = [...MEASURES, ...FURTHER_MEASURES].filter(
  ({ info }) => info.id === "rTraj" || info.id === "len" || info.id === "rEach" || info.id.startsWith("quits."),
);
const NO_CATALOGUE: CatalogueInfo = { items: [], users: [], popularity: [], distance: () => 0, reward: () => 0 };
const LEVEL = 0.05;

/** B minus A, paired by user. `world`: of both runs, where it is there and the same. */
export function comparisonOf(a: RunRead, b: RunRead, world: LoadedWorld | null): Comparison {
  const against = whyNot(a, b);
  const [first, second] = against === null ? common(a, b) : [[], []];
  const rows = SHOWN.flatMap(({ info, measure }): ComparisonRow[] => {
    const [x, y] = [first, second].map((episodes) => measure([{ seed: 0, episodes }], { world: NO_CATALOGUE, gamma: 0 }));
    if (x === undefined || y === undefined || x.value === null || y.value === null) return [];
    if (info.id.startsWith("quits.") && x.value === 0 && y.value === 0) return [];
    const { difference, trainedRuns, p } = compareMeasurements(y.measurements, x.measurements);
    // Few users make the bootstrap bold; the exact test of whole signs does not go below 2 / 2^users.
    const excludes = trainedRuns !== null && (trainedRuns[0] > 0 || trainedRuns[1] < 0);
    const { id, name, about, percent, better } = info;
    return [
      {
        ...{ id, name, about, percent, better, a: x.value, b: y.value, difference, interval: trainedRuns },
        holds: excludes && (p.trainedRuns ?? 1) < LEVEL,
      },
    ];
  });
  return { pairs: first.length, rows, notes: notesOf(a, b, first.length, against, world) };
}

/** Test episodes of the users that both have, in the order of the users. */
function common(a: RunRead, b: RunRead): [Episode[], Episode[]] {
  const test = ({ episodes }: RunRead) => new Map(episodes.filter((e) => e.split === "test").map((e) => [e.user, e]));
  const [x, y] = [test(a), test(b)];
  const users = [...x.keys()].filter((user) => y.has(user)).sort((u, v) => u - v);
  return [users.map((user) => x.get(user) as Episode), users.map((user) => y.get(user) as Episode)];
}

/** Why nothing can be paired; null when it can. */
function whyNot(a: RunRead, b: RunRead): string | null {
  const [x, y] = [a.reader.identity.world, b.reader.identity.world];
  return x === y ? null : `A was played in ${x} and B in ${y}: their users are not the same people, so nothing is paired.`;
}

function notesOf(a: RunRead, b: RunRead, pairs: number, against: string | null, world: LoadedWorld | null): string[] {
  if (against !== null) return [against];
  const unfinished = (
    [
      ["A", a],
      ["B", b],
    ] as const
  ).flatMap(([name, { card }]) =>
    card.status === "finished"
      ? []
      : [`${name} has not been played to its end (${card.episodes} of ${card.planned} episodes): short episodes end first.`],
  );
  const tests = [a, b].map(({ episodes }) => episodes.filter((e) => e.split === "test").length);
  const alone = (tests[0] ?? 0) + (tests[1] ?? 0) - 2 * pairs;
  return [
    ...unlike(a, b, world),
    ...unfinished,
    ...(alone === 0 ? [] : [`${alone} test episodes are of users that the other run does not have; they are left out.`]),
    ...(pairs < 2 ? ["Fewer than two users are in both tests, so there are no intervals."] : []),
  ];
}

/** The rules under which the users answered, where they differ. */
function unlike(a: RunRead, b: RunRead, world: LoadedWorld | null): string[] {
  const of = ({ settings }: RunRead) => {
    const rules = rulesOf(world, settings)?.test;
    const [window, limit] = [rules?.window ?? settings.window, rules?.limit ?? settings.limit];
    return { "quit window": window, "step limit": limit, repeats: settings.repeats, fidelity: settings.fidelity };
  };
  const [x, y] = [of(a), of(b)];
  const differing = (Object.keys(x) as (keyof typeof x)[]).filter((name) => x[name] !== y[name]);
  if (differing.length === 0) return [];
  const each = differing.map((name) => `${name} ${x[name] ?? "the world's"} in A, ${y[name] ?? "the world's"} in B`);
  return [`The users answered by different rules (${each.join("; ")}): a difference may come from them.`];
}
