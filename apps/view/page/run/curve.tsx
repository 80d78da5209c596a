/** Learning curve: the return or Len of every episode, and their running mean; the test begins where the ground changes. */
import * as Plot from "@observablehq/plot";
import type { EpisodeRow } from "../../server/shapes.ts";
import { choose } from "../base/route.ts";
import { axes, Chart } from "../parts/plot.tsx";

export interface CurveLine {
  readonly name: string;
  readonly rows: readonly EpisodeRow[];
  readonly tone: string;
}

const NAMES = { return: "Return", len: "Len" } as const;

/** Running mean over the last episodes of the same split. */
export function smoothed(
  rows: readonly EpisodeRow[],
  field: "return" | "len",
): { episode: number; value: number; split: string }[] {
  const window = Math.max(5, Math.round(rows.length / 25));
  return ["train", "test"].flatMap((split) => {
    const own = rows.filter((r) => r.split === split);
    let sum = 0;
    return own.map((r, i) => {
      sum += r[field] - (i >= window ? (own[i - window] as EpisodeRow)[field] : 0);
      return { episode: r.episode, value: sum / Math.min(i + 1, window), split };
    });
  });
}

export function LearningCurve({ lines, field }: { lines: readonly CurveLine[]; field: "return" | "len" }) {
  const all = lines.flatMap((l) => l.rows);
  const train = all.filter((r) => r.split === "train").length;
  const border =
    train === 0 || train === all.length ? [] : [Math.max(...all.filter((r) => r.split === "train").map((r) => r.episode)) + 0.5];
  const options = () => ({
    ...{ marginLeft: 40, marginBottom: 34, marginTop: 22, marginRight: 12 },
    y: { zero: true },
    marks: [
      ...axes("episode", NAMES[field]),
      ...(lines.length > 1 ? [] : [Plot.dot(all, { x: "episode", y: field, r: all.length > 300 ? 1.3 : 2, fill: "var(--bar)" })]),
      Plot.ruleX(border, { stroke: "var(--firm)", strokeDasharray: "3 3" }),
      Plot.text(border, {
        x: (d) => d,
        frameAnchor: "top",
        text: () => "test →",
        textAnchor: "start",
        dx: 5,
        dy: -14,
        fill: "var(--muted)",
      }),
      ...lines.map(({ rows, tone }) =>
        Plot.line(smoothed(rows, field), { x: "episode", y: "value", z: "split", stroke: tone, strokeWidth: 2.2 }),
      ),
    ],
  });
  const label = `${NAMES[field]} of the episodes in their order, with its running mean.`;
  return (
    <figure>
      <figcaption class="head">
        <h2>Learning curve</h2>
        <span class="push">
          {(["return", "len"] as const).map((f) => (
            <button key={f} type="button" aria-pressed={f === field} onClick={() => choose({ curve: f })}>
              {NAMES[f]}
            </button>
          ))}
        </span>
      </figcaption>
      <Chart {...{ label, height: 230, options, on: [all.length, all[0]?.episode, field, lines.map((l) => l.name).join()] }} />
    </figure>
  );
}
