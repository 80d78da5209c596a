/** Result of a study as text: one table a group, what may be concluded, and where the rest is. */
import { join } from "node:path";
import type { Arm, Comparison, Group, StudyResult } from "../../experiments/studies/analysis/result.ts";
import { OFFLINE } from "./result.ts";
import { table } from "./table.ts";
import { figure, interval, percent } from "./text.ts";

/** Tables, conclusions and places. */
export function studyText(result: StudyResult, folder: string): string {
  const { study, missing, offline } = result;
  const lacking = missing.length === 0 ? [] : [`NOT COMPLETE:\n${missing.map((line) => `- ${line}`).join("\n")}`];
  return [
    `${study.title}: ${study.question}`,
    ...lacking,
    ...result.groups.map(groupText),
    "[ ]: 95 % interval for the method (users and seeds both random); p after Holm's correction over the headline measures.",
    ...(offline ? [OFFLINE] : []),
    `Report: ${join(folder, "report.html")}\nFiles:  ${folder}: report.md, report.tex, study.json, *.csv`,
  ].join("\n\n");
}

/** Columns of a group that may go, all of them in the report: the difference and what is claimed of it stay. */
const MAY_GO = ["coverage", "ends", "R_each", "95 %", "Len"];

/** One group: its arms, the highest return first. */
export function groupText(group: Group): string {
  const { id, users, seeds, baseline, arms, conclusions } = group;
  const differs = baseline === null ? [] : [`R_traj − ${baseline}`, "its 95 %", "p"];
  const head = ["arm", "Len", "R_each", "R_traj", "95 %", ...differs, "ends", "coverage"];
  const rows = [...arms].sort((a, b) => (returnOf(b) ?? -1) - (returnOf(a) ?? -1)).map((arm) => armRow(group, arm));
  const said = conclusions.length === 0 ? "" : `\n\n${conclusions.join("\n")}`;
  return `${id}; ${users} test users × ${seeds.length} seeds\n\n${table(head, rows, { mayGo: MAY_GO })}${said}`;
}

const returnOf = (arm: Arm) => arm.values.rTraj?.value ?? null;

function armRow(group: Group, arm: Arm): string[] {
  const value = (id: string) => arm.values[id]?.value ?? null;
  const row = group.comparisons.find((c) => c.arm === arm.name && c.measure === "rTraj");
  return [
    arm.name,
    figure(value("len")),
    figure(value("rEach")),
    figure(value("rTraj")),
    interval(arm.values.rTraj?.method ?? null),
    ...(group.baseline === null ? [] : difference(row)),
    endsShare(arm),
    percent(value("coverage")),
  ];
}

function difference(row: Comparison | undefined): string[] {
  if (row === undefined) return ["–", "–", "–"];
  return [figure(row.difference), interval(row.method), chance(row.p.holm)];
}

const chance = (p: number | null) => (p !== null && p < 0.0001 ? "<0.0001" : figure(p, 4));

/** The two commonest ends, e.g. "similar 72 %, dislike 20 %". */
function endsShare({ quits, episodes }: Arm): string {
  const ends = Object.entries(quits).filter(([, n]) => n > 0);
  const most = ends.sort(([, a], [, b]) => b - a).slice(0, 2);
  return most.length === 0 ? "–" : most.map(([end, n]) => `${end} ${percent(n / episodes, 0)}`).join(", ");
}
