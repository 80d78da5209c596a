/** Group of comparable runs: one world, one set of rules, one fidelity. Inside a group every arm is compared with the baseline. */
import { readsRewards } from "../../../methods/derived.ts";
import { rulesFor } from "../../../worlds/rules.ts";
import { compareMeasurements } from "../../evaluation/statistics/compare.ts";
import { holm } from "../../evaluation/statistics/holm.ts";
import { powerFor } from "../../evaluation/statistics/power.ts";
import { isNamed } from "../spec/arms.ts";
import type { ArmInWorld } from "../spec/run-specs.ts";
import { type ArmRun, armOf, memoryOf } from "./arm.ts";
import { bestConclusion, cautionsOf, conclusionsOf, curveConclusions, interpretRow } from "./interpretation.ts";
import { MEASURES, type Measure, type Measured, measuresOf } from "./measures.ts";
import { commonRuns } from "./pairs.ts";
import type { Arm, Comparison, Curve, CurvePoint, Group, MeasureInfo } from "./result.ts";
import { countedOnce, sameArms } from "./same-runs.ts";

/** An arm in a world with those of its runs that are finished. */
export interface PlayedArm {
  readonly armsInWorlds: ArmInWorld;
  readonly runs: readonly ArmRun[];
}

/** Difference in question of the power line: a twentieth of the baseline's value. */
const EFFECT = 0.05;

/** What must be equal for two runs to be compared at all. */
export function keyOf({ world, settings }: ArmInWorld): string {
  const { window, limit, repeats } = rulesFor(world.rules, settings, "test");
  return `${world.id}, repeats ${repeats}, window ${window}, limit ${limit}, fidelity ${settings.fidelity}`;
}

/** An arm with its numbers; runs that are the same for every seed are one. */
type Source = Measurable & { readonly everySeed: boolean; readonly measured: ReadonlyMap<string, Measured> };
/** An arm with the measures of its group. */
type Measurable = PlayedArm & { readonly measures: readonly Measure[] };

function sourceOf({ armsInWorlds, runs }: PlayedArm, measures: readonly Measure[]): Source {
  const once = countedOnce(runs);
  const everySeed = armsInWorlds.everySeed || once.everySeed;
  const counted = { armsInWorlds, measures, runs: everySeed ? once.runs.slice(0, 1) : runs };
  return { ...counted, everySeed, measured: measure(counted) };
}

/** Analyses one group. `baseline` is a name of an arm, with or without what varies; the first arm where the group has none of that name. */
export function groupOf(played: readonly PlayedArm[], baseline: string | undefined, offline: boolean): Group {
  const measures = measuresOf(played.flatMap((p) => p.runs));
  const infos = measures.map((m) => m.info);
  const sources = played.map((p) => sourceOf(p, measures));
  const [tables, points] = [
    sources.filter((s) => s.armsInWorlds.arm.point === null),
    sources.filter((s) => s.armsInWorlds.arm.point !== null),
  ];
  const { world, settings } = (played[0] as PlayedArm).armsInWorlds;
  const rules = rulesFor(world.rules, settings, "test");
  const arms = tables.map((s) => armOf(armSource(s), world));
  const same = sameArms(tables.map((s) => ({ name: s.armsInWorlds.arm.name, runs: s.runs })));
  const base = baselineOf(tables, baseline);
  const comparisons = base === undefined ? [] : compareAll(tables, base, same);
  const { seeds, users } = commonOf(tables);
  const curves = curvesOf(tables, points);
  const partial = { seeds, users, arms, comparisons, world: world.id };
  return {
    id: keyOf((played[0] as PlayedArm).armsInWorlds),
    fidelity: settings.fidelity,
    repeats: rules.repeats,
    window: rules.window,
    limit: rules.limit,
    ...partial,
    baseline: tables.length > 1 ? (base?.armsInWorlds.arm.name ?? null) : null,
    curves,
    conclusions: [...conclusionsOf(comparisons, infos), ...bestOf(tables, same, comparisons), ...curveConclusions(curves, infos)],
    cautions: cautionsOf({ ...partial, same }, offline),
  };
}

const armSource = (s: Source) => ({ ...s, name: s.armsInWorlds.arm.name, settings: s.armsInWorlds.settings });

function baselineOf(tables: readonly Source[], baseline: string | undefined): Source | undefined {
  const exact = tables.find((s) => s.armsInWorlds.arm.name === baseline);
  return exact ?? tables.find((s) => baseline !== undefined && isNamed(s.armsInWorlds.arm, baseline)) ?? tables[0];
}

