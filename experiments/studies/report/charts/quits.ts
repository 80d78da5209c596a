/** Stacked bars of how the episodes of every arm ended: of shares that add up to 1. */

import * as Plot from "@observablehq/plot";
import { sum } from "../../../../core/math.ts";
import type { Arm } from "../../analysis/result.ts";
import { type Html, html } from "../parts/html.ts";
import { fixed, perCent } from "../parts/numbers.ts";
import { colourOf, reasonsOf } from "../parts/reasons.ts";
import type { View } from "../parts/view.ts";
import { drawRows } from "./draw.ts";

/** Stacked bars of quit reasons; null when no episode was played. */
export function quits(view: View): Html | null {
  const arms = view.arms.filter((a) => total(a) > 0);
  if (arms.length === 0) return null;
  const reasons = reasonsOf(arms);
  const parts = arms.flatMap((arm, i) => stack(arm, i, reasons));
  return drawRows(
    {
      names: arms.map((a) => a.name),
      ...{ bottom: 24, right: 18 },
      x: { domain: [0, 1], label: null },
      marks: [
        Plot.axisX([0, 0.25, 0.5, 0.75, 1], { tickSize: 0, tickFormat: (x) => perCent(x), fill: "var(--muted)", label: null }),
        Plot.rect(parts, { x1: "from", x2: "to", y1: "top", y2: "bottom", fill: "fill", insetRight: 1, title: "title" }),
        Plot.text(
          parts.filter((p) => p.to - p.from >= 0.13),
          { x: (p) => (p.from + p.to) / 2, y: (p) => (p.top + p.bottom) / 2, text: "share", fill: "ink", fontSize: 10 },
        ),
      ],
    },
    "How the episodes of each arm ended, as shares of its episodes.",
  );
}

const total = (arm: Arm) => sum(Object.values(arm.quits));

function stack(arm: Arm, i: number, reasons: readonly string[]) {
  const sum = total(arm);
  let from = 0;
  return reasons.flatMap((reason) => {
    const n = arm.quits[reason] ?? 0;
    if (n === 0) return [];
    const [start, share] = [from, n / sum];
    from += share;
    return {
      ...{ from: start, to: from, top: i + 0.14, bottom: i + 0.86, share: fixed(100 * share, 0) },
      ...{ fill: `var(--q${colourOf(reason)})`, ink: `var(--on${colourOf(reason)})` },
      title: `${arm.name}: ${reason} ${perCent(share, 1)} (${n} of ${sum})`,
    };
  });
}

/** Legend of the bars. */
export function quitsKey(view: View): Html {
  const items = reasonsOf(view.arms).map((r) => html`<li><i class="box q${colourOf(r)}"></i>${r}</li>`);
  return html`<ul class="key" aria-label="Legend">${items}</ul>`;
}
