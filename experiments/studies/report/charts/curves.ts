/** Line charts: learning curves with their intervals, and the Critic against what came after. */
import * as Plot from "@observablehq/plot";
import type { CriticStudy } from "../../analysis/result.ts";
import type { Html } from "../parts/html.ts";
import type { Shown, View } from "../parts/view.ts";
import { draw, label, padded, WIDTH, widthOf } from "./draw.ts";
import { apart } from "./labels.ts";

/** Colours of lines, told apart also by the colour-blind; more lines begin again, and their labels tell them apart. */
const COLOURS = ["blue", "red", "green", "purple", "ochre", "grey"].map((c) => `var(--${c})`);
const HEIGHT = 220;
const frame = { height: HEIGHT, marginTop: 12, marginBottom: 36, marginLeft: 38, color: { type: "identity" as const } };

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Axes in the manner of the page, and lines with their names at the end. */
function lineMarks(lines: readonly Line[], xLabel: string): Plot.Markish[] {
  const muted = { fill: "var(--muted)", tickSize: 0 };
  return [
    Plot.gridY({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
    Plot.axisY({ ...muted, ticks: 4, label: null, tickPadding: 6 }),
    Plot.axisX({ ...muted, ticks: 5, label: xLabel, labelAnchor: "center", labelArrow: "none", tickPadding: 6 }),
    ...lines.map((l) => Plot.line(l.points, { x: "x", y: "y", stroke: l.colour, strokeWidth: 2 })),
  ];
}

/** Names at the right of the lines, moved apart where lines end close to each other. */
function ends(lines: readonly Line[], [low, high]: readonly [number, number]): Plot.Markish[] {
  const inner = HEIGHT - frame.marginTop - frame.marginBottom;
  const pixel = (y: number) => frame.marginTop + inner * (1 - (y - low) / (high - low || 1));
  const named = lines.flatMap((l) => (l.points.length === 0 ? [] : [{ ...l, at: pixel(l.points.at(-1)!.y) }]));
  const moved = apart(
    named.map((l) => l.at),
    named.some((l) => label(l.name).includes("\n")) ? 26 : 14,
  );
  return named.map((l, i) =>
    Plot.text([label(l.name)], {
      ...{ text: (d: string) => d, frameAnchor: "top-right", lineAnchor: "middle", textAnchor: "start", fill: l.colour },
      ...{ dx: 6, dy: moved[i]! - frame.marginTop },
    }),
  );
}

/** Learning curves of all arms in one measure; null when there is none. */
export function learningCurves(view: View, { info, format }: Shown): Html | null {
  const curves = view.group.curves.filter((c) => c.measure === info.id && c.points.some((p) => p.value !== null));
  if (curves.length === 0) return null;
  const scaled = (x: number) => format.factor * x;
  const lines = curves.map((curve, i) => ({
    ...{ name: curve.arm, colour: COLOURS[i % COLOURS.length]! },
    points: curve.points.flatMap((p) => (p.value === null ? [] : [{ ...p, x: p.train, y: scaled(p.value) }])),
  }));
  const span = (i: readonly [number, number] | null) => (i === null ? [] : i.map(scaled));
  const all = lines.flatMap((l) => l.points.flatMap((p) => [p.y, ...span(p.method), ...span(p.trainedRuns)]));
  const domain = padded(all);
  return draw(
    {
      ...frame,
      marginRight: widthOf(lines.map((l) => label(l.name))) + 8,
      y: { domain },
      x: { insetLeft: 4, insetRight: 4 },
      marks: [
        ...lines.map(({ points, colour }) => {
          const banded = points.filter((p) => p.method !== null);
          const at = (k: 0 | 1) => (p: (typeof points)[number]) => scaled(p.method![k]);
          return Plot.areaY(banded, { x: "x", y1: at(0), y2: at(1), fill: colour, fillOpacity: 0.13 });
        }),
        ...lineMarks(lines, "training episodes"),
        ...lines.flatMap(({ points, colour }, i) => [
          Plot.ruleX(
            points.filter((p) => p.trainedRuns !== null),
            {
              x: "x",
              y1: (p) => scaled(p.trainedRuns![0]),
              y2: (p) => scaled(p.trainedRuns![1]),
              stroke: colour,
              strokeWidth: 1,
              dx: 3 * (i - (lines.length - 1) / 2),
            },
          ),
          Plot.dot(points, { x: "x", y: "y", r: 2.5, fill: colour }),
        ]),
        ...ends(lines, domain),
      ],
    },
    `Learning curves: ${info.name} in the test after so many training episodes.`,
  );
}

/** Mean V and mean realised return by round. */
export function criticByRound(name: string, { byRound }: CriticStudy): Html {
  const line = (label: string, colour: string, of: (r: CriticStudy["byRound"][number]) => number) => {
    return { name: label, colour, points: byRound.map((r) => ({ x: r.round, y: of(r) })) };
  };
  const lines = [line("V", "var(--blue)", (r) => r.meanV), line("G", "var(--red)", (r) => r.meanG)];
  const [low, high] = padded(lines.flatMap((l) => l.points.map((p) => p.y)));
  const domain: [number, number] = [Math.min(0, low), high];
  const marks = [...lineMarks(lines, "round"), ...ends(lines, domain)];
  const options = { ...frame, marginRight: 20, width: WIDTH, y: { domain }, marks };
  return draw(options, `${name}: mean value of the Critic and mean realised return by round.`);
}
