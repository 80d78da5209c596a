/** Scatter plot of cost against return. */
import * as Plot from "@observablehq/plot";
import type { Arm } from "../../analysis/result.ts";
import { clean, type Html } from "../parts/html.ts";
import { short, usd } from "../parts/numbers.ts";
import { estimateOf, type Shown, type View } from "../parts/view.ts";
import { draw, middle, padded, WIDTH, widthOf } from "./draw.ts";
import { placeLabels } from "./labels.ts";

const [HEIGHT, TOP, BOTTOM, LEFT, RIGHT] = [320, 12, 40, 34, 10];

/** What a test episode costs, training included: in dollars where every arm has a price and one is not free, in tokens otherwise. */
export function costPerEpisode(arms: readonly Arm[]): { unit: "USD" | "tokens"; of: (arm: Arm) => number } {
  const priced = arms.every((a) => a.cost.listUsd !== null) && arms.some((a) => (a.cost.listUsd ?? 0) > 0);
  const total = ({ cost }: Arm) => (priced ? (cost.listUsd as number) : cost.inputTokens + cost.outputTokens);
  return { unit: priced ? "USD" : "tokens", of: (arm) => (arm.episodes === 0 ? 0 : total(arm) / arm.episodes) };
}

/** Cost against return, every arm with its interval for the method; null when nothing cost anything. */
export function costAgainstReturn(view: View, { info, format }: Shown): Html | null {
  const { unit, of } = costPerEpisode(view.arms);
  const points = view.arms.flatMap((arm) => {
    const { value, method, trainedRuns } = estimateOf(arm, info.id);
    const range = method ?? trainedRuns;
    if (value === null) return [];
    const [low, high] = (range ?? [value, value]).map((x) => x * format.factor);
    return [{ name: arm.name, x: of(arm), y: value * format.factor, low: low!, high: high! }];
  });
  if (!points.some((p) => p.x > 0)) return null;
  const [xMax, low, high]: [number, number, number] = [
    Math.max(...points.map((p) => p.x)) * 1.04,
    ...padded(points.flatMap((p) => [p.low, p.high])),
  ];
  const muted = { fill: "var(--muted)", tickSize: 0, tickPadding: 6 };
  const xLabel = `${unit === "USD" ? "US dollars" : "tokens"} per test episode, training included`;
  return draw(
    {
      ...{ height: HEIGHT, marginTop: TOP, marginBottom: BOTTOM, marginLeft: LEFT, marginRight: RIGHT },
      x: { domain: [0, xMax], insetLeft: 6 },
      y: { domain: [low, high] },
      marks: [
        Plot.gridY({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.axisY({ ...muted, ticks: 5, label: null }),
        Plot.axisX({
          ...muted,
          ticks: 4,
          label: xLabel,
          labelAnchor: "center",
          labelArrow: "none",
          tickFormat: unit === "USD" ? usd : short,
        }),
        Plot.ruleX(points, { x: "x", y1: "low", y2: "high", stroke: "var(--blue)", strokeWidth: 1.5, strokeOpacity: 0.55 }),
        Plot.dot(points, {
          x: "x",
          y: "y",
          r: 3.5,
          fill: "var(--blue)",
          title: (p) => `${p.name}: ${info.name} ${p.y.toFixed(format.decimals)}`,
        }),
        ...labels(points, xMax, [low, high]),
      ],
    },
    `Cost against return: ${xLabel}, and ${info.name} with its interval, one point per arm.`,
  );
}

interface Point {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** Names beside the points, with a fine line to those that had to go farther off. */
function labels(points: readonly Point[], xMax: number, [low, high]: readonly [number, number]): Plot.Markish[] {
  const px = (x: number) => LEFT + 6 + ((WIDTH - LEFT - RIGHT - 6) * x) / xMax;
  const py = (y: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (y - low) / (high - low || 1));
  const names = points.map((p) => middle(clean(p.name), 22));
  const marked = points.map((p, i) => {
    return { x: px(p.x), y: py(p.y), top: py(p.high), bottom: py(p.low), width: widthOf([names[i]!]) };
  });
  return placeLabels(marked, [LEFT, 0, WIDTH, HEIGHT - BOTTOM]).flatMap(({ dx, dy, anchor }, i) => {
    const text = { x: "x", y: "y", dx, dy, textAnchor: anchor, text: () => names[i]!, fill: "currentColor" } as const;
    const halo = { stroke: "var(--bg)", strokeWidth: 3, paintOrder: "stroke" } as const;
    const far = anchor !== "middle" && Math.abs(dy) > 10;
    const length = Math.hypot(dx, dy);
    const leader = Plot.vector(far ? [points[i]!] : [], {
      ...{ x: "x", y: "y", anchor: "start", shape: STROKE, stroke: "var(--grey)", strokeWidth: 0.75 },
      ...{ length, rotate: (Math.atan2(dx, -dy) * 180) / Math.PI },
    });
    return [leader, Plot.text([points[i]!], { ...text, ...halo })];
  });
}

/** A plain line in place of an arrow. */
const STROKE: Plot.VectorShape = {
  draw(context, length) {
    context.moveTo(0, 0);
    context.lineTo(0, -length);
  },
};
