/** Tables of the report as plain text cells, from which Markdown and LaTeX are made. */
import { sum } from "../../../core/math.ts";
import type { Comparison, Estimate } from "../analysis/result.ts";
import { costNote } from "./cost.ts";
import { armWords } from "./parts/arms.ts";
import { about, fixed, NONE, perCent, pValue, short, signed, usd } from "./parts/numbers.ts";
import { reasonsOf } from "./parts/reasons.ts";
import { estimateOf, rowsOf, type Shown, type View } from "./parts/view.ts";

/** A table; `text` columns wrap, the others are numbers. */
export interface Table {
  readonly title: string;
  readonly note: string | null;
  readonly columns: readonly { readonly name: string; readonly kind: "text" | "number" }[];
  readonly rows: readonly (readonly string[])[];
}

const text = (name: string) => ({ name, kind: "text" as const });
const number = (name: string) => ({ name, kind: "number" as const });

/** The tables of a group that have rows. */
export function tablesOf(view: View): Table[] {
  const measures = [...view.headline, ...view.exploratory];
  const all = [
    armsSheet(view),
    ...measures.map((m) => measureSheet(view, m)),
    curvesSheet(view),
    endsSheet(view),
    costSheet(view),
    criticSheet(view),
  ];
  return [...all, powerSheet(view)].filter((s) => s.rows.length > 0);
}

function armsSheet(view: View): Table {
  const rows = view.arms.map((a) => [
    ...[a.name, armWords(a), String(new Set(a.runs.map((r) => r.seed)).size), String(a.episodes)],
    ...view.headline.map((m) => m.format.value(estimateOf(a, m.info.id).value)),
  ]);
  const columns = [text("Arm"), text("what"), number("seeds"), number("episodes")];
  return {
    ...{ title: "Arms", note: `${view.group.users} test users that every arm played.`, rows },
    columns: [...columns, ...view.headline.map((m) => number(named(m)))],
  };
}

const named = ({ info, format }: Shown) => (format.unit === "" ? info.name : `${info.name}, ${format.unit}`);

/** Value of every arm, and its difference to the baseline. */
function measureSheet(view: View, m: Shown): Table {
  const { info, format } = m;
  const compared = rowsOf(view, info.id);
  const rows = view.arms.map((a) => {
    const e = estimateOf(a, info.id);
    const value = [format.value(e.value), format.interval(e.trainedRuns), format.interval(e.method)];
    return [
      a.name,
      ...value,
      ...differenceCells(
        compared.find((c) => c.arm === a.name),
        m,
      ),
    ];
  });
  const value = [text("Arm"), number("value"), number("these trained runs"), number("the method")];
  const difference = ["difference", "these trained runs", "the method", "win rate", "p, method", "p, seeds", "Holm"].map(number);
  const better = info.better === null ? "" : ` ${info.better === "higher" ? "Higher" : "Lower"} is better.`;
  const table = info.headline ? "Headline measure" : "Exploratory measure";
  const interpretation = info.headline ? [text("interpretation")] : [];
  return {
    ...{ title: named(m), note: `${table}. ${info.about}${better}`, columns: [...value, ...difference, ...interpretation] },
    rows: info.headline ? rows : rows.map((row) => row.slice(0, -1)),
  };
}

function differenceCells(c: Comparison | undefined, { format }: Shown): string[] {
  if (c === undefined) return [...new Array<string>(7).fill(NONE), ""];
  const spans = [format.difference(c.difference), format.interval(c.trainedRuns), format.interval(c.method)];
  return [...spans, perCent(c.winRate), pValue(c.p.method), pValue(c.p.seeds), pValue(c.p.holm), c.interpretation];
}

