/**
 * Puts the tables of finished studies into docs/results.md, between its markers: npx tsx scripts/results.ts [FOLDER]
 * FOLDER has one folder a study, each with study.json, as `billp compare` leaves them (default: runs/studies).
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StudyResult } from "../experiments/comparison/result.ts";
import { escapeMarkdown, sheetMarkdown } from "../experiments/report/markdown.ts";
import { type Sheet, sheetsOf } from "../experiments/report/sheets.ts";
import { type View, viewsOf } from "../experiments/report/view.ts";

const RECORD = new URL("../docs/results.md", import.meta.url);
const [BEGIN, END] = ["<!-- studies: written by scripts/results.ts -->", "<!-- end of studies -->"];

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
  const tables = sheetsOf(view).filter((s) => s.title === "R_traj" || also.includes(s.title));
  return [
    `### ${escapeMarkdown(id)}; ${users} test users`,
    ...(conclusions.length === 0 ? [] : [conclusions.map((c) => `- ${escapeMarkdown(c)}`).join("\n")]),
    ...tables.flatMap((s) => sheetMarkdown({ ...short(s), title: s.title, note: null }).filter((part) => part !== "")).map(lower),
  ];
}

/** Headings one level further down, under that of their group. */
const lower = (text: string) => text.replace(/^### /, "#### ");

/** Of a measure's table: value and difference with their intervals, and Holm's p. */
function short(sheet: Sheet): Sheet {
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
const parts = Object.entries(STUDIES).flatMap(([name, also]) => section(folder, name, also));
const text = readFileSync(RECORD, "utf8");
const [head, rest] = text.split(BEGIN);
const tail = rest?.split(END)[1];
if (tail === undefined) throw new Error(`docs/results.md: the lines "${BEGIN}" and "${END}" are missing`);
writeFileSync(RECORD, `${head}${BEGIN}\n\n${parts.join("\n\n")}\n\n${END}${tail}`);