/** The measures that every group has; the headline ones are among them. */
const INFOS: readonly MeasureInfo[] = MEASURES.map((m) => m.info);

function measure({ armsInWorlds, runs, measures }: Measurable): ReadonlyMap<string, Measured> {
  const context = { world: armsInWorlds.world, gamma: armsInWorlds.settings.gamma };
  return new Map(measures.map((m) => [m.info.id, m.measure(runs, context)]));
}

function commonOf(tables: readonly Source[]): { seeds: number[]; users: number } {
  const trained = tables.filter((t) => !t.everySeed);
  const counted = trained.some((t) => t.runs.length > 0) ? trained : tables;
  const seeds = [...new Set(counted.flatMap((t) => t.runs.map((r) => r.seed)))].sort((a, b) => a - b);
  const each = tables.filter((t) => t.runs.length > 0).map((t) => new Set(t.runs.flatMap((r) => r.episodes.map((e) => e.user))));
  const [first, ...others] = each;
  return { seeds, users: first === undefined ? 0 : [...first].filter((u) => others.every((o) => o.has(u))).length };
}

/**
 * Every other arm minus the baseline in every measure; Holm over the headline rows, and over the others by themselves. Arms that are the
 * same runs are one chance to be wrong, and have one p.
 */
function compareAll(tables: readonly Source[], base: Source, same: readonly (readonly string[])[]): Comparison[] {
  const pairs = tables.filter((t) => t !== base).map((t) => pairOf(t, base));
  const firstOf = (arm: string) => same.find((names) => names.includes(arm))?.find((name) => name !== nameOf(base)) ?? arm;
  const rows = base.measures.flatMap(({ info }) => pairs.map((pair) => rowOf(pair, info)));
  const corrected = new Map<(typeof rows)[number], number | null>();
  for (const headline of [true, false]) {
    const all = rows.filter((r) => r.info.headline === headline);
    const family = all.filter((r) => firstOf(r.arm) === r.arm);
    const adjusted = holm(family.map(claimP));
    for (const row of all)
      corrected.set(row, adjusted[family.findIndex((r) => r.arm === firstOf(row.arm) && r.measure === row.measure)] ?? null);
  }
  return rows.map((row) => {
    const { info, ...rest } = row;
    const full = { ...rest, p: { ...rest.p, holm: corrected.get(row) ?? null } };
    return { ...full, interpretation: interpretRow(full, info) };
  });
}

interface Pair {
  readonly arm: Source;
  readonly base: Source;
  /** Places (user, seed) that only one of them has; they are in none of the numbers. */
  readonly leftOut: number;
}

const nameOf = (source: Source) => source.armsInWorlds.arm.name;
/** The p that a claim about the method rests on. */
const claimP = (r: { readonly unit: Comparison["unit"]; readonly p: Omit<Comparison["p"], "holm"> }) =>
  r.unit === "seeds" ? r.p.seeds : r.p.method;

/** An arm and the baseline, measured over what both have. A run that stands for every seed is the pair of each run of the other. */
function pairOf(arm: Source, base: Source): Pair {
  const spread = (one: Source, other: Source): Source => {
    const [run] = one.runs;
    if (!one.everySeed || other.everySeed || run === undefined) return one;
    const runs = other.runs.map(({ seed }) => ({ ...run, seed }));
    return { ...one, runs, measured: measure({ ...one, runs }) };
  };
  return commonPair(spread(arm, base), spread(base, arm));
}

function commonPair(arm: Source, base: Source): Pair {
  const { first, second, leftOut } = commonRuns(arm.runs, base.runs);
  if (leftOut === 0) return { arm, base, leftOut };
  const cut = (source: Source, runs: Source["runs"]): Source => ({ ...source, runs, measured: measure({ ...source, runs }) });
  return { arm: cut(arm, first), base: cut(base, second), leftOut };
}

/**
 * The highest in return of the arms that could be had, paired with each of the others; nothing is called best without. Which one it is was
 * found by looking, so Holm's correction is over all pairs; and what the table does not claim of a pair is not claimed here.
 */