function curvesSheet(view: View): Table {
  const rows = view.group.curves.flatMap(({ arm, measure, points }) => {
    const shown = view.headline.find((m) => m.info.id === measure);
    if (shown === undefined) return [];
    const { value, interval, difference } = shown.format;
    return points.map((p) => [
      ...[arm, named(shown), String(p.train), String(p.episodes)],
      ...[value(p.value), interval(p.trainedRuns), interval(p.method)],
      ...(p.fromFirst == null
        ? [NONE, NONE, NONE]
        : [difference(p.fromFirst.difference), interval(p.fromFirst.method), pValue(p.fromFirst.holm)]),
    ]);
  });
  const names = ["n", "episodes", "value", "these trained runs", "the method", "less the first point", "the method", "Holm"];
  const note =
    "Test with the memories of the first n training episodes, frozen; each point less the first, paired by user and seed.";
  return { ...{ title: "Learning curves", note, rows }, columns: [text("Arm"), text("measure"), ...names.map(number)] };
}

function endsSheet(view: View): Table {
  const reasons = reasonsOf(view.arms);
  const tail = (shares: readonly number[]) => (shares.length === 0 ? null : sum(shares.slice(2)));
  return {
    ...{
      title: "How episodes ended, and what was recommended",
      note: "Episodes by reason; share of recommendations outside the most popular fifth.",
    },
    columns: [text("Arm"), ...reasons.map(number), number("long tail")],
    rows: view.arms.map((a) => [a.name, ...reasons.map((r) => String(a.quits[r] ?? 0)), perCent(tail(a.popularity), 1)]),
  };
}

function costSheet(view: View): Table {
  const rows = view.arms.flatMap(({ name, cost: c }) => {
    if (c.calls === 0) return [];
    const tokens = [String(c.inputTokens), String(c.outputTokens), usd(c.listUsd)].map((figure) => about(c, figure));
    const per = [short(c.tokensPerReturn), usd(c.usdPerReturn)].map((figure) => about(c, figure));
    return [[name, String(c.calls), ...tokens, fixed(c.callsPerReturn, 3), ...per]];
  });
  const names = ["calls", "tokens in", "tokens out", "USD", "calls per return", "tokens per return", "USD per return"];
  return { title: "Cost", note: costNote(view.arms), columns: [text("Arm"), ...names.map(number)], rows };
}

function criticSheet(view: View): Table {
  const rows = view.arms.flatMap((arm) => {
    const { name, critic: c } = arm;
    if (c === null) return [];
    const span = (id: string) => correlationSpan(estimateOf(arm, id));
    const spread = [signed(c.bias, 2), fixed(c.rmse, 2), fixed(c.sdV, 2), fixed(c.sdG, 2)];
    const same = [fixed(c.sameState.varV, 2), fixed(c.sameState.varG, 2)];
    const correlations = [
      ...[fixed(c.correlation, 3), span("criticCorrelation")],
      ...[fixed(c.correlationWithin, 3), span("criticCorrelationWithin")],
    ];
    return [[name, String(c.rounds), ...spread, ...correlations, ...same]];
  });
  const names = [
    "rounds",
    "bias",
    "error",
    "sd of V",
    "sd of G",
    "correlation",
    "its 95 %",
    "within",
    "its 95 %",
    "var V, same state",
    "var G, same state",
  ];
  return {
    title: "The Critic",
    note: "V against the discounted return that followed. Intervals of the correlations: the method's, of the mean of the runs.",
    columns: [text("Arm"), ...names.map(number)],
    rows,
  };
}

/** Interval of a correlation for the method, or for these trained runs where one seed is all there is. */
export function correlationSpan({ method, trainedRuns }: Estimate): string {
  const interval = method ?? trainedRuns;
  return interval === null ? NONE : `[${fixed(interval[0], 3)}, ${fixed(interval[1], 3)}]`;
}

function powerSheet(view: View): Table {
  const rows = view.headline.flatMap((m) =>
    rowsOf(view, m.info.id).flatMap((c) => (c.power === null ? [] : [[c.arm, m.info.name, c.power.line]])),
  );
  return { title: "Power", note: null, columns: [text("Arm"), text("measure"), text("what the study could have seen")], rows };
}
