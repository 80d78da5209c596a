/** What an arm costs against what it returns. */
import * as Plot from "@observablehq/plot";
import type { Arm } from "../../comparison/result.ts";
import { type Html, html } from "../html.ts";
import { short, usd } from "../numbers.ts";
import { estimateOf, type Shown, type View } from "../view.ts";
import { draw, label, WIDTH } from "./draw.ts";
import { apart } from "./labels.ts";

const [HEIGHT, TOP, BOTTOM, LEFT, RIGHT] = [320, 12, 40, 34, 10];

/** What a test episode costs, training included: in dollars where every arm has a price and one is not free, in tokens otherwise. */
export function costPerEpisode(arms: readonly Arm[]): { unit: "USD" | "tokens"; of: (arm: Arm) => number } {
  const priced = arms.every((a) => a.cost.costUsd !== null) && arms.some((a) => (a.cost.costUsd ?? 0) > 0);
  const total = ({ cost }: Arm) => (priced ? (cost.costUsd as number) : cost.inputTokens + cost.outputTokens);
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
  const [xMax, low, high] = [
    Math.max(...points.map((p) => p.x)) * 1.04,
    Math.min(...points.map((p) => p.low)),
    Math.max(...points.map((p) => p.high)),
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
}

/** Names beside the points: on the side with room, moved apart among those of about the same cost. */
function labels(points: readonly Point[], xMax: number, [low, high]: readonly [number, number]): Plot.Markish[] {
  const px = (p: Point) => LEFT + 6 + ((WIDTH - LEFT - RIGHT - 6) * p.x) / xMax;
  const py = (p: Point) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (p.y - low) / (high - low || 1));
  const sides = [true, false].map((right) => points.filter((p) => px(p) < WIDTH * 0.6 === right));
  return sides.flatMap((list, side) => {
    const placed = apart(list.map(py), 13);
    return list.map((p, i) =>
      Plot.text([p], {
        ...{
          x: "x",
          y: "y",
          text: () => label(p.name).replace("\n", " ").slice(0, 24),
          textAnchor: side === 0 ? "start" : "end",
        },
        ...{ dx: side === 0 ? 8 : -8, dy: placed[i]! - py(p), stroke: "var(--bg)", strokeWidth: 3, fill: "currentColor" },
      }),
    );
  });
}

/** Total tokens and money of an arm in words. */
export function costWords({ cost }: Arm): Html {
  const tokens = cost.inputTokens + cost.outputTokens;
  return html`${short(cost.calls)} calls, ${short(tokens)} tokens${cost.costUsd === null ? ", price unknown" : `, ${usd(cost.costUsd)}`}`;
}
