/**
 * Generator of the docs' tables from finished studies: npx tsx tools/scripts/results.ts [FOLDER]
 * The overall comparison goes into docs/results.md, between its markers; the others are docs/results-studies.md. FOLDER has one folder a study, each with study.json, as `billp compare` leaves them (default: runs/studies).
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StudyResult } from "../../experiments/studies/analysis/result.ts";
import { escapeMarkdown, tableMarkdown } from "../../experiments/studies/report/markdown.ts";
import { type View, viewsOf } from "../../experiments/studies/report/parts/view.ts";
import { type Table, tablesOf } from "../../experiments/studies/report/tables.ts";

const docs = (name: string) => new URL(`../../docs/${name}`, import.meta.url);
const [BEGIN, END] = ["<!-- overall: written by tools/scripts/results.ts -->", "<!-- end of overall -->"];
const INTRODUCTION = `<!-- Written by tools/scripts/results.ts. Do not edit. -->
# Results of the studies

The tables behind [results.md](results.md), which says how they were made, and what may be taken from them. Offline model: a set of rules, no language model.`;

/** Studies in the order of docs/experiments.md, with the tables that answer them beside R_traj. */
const STUDIES: Readonly<Record<string, readonly string[]>> = {
  overall: ["Len", "R_each", "Coverage, %"],
  memories: [],
  ablation: ["Len"],
  backbones: ["Unusable, %"],
  window: [],
  critic: ["The Critic"],
  "long-tail": ["How episodes ended, and what was recommended", "Gini", "Novelty"],
  reflections: [],
  gamma: [],
  training: ["Learning curves"],
  repeats: ["Len"],
  online: [],
  quits: ["How episodes ended, and what was recommended"],
  cost: ["Cost"],
};

function section(folder: string, name: string, also: readonly string[]): string[] {
  const file = join(folder, name, "study.json");
  if (!existsSync(file)) return [`## ${name}`, "Not played yet."];
  const result = JSON.parse(readFileSync(file, "utf8")) as StudyResult;
  const { study, missing } = result;
  return [
    `## ${name}: ${escapeMarkdown(study.title)}`,
    escapeMarkdown(study.question),
    `\`${study.command}\`, seeds ${study.seeds.join(", ")}.`,
    ...missing.map((line) => `**Missing**: ${escapeMarkdown(line)}`),
    ...viewsOf(result).flatMap((view) => group(view, also)),
  ];
}

function group(view: View, also: readonly string[]): string[] {
  const { id, users, conclusions } = view.group;
  const tables = tablesOf(view).filter((s) => s.title === "R_traj" || also.includes(s.title));
  return [
    `### ${escapeMarkdown(id)}; ${users} test users`,
    ...(conclusions.length === 0 ? [] : [conclusions.map((c) => `- ${escapeMarkdown(c)}`).join("\n")]),
    ...tables.flatMap((s) => tableMarkdown({ ...short(s), title: s.title, note: null }).filter((part) => part !== "")).map(lower),
  ];
}

/** Headings one level further down, under that of their group. */
const lower = (text: string) => text.replace(/^### /, "#### ");

/** Of a measure's table: value and difference with their intervals, and Holm's p. */
function short(sheet: Table): Table {
  const at = [0, 1, 3, 4, 5, 6, 10];
  if (sheet.columns[10]?.name !== "Holm") return sheet;
  const names = ["Arm", "value", "the method", "difference", "these trained runs", "the method", "p (Holm)"];
  const compared = sheet.rows.some((row) => row[4] !== "–");
  const kept = compared ? at : at.slice(0, 3);
  return {
    ...sheet,
    columns: kept.map((_, i) => ({ name: names[i] as string, kind: i === 0 ? ("text" as const) : ("number" as const) })),
    rows: sheet.rows.map((row) => kept.map((c) => row[c] ?? "")),
  };
}

const folder = process.argv[2] ?? join("runs", "studies");
const { overall, ...others } = Object.fromEntries(
  Object.entries(STUDIES).map(([name, also]) => [name, section(folder, name, also).join("\n\n")]),
);
const text = readFileSync(docs("results.md"), "utf8");
const [head, rest] = text.split(BEGIN);
const tail = rest?.split(END)[1];
if (tail === undefined) throw new Error(`docs/results.md: the lines "${BEGIN}" and "${END}" are missing`);
writeFileSync(docs("results.md"), `${head}${BEGIN}\n\n${overall}\n\n${END}${tail}`);
writeFileSync(docs("results-studies.md"), `${[INTRODUCTION, ...Object.values(others)].join("\n\n")}\n`);
