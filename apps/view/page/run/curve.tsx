/** Learning curve: means over whole windows of training with their band, and the test beside it as one mean with its interval. */
import * as Plot from "@observablehq/plot";
import type { Curve, Curves, EpisodeRow } from "../../server/shapes.ts";
import { figure } from "../base/format.ts";
import { choose } from "../base/route.ts";
import { axes, Chart } from "../parts/plot.tsx";
import { layoutOf } from "./curve-layout.ts";

export interface CurveLine {
  readonly name: string;
  readonly curves: Curves;
  /** That nothing is learned, where nothing is. */
  readonly note: string | null;
  readonly tone: string;
}

interface Props {
  readonly lines: readonly CurveLine[];
  readonly field: keyof Curves;
  /** Single training episodes behind the curve. */
  readonly dots?: readonly EpisodeRow[];
}

const NAMES = { return: "Return", len: "Len" } as const;

export function LearningCurve({ lines, field, dots = [] }: Props) {
  const drawn = lines.map(({ name, tone, curves }) => ({ name, tone, curve: curves[field] }));
  const training = dots.filter((r) => r.split === "train");
  const { last, right, ticks, testAt } = layoutOf(
    drawn.map((d) => d.curve),
    training.length,
  );
  const options = () => ({
    ...{ marginLeft: 40, marginBottom: 34, marginTop: 22, marginRight: 12 },
    x: { domain: [0, right] },
    y: { zero: true, nice: true },
    marks: [
      ...axes("training episode", NAMES[field], ticks),
      Plot.dot(training, { x: "episode", y: field, r: training.length > 300 ? 1.3 : 2, fill: "var(--bar)" }),
      ...(last === 0 ? [] : [Plot.ruleX([last], { stroke: "var(--firm)", strokeDasharray: "3 3" })]),
      Plot.text(["test"], { x: () => (last + right) / 2, frameAnchor: "top", dy: -14, fill: "var(--muted)", text: (d) => d }),
      ...drawn.flatMap(({ curve, tone }, i) => marksOf(curve, tone, testAt(i))),
    ],
  });
  return (
    <figure>
      <figcaption class="head">
        <h2>{titleOf(lines, last)}</h2>
        <span class="push">
          {(Object.keys(NAMES) as (keyof Curves)[]).map((f) => (
            <button key={f} type="button" aria-pressed={f === field} onClick={() => choose({ curve: f })}>
              {NAMES[f]}
            </button>
          ))}
        </span>
      </figcaption>
      <Chart {...{ label: labelOf(drawn, NAMES[field]), height: 230, options, on: [JSON.stringify(drawn), training.length] }} />
      <p class="total">{captionOf(lines, field, dots.length > 0)}</p>
    </figure>
  );
}

/** Nothing is called a learning curve where nothing is learned, or trained on. */
function titleOf(lines: readonly CurveLine[], last: number): string {
  if (last === 0) return "Test";
  return lines.every((l) => l.note !== null) ? "Training and test" : "Learning curve";
}

/** A window's mean stands in the middle of its episodes. */
function marksOf({ points, test }: Curve, tone: string, testAt: number): Plot.Markish[] {
  const placed = points.map((p) => ({ ...p, at: (p.from + p.to) / 2 }));
  const tested = test === null ? [] : [{ at: testAt, ...test }];
  const spans = tested.flatMap((t) => (t.interval === null ? [] : [{ at: t.at, low: t.interval[0], high: t.interval[1] }]));
  return [
    Plot.areaY(placed, { x: "at", y1: "low", y2: "high", fill: tone, fillOpacity: 0.16 }),
    Plot.line(placed, { x: "at", y: "mean", stroke: tone, strokeWidth: 2.2 }),
    Plot.dot(placed, { x: "at", y: "mean", r: 2.4, fill: tone }),
    Plot.ruleX(spans, { x: "at", y1: "low", y2: "high", stroke: tone, strokeWidth: 2 }),
    Plot.dot(tested, { x: "at", y: "mean", r: 4.5, fill: tone, stroke: "var(--bg)", strokeWidth: 1.2 }),
  ];
}

/** What the drawing shows, in words. */
export function captionOf(lines: readonly CurveLine[], field: keyof Curves, dots: boolean): string {
  const curves = lines.map((l) => l.curves[field]);
  const windows = [...new Set(curves.filter((c) => c.points.length > 0).map((c) => c.window))];
  const outside = Math.max(0, ...curves.map((c) => c.outside));
  const notes = [...new Set(lines.flatMap((l) => l.note ?? []))];
  const left = outside === 0 ? "" : `; ${outside} training episodes are in no whole window`;
  return [
    windows.length === 0
      ? "No whole window of training episodes"
      : `Line: means of ${windows.join(" or ")} training episodes each; band: 95 % interval of that mean (Student)`,
    `${left}. `,
    dots && windows.length > 0 ? "Grey: single episodes. " : "",
    "Under “test”: mean of the test episodes with its 95 % interval (users resampled).",
    notes.length === 0 ? "" : ` Nothing is learned: ${notes.join("; ")}.`,
  ].join("");
}

function labelOf(drawn: readonly { name: string; curve: Curve }[], name: string): string {
  const each = drawn.map(({ name: run, curve: { points, test } }) => {
    const means = points.map((p) => figure(p.mean, 1)).join(", ");
    const span = test?.interval == null ? "" : ` (95 %: ${figure(test.interval[0], 1)} to ${figure(test.interval[1], 1)})`;
    return `${run}: training windows ${means === "" ? "none" : means}; test ${figure(test?.mean)}${span}`;
  });
  return `${name} in training and test. ${each.join(". ")}.`;
}
