/** Markdown tables of the report on the recordings. */
import type { FileReport } from "./findings.ts";

const number = (v: number | null, digits: number) => (v === null ? "–" : v.toFixed(digits));
const percent = (v: number | null) => (v === null ? "–" : `${(100 * v).toFixed(1)} %`);

const RULE_NAMES = { early: "V(s') − V(s)", paper: "r + γV(s') − V(s)" } as const;
const SCALE_NAMES = { recorded: "−5..5", bounded: "0..r_max/(1−γ)" } as const;

/** A Markdown table. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Three tables: what was read, shares of A >= 0, correlations of V. */
export function reportMarkdown(files: readonly FileReport[]): string {
  const read = table(
    [
      "file",
      "episodes",
      "Len",
      "R_each",
      "R_traj",
      "rounds",
      "replies read",
      "critic texts read",
      "signs reproduced",
      "replaced",
      "items",
    ],
    files.map((f) => [
      f.name,
      `${f.totals.episodes}`,
      number(f.totals.len, 2),
      number(f.totals.rEach, 4),
      number(f.totals.rTraj, 4),
      `${f.rounds}`,
      `${f.repliesRead}`,
      `${f.criticsRead}`,
      `${f.signsReproduced}`,
      percent(f.replacedRate),
      `${f.distinctItems}`,
    ]),
  );
  const shares = table(
    ["file", "scale", "rule", "A ≥ 0 among accepted", "A ≥ 0 among quitting"],
    files.flatMap((f) =>
      f.readings.map((r) => {
        const { accepted, quitting } = r.encouraged;
        return [f.name, SCALE_NAMES[r.scale], RULE_NAMES[r.rule], percent(accepted), percent(quitting)];
      }),
    ),
  );
  const both = (c: { all: number | null; within: number | null }) => `${number(c.all, 3)} / ${number(c.within, 3)}`;
  const correlations = table(
    ["file", "scale", "rounds", "with r_n", "with rounds to come", "with realised return"],
    files.flatMap((f) =>
      f.readings
        .filter((r) => r.rule === "paper")
        .map((r) => {
          const columns = [both(r.withReward), both(r.withRoundsToCome), both(r.withReturn)];
          return [f.name, SCALE_NAMES[r.scale], `${r.withReturn.rounds}`, ...columns];
        }),
    ),
  );
  return `${read}\n\n${shares}\n\nPearson of V(s_n), n ≥ 2: over all rounds / within episodes.\n\n${correlations}\n`;
}
