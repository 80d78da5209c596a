/** Forest plot of the differences to the baseline in one measure: both intervals of every arm around its difference, and the line of no difference. */
import * as Plot from "@observablehq/plot";
import { isCeiling } from "../../../../methods/derived.ts";
import type { Comparison } from "../../analysis/result.ts";
import { type Html, html } from "../parts/html.ts";
import { directionOf, isClaim, rowsOf, type Shown, type View } from "../parts/view.ts";
import { drawRows, padded } from "./draw.ts";

const COLOUR = { better: "var(--blue)", worse: "var(--red)", other: "var(--purple)", none: "var(--grey)" };

/** The forest plot of a measure; null when nothing is compared. */
export function forest(view: View, { info, format }: Shown): Html | null {
  const rows = rowsOf(view, info.id);
  if (rows.length === 0) return null;
  const points = rows.map((row, i) => {
    const claim = isClaim(row, view.level);
    const scaled = (x: number | undefined) => (x === undefined ? Number.NaN : format.factor * x);
    return {
      ...{ y: i + 0.5, claim, colour: COLOUR[claim ? directionOf(row, info) : "none"], title: titleOf(row, format) },
      arm: row.arm,
      value: scaled(row.difference ?? undefined),
      runs: [scaled(row.trainedRuns?.[0]), scaled(row.trainedRuns?.[1])],
      method: [scaled(row.method?.[0]), scaled(row.method?.[1])],
    };
  });
  type Point = (typeof points)[number];
  const { domain, beyond } = frameOf(view, points);
  const within = points.filter((p) => !beyond.includes(p));
  const span = (of: (p: Point) => readonly number[], strokeWidth: number, strokeOpacity: number) =>
    Plot.ruleY(within, { y: "y", x1: (p) => of(p)[0], x2: (p) => of(p)[1], stroke: "colour", strokeWidth, strokeOpacity });
  return drawRows(
    {
      names: rows.map((r) => r.arm),
      bottom: 24,
      values: rows.map((r) => format.difference(r.difference)),
      x: { ticks: 4, label: null, nice: true, domain, insetLeft: 4, insetRight: 4 },
      marks: [
        Plot.gridX({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.axisX({ ticks: 4, tickSize: 0, tickPadding: 6, label: null, fill: "var(--muted)" }),
        Plot.ruleX([0], { stroke: "currentColor", strokeWidth: 1 }),
        span((p) => p.runs, 7, 0.3),
        span((p) => p.method, 1.5, 1),
        Plot.text(beyond, {
          ...{
            x: (p: Point) => (p.value > domain[1] ? domain[1] : domain[0]),
            y: "y",
            fill: "colour",
            title: "title",
            fontSize: 13,
          },
          text: (p: Point) => (p.value > domain[1] ? "→" : "←"),
        }),
        Plot.dot(within, {
          ...{ x: "value", y: "y", r: 4, stroke: "colour", strokeWidth: 1.5, title: "title" },
          fill: (p: Point) => (p.claim ? p.colour : "var(--bg)"),
        }),
      ],
    },
    `Differences in ${info.name} to ${view.group.baseline}, with both intervals, one row per arm; the numbers are in the table below.`,
  );
}

interface Spread {
  readonly arm: string;
  readonly value: number;
  readonly runs: readonly number[];
  readonly method: readonly number[];
}

/** A ceiling far away would press all others onto one spot: then the axis is theirs, and the ceiling an arrow at its edge. */
function frameOf<P extends Spread>(view: View, points: readonly P[]): { domain: [number, number]; beyond: readonly P[] } {
  const methods = new Map(view.group.arms.map((a) => [a.name, a.method]));
  const spanOf = (list: readonly P[]): [number, number] => {
    const ends = list.flatMap((p) => [p.value, ...p.runs, ...p.method]).filter(Number.isFinite);
    return padded([0, ...ends]);
  };
  const players = points.filter((p) => !isCeiling(methods.get(p.arm) ?? ""));
  const [all, theirs] = [spanOf(points), spanOf(players)];
  const far = players.length > 0 && all[1] - all[0] > 2 * (theirs[1] - theirs[0]);
  const domain = far ? theirs : all;
  return { domain, beyond: points.filter((p) => p.value < domain[0] || p.value > domain[1]) };
}

function titleOf(row: Comparison, format: Shown["format"]): string {
  return `${row.arm}: ${format.difference(row.difference)}; these trained runs ${format.interval(row.trainedRuns)}; the method ${format.interval(row.method)}`;
}

/** How to read the forest plots. */
export function forestKey(view: View): Html {
  const { infos, level } = { infos: view.headline, level: Math.round(100 * view.level) };
  const sided = infos.some((m) => m.info.better !== null);
  return html`<ul class="key" aria-label="Legend">
<li><i class="thick"></i>these trained runs, ${level} %</li>
<li><i class="thin"></i>the method, ${level} %</li>
${
  sided
    ? html`<li><i class="dot" style="--k:var(--blue)"></i>better than ${view.group.baseline}, also after Holm</li>
<li><i class="dot" style="--k:var(--red)"></i>worse, also after Holm</li>`
    : html`<li><i class="dot" style="--k:var(--purple)"></i>different, also after Holm</li>`
}
<li><i class="ring"></i>no claim</li>
${view.group.arms.some((a) => isCeiling(a.method)) ? html`<li>→ beyond the axis: the value stands at the right</li>` : null}
</ul>`;
}
