/** Layout of the learning curve along its axis: training from the left, then a strip for the test of every run. */
import type { Curve } from "../../server/shapes.ts";

/** Where things stand, in training episodes. */
export interface CurveLayout {
  /** Where training ends and the strip of the test begins; 0 where there was no training. */
  readonly last: number;
  readonly right: number;
  /** Numbers on the axis, none in the strip of the test. */
  readonly ticks: readonly number[];
  /** Where the test of a run stands, by its place among the runs. */
  readonly testAt: (i: number) => number;
}

/** Share of the width that the test has beside a training. */
const STRIP = 0.22;

/** The layout of some curves. `dots`: training episodes that are drawn one by one. */
export function layoutOf(curves: readonly Curve[], dots: number): CurveLayout {
  const last = Math.max(dots, ...curves.map((c) => c.points.at(-1)?.to ?? 0), 0);
  const right = last === 0 ? 1 : last / (1 - STRIP);
  const step = (right - last) / (curves.length + 1);
  return { last, right, ticks: ticksTo(last), testAt: (i) => last + (i + 1) * step };
}

/** Round numbers up to `last`, six at most beside 0. */
export function ticksTo(last: number): number[] {
  if (last < 1) return [];
  const least = last / 6;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= least) ?? 10 * power;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}
