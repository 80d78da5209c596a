/** Popularity bars of what every arm recommended: a row of ten bars per arm, the most popular tenth of the catalogue first. */

import * as Plot from "@observablehq/plot";
import { sum } from "../../../../core/math.ts";
import type { Html } from "../parts/html.ts";
import { perCent } from "../parts/numbers.ts";
import type { View } from "../parts/view.ts";
import { drawRows } from "./draw.ts";

/** Tenths that count as popular: the most popular fifth. */
const HEAD = 2;

/** The long tail of every arm; null when nothing was recommended. */
export function popularity(view: View): Html | null {
  const arms = view.arms.filter((a) => a.popularity.some((share) => share > 0));
  if (arms.length === 0) return null;
  const tallest = Math.max(...arms.flatMap((a) => a.popularity));
  const bars = arms.flatMap((arm, i) =>
    arm.popularity.map((share, tenth) => ({
      ...{ x1: tenth + 0.06, x2: tenth + 0.94, y1: i + 0.9, y2: i + 0.9 - 0.8 * (share / tallest) },
      fill: tenth < HEAD ? "var(--bar)" : "var(--blue)",
      title: `${arm.name}, tenth ${tenth + 1} by popularity: ${perCent(share, 1)} of recommendations`,
    })),
  );
  const ends = [
    { x: 0, text: "most popular", textAnchor: "start" as const },
    { x: 10, text: "least popular", textAnchor: "end" as const },
  ];
  return drawRows(
    {
      names: arms.map((a) => a.name),
      values: arms.map((a) => perCent(sum(a.popularity.slice(HEAD)))),
      rowHeight: 28,
      bottom: 28,
      x: { domain: [0, 10], axis: null },
      marks: [
        Plot.ruleY(arms, { y: (_, i) => i + 0.9, stroke: "var(--line)" }),
        Plot.rect(bars, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "fill", title: "title" }),
        ...ends.map(({ textAnchor, ...end }) =>
          Plot.text([end], { x: "x", text: "text", textAnchor, frameAnchor: "bottom", dy: 20, fill: "var(--muted)" }),
        ),
      ],
    },
    "Shares of recommendations by popularity of the item, ten equal parts of the catalogue, one row per arm.",
  );
}
