/** The headline figures of a run, over its test episodes; while it is going on, over those played so far. */
import { mean } from "../../../../core/math.ts";
import type { Summary } from "../../../../experiments/evaluation/summary.ts";
import type { EpisodeRow, RunPage } from "../../server/shapes.ts";
import { count, DASH, figure, percent, usd } from "../base/format.ts";
import { Figures } from "../parts/basics.tsx";

/** What a run cost; `~` where some of the tokens are estimates. */
const costOf = (usage: Summary["usage"] | undefined): string => {
  const lost = usage?.lost === undefined ? "" : `, and ${usage.lost.tries} lost tries (~${usd(usage.lost.usd)})`;
  return `${usage?.estimatedCalls ? "~" : ""}${usd(usage?.costUsd)}${lost}`;
};

export function HeadFigures({ page: { summary, rows, about } }: { page: RunPage }) {
  const test = rows.filter((r) => r.split === "test");
  const meanOf = (of: (r: EpisodeRow) => number) => mean(test.map(of));
  const [len, total] = [meanOf((r) => r.len), meanOf((r) => r.return)];
  const ended = summary?.complete === true ? summary : null;
  const span = (bounds: readonly [number, number] | null | undefined) =>
    bounds == null ? undefined : `95 %: ${figure(bounds[0], 1)} to ${figure(bounds[1], 1)}`;
  const { usage } = ended ?? {};
  return (
    <Figures
      figures={[
        { name: "Len", value: figure(len), note: span(ended?.test.ci95.len) ?? `${test.length} test episodes` },
        { name: "return", value: figure(total), note: span(ended?.test.ci95.rTraj) },
        { name: "per round", value: figure(len === null || len === 0 || total === null ? null : total / len) },
        ...(ended === null
          ? []
          : [
              { name: "diversity", value: figure(ended.test.diversity.mean) },
              { name: "coverage", value: percent(ended.test.coverage, 1) },
              { name: "Critic's r", value: figure(ended.test.criticCorrelation) },
              { name: "calls", value: usage === undefined ? DASH : count(usage.calls), note: costOf(usage) },
            ]),
        {
          name: "training episodes",
          value: count(rows.length - test.length),
          note: about.noMemory === null ? undefined : "nothing is kept of them",
        },
      ]}
    />
  );
}