function bestOf(tables: readonly Source[], same: readonly (readonly string[])[], told: readonly Comparison[]): string[] {
  const info = INFOS.find((m) => m.id === "rTraj") as MeasureInfo;
  const twin = (s: Source) => same.some((names) => names.indexOf(nameOf(s)) > 0);
  const rivals = tables.filter(
    (s) => !readsRewards(s.armsInWorlds.settings.method) && !twin(s) && s.measured.get(info.id)?.value != null,
  );
  const value = (s: Source) => s.measured.get(info.id)?.value as number;
  const sorted = [...rivals].sort((a, b) => value(b) - value(a));
  const [best, ...others] = sorted;
  if (best === undefined || others.length < 2) return [];
  const pairs = sorted.flatMap((a, i) => sorted.slice(i + 1).map((b) => rowOf(pairOf(a, b), info)));
  const adjusted = holm(pairs.map(claimP));
  const inTable = (a: string, b: string) =>
    told.find((r) => r.measure === info.id && [a, b].includes(r.arm) && [a, b].includes(r.baseline))?.p.holm ?? 0;
  const ofBest = pairs.slice(0, others.length).map(({ arm, baseline, method }, i) => {
    const holm = adjusted[i];
    return { arm: baseline, method, holm: holm == null ? null : Math.max(holm, inTable(arm, baseline)) };
  });
  return [bestConclusion(nameOf(best), ofBest)];
}

function rowOf({ arm, base, leftOut }: Pair, info: MeasureInfo) {
  const [a, b] = [arm.measured.get(info.id) as Measured, base.measured.get(info.id) as Measured];
  const online = [arm, base].some((s) => memoryOf(s.armsInWorlds.settings) === "online" && !s.everySeed);
  const fixed = arm.everySeed && base.everySeed;
  const unit = online ? ("seeds" as const) : fixed ? ("users" as const) : ("users and seeds" as const);
  const difference = a.value === null || b.value === null ? null : a.value - b.value;
  const found = compareMeasurements(a.measurements, b.measurements, { unit });
  const effect = b.value === null ? null : Math.abs(EFFECT * b.value);
  return {
    info,
    arm: arm.armsInWorlds.arm.name,
    baseline: base.armsInWorlds.arm.name,
    measure: info.id,
    difference: found.pairs === 0 ? null : (found.difference ?? difference),
    relative: difference === null || !b.value ? null : difference / Math.abs(b.value),
    trainedRuns: found.trainedRuns,
    method: found.method,
    pairs: found.pairs,
    users: found.users,
    seeds: found.seeds,
    unpaired: found.unpaired + leftOut,
    winRate: a.perEpisode ? found.winRate : null,
    p: { ...found.p, holm: null },
    unit,
    power:
      effect === null || effect === 0 || unit !== "users and seeds" || !info.headline ? null : powerFor(found, effect, info.name),
  };
}

/** The points of each curve in order of training, each against the first; the last is the arm itself where its memory is frozen in the test. */
function curvesOf(tables: readonly Source[], points: readonly Source[]): Curve[] {
  const learned = tables.filter((t) => points.some((p) => p.armsInWorlds.arm.point?.arm === nameOf(t)));
  return learned.flatMap((t) => {
    const own = points.filter((p) => p.armsInWorlds.arm.point?.arm === nameOf(t));
    const before = own.map((source) => ({ train: source.armsInWorlds.arm.point?.train as number, source }));
    const itself = { train: t.armsInWorlds.settings.train, source: t };
    const all = before.some((p) => p.train === itself.train) ? before : [...before, itself];
    all.sort((x, y) => x.train - y.train);
    return INFOS.filter((m) => m.headline).map((m) => ({ arm: nameOf(t), measure: m.id, points: pointsOf(all, m) }));
  });
}

function pointsOf(all: readonly { train: number; source: Source }[], info: MeasureInfo): CurvePoint[] {
  const first = (all[0] as (typeof all)[number]).source;
  const rows = all.slice(1).map(({ source }) => rowOf(pairOf(source, first), info));
  const adjusted = holm(rows.map(claimP));
  return all.map(({ train, source }, i) => {
    const { episodes, values } = armOf(armSource(source), source.armsInWorlds.world);
    const row = rows[i - 1];
    const fromFirst =
      row === undefined
        ? null
        : {
            difference: row.difference,
            trainedRuns: row.trainedRuns,
            method: row.method,
            p: claimP(row),
            holm: adjusted[i - 1] ?? null,
          };
    return { train, episodes, ...(values[info.id] as Arm["values"][string]), fromFirst };
  });
}
