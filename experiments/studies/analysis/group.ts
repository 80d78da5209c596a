/** Group of comparable runs: one world, one set of rules, one fidelity. Inside a group every arm is compared with the baseline. */
import { rulesFor } from "../../../worlds/rules.ts";
import { compareMeasurements } from "../../evaluation/statistics/compare.ts";
import { holm } from "../../evaluation/statistics/holm.ts";
import { powerFor } from "../../evaluation/statistics/power.ts";
import { isNamed } from "../spec/arms.ts";
import type { ArmInWorld } from "../spec/run-specs.ts";
import { type ArmRun, armOf, memoryOf } from "./arm.ts";
import { cautionsOf, conclusionsOf, interpretRow } from "./interpretation.ts";
import { type Measure, type Measured, measuresOf } from "./measures.ts";
import { commonRuns } from "./pairs.ts";
import type { Arm, Comparison, Curve, Group, MeasureInfo } from "./result.ts";

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

type Source = PlayedArm & { readonly measured: ReadonlyMap<string, Measured> };

/** Analyses one group. `baseline` is a name of an arm, with or without what varies; the first arm where the group has none of that name. */
export function groupOf(played: readonly PlayedArm[], baseline: string | undefined, offline: boolean): Group {
  const measures = measuresOf(played.flatMap((p) => p.runs));
  const infos = measures.map((m) => m.info);
  const sources = played.map((p) => ({ ...p, measured: measure(p, measures) }));
  const [tables, points] = [
    sources.filter((s) => s.armsInWorlds.arm.point === null),
    sources.filter((s) => s.armsInWorlds.arm.point !== null),
  ];
  const { world, settings } = (played[0] as PlayedArm).armsInWorlds;
  const rules = rulesFor(world.rules, settings, "test");
  const arms = tables.map((s) =>
    armOf({ name: s.armsInWorlds.arm.name, settings: s.armsInWorlds.settings, runs: s.runs, measured: s.measured }, world),
  );
  const base = baselineOf(tables, baseline);
  const comparisons = base === undefined ? [] : compareAll(tables, base, measures);
  const { seeds, users } = commonOf(tables);
  const partial = { seeds, users, arms, comparisons, world: world.id };
  return {
    id: keyOf((played[0] as PlayedArm).armsInWorlds),
    fidelity: settings.fidelity,
    repeats: rules.repeats,
    window: rules.window,
    limit: rules.limit,
    ...partial,
    baseline: tables.length > 1 ? (base?.armsInWorlds.arm.name ?? null) : null,
    curves: curvesOf(tables, points, arms, infos),
    conclusions: conclusionsOf(comparisons, infos),
    cautions: cautionsOf(partial, offline),
  };
}

function baselineOf(tables: readonly Source[], baseline: string | undefined): Source | undefined {
  const exact = tables.find((s) => s.armsInWorlds.arm.name === baseline);
  return exact ?? tables.find((s) => baseline !== undefined && isNamed(s.armsInWorlds.arm, baseline)) ?? tables[0];
}

function measure({ armsInWorlds, runs }: PlayedArm, measures: readonly Measure[]): ReadonlyMap<string, Measured> {
  const context = { world: armsInWorlds.world, gamma: armsInWorlds.settings.gamma };
  return new Map(measures.map((m) => [m.info.id, m.measure(runs, context)]));
}

function commonOf(tables: readonly Source[]): { seeds: number[]; users: number } {
  const seeds = [...new Set(tables.flatMap((t) => t.runs.map((r) => r.seed)))].sort((a, b) => a - b);
  const each = tables.filter((t) => t.runs.length > 0).map((t) => new Set(t.runs.flatMap((r) => r.episodes.map((e) => e.user))));
  const [first, ...others] = each;
  return { seeds, users: first === undefined ? 0 : [...first].filter((u) => others.every((o) => o.has(u))).length };
}

/** Every other arm minus the baseline in every measure; Holm over the headline rows, and over the others by themselves. */
function compareAll(tables: readonly Source[], base: Source, measures: readonly Measure[]): Comparison[] {
  const pairs = tables.filter((t) => t !== base).map((t) => pairOf(t, base, measures));
  const rows = measures.flatMap(({ info }) => pairs.map((pair) => rowOf(pair, info)));
  const corrected = new Map<(typeof rows)[number], number | null>();
  for (const headline of [true, false]) {
    const family = rows.filter((r) => r.info.headline === headline);
    holm(family.map((r) => (r.unit === "seeds" ? r.p.seeds : r.p.method))).forEach((p, i) => {
      corrected.set(family[i] as (typeof rows)[number], p);
    });
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

/** An arm and the baseline, measured over what both have. */
function pairOf(arm: Source, base: Source, measures: readonly Measure[]): Pair {
  const { first, second, leftOut } = commonRuns(arm.runs, base.runs);
  if (leftOut === 0) return { arm, base, leftOut };
  const cut = (source: Source, runs: Source["runs"]): Source => ({
    ...source,
    runs,
    measured: measure({ ...source, runs }, measures),
  });
  return { arm: cut(arm, first), base: cut(base, second), leftOut };
}

function rowOf({ arm, base, leftOut }: Pair, info: MeasureInfo) {
  const [a, b] = [arm.measured.get(info.id) as Measured, base.measured.get(info.id) as Measured];
  const online = [arm, base].some((s) => memoryOf(s.armsInWorlds.settings) === "online");
  const unit = online ? ("seeds" as const) : ("users and seeds" as const);
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
    power: effect === null || effect === 0 || unit === "seeds" || !info.headline ? null : powerFor(found, effect, info.name),
  };
}

/** The points of each curve in order of training; the last is the arm itself where its memory is frozen in the test. */
function curvesOf(
  tables: readonly Source[],
  points: readonly Source[],
  arms: readonly Arm[],
  infos: readonly MeasureInfo[],
): Curve[] {
  const learned = tables.filter((t) => points.some((p) => p.armsInWorlds.arm.point?.arm === t.armsInWorlds.arm.name));
  return learned.flatMap((t) => {
    const name = t.armsInWorlds.arm.name;
    const own = points.filter((p) => p.armsInWorlds.arm.point?.arm === name);
    const world = t.armsInWorlds.world;
    const before = own.map((p) => ({
      train: p.armsInWorlds.arm.point?.train as number,
      arm: armOf({ name: p.armsInWorlds.arm.name, settings: p.armsInWorlds.settings, runs: p.runs, measured: p.measured }, world),
    }));
    const itself = { train: t.armsInWorlds.settings.train, arm: arms.find((a) => a.name === name) as Arm };
    const all = before.some((p) => p.train === itself.train) ? before : [...before, itself];
    return infos
      .filter((m) => m.headline)
      .map((m) => ({
        arm: name,
        measure: m.id,
        points: all
          .sort((x, y) => x.train - y.train)
          .map(({ train, arm }) => ({ train, episodes: arm.episodes, ...(arm.values[m.id] as Arm["values"][string]) })),
      }));
  });
}
