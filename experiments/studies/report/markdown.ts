/** Markdown report: the same sentences and tables, for a repository or a review. */
import type { StudyResult } from "../analysis/result.ts";
import { clean } from "./parts/html.ts";
import { type View, viewsOf } from "./parts/view.ts";
import { type Table, tablesOf } from "./tables.ts";

/** Text that Markdown shows as it is. */
export function escapeMarkdown(text: string): string {
  return clean(text)
    .replace(/[\\`*_[\]<>|#~$]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replace(/^(?=[-+=]+(?:\s|$))/, "\\")
    .replace(/^(\d+)(?=[.)](?:\s|$))/, "$1\\");
}

/** Makes `report.md`. */
export function reportMarkdown(result: StudyResult): string {
  const { study, offline, complete, missing } = result;
  const head = [`# ${escapeMarkdown(study.title)}`, escapeMarkdown(study.question)];
  if (!complete)
    head.push("**This study is not complete.** Arms with missing runs are compared over the pairs that exist.", list(missing));
  if (offline) head.push("**Offline model.** Every answer came from a set of rules, not from a language model.");
  const made = ["## How it was made", `Seeds ${study.seeds.join(", ")}.`, fenced(study.command)];
  return `${[...head, ...viewsOf(result).flatMap(group), ...made].filter((part) => part !== "").join("\n\n")}\n`;
}

const list = (sentences: readonly string[]) => sentences.map((s) => `- ${escapeMarkdown(s)}`).join("\n");

/** A block of code whose fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${clean(text)}\n${fence}`;
}

function group(view: View): string[] {
  const { conclusions, cautions, id, baseline } = view.group;
  const said = [
    ...(conclusions.length > 0 ? ["### What may be concluded", list(conclusions)] : []),
    ...(cautions.length > 0 ? ["### What may not", list(cautions)] : []),
  ];
  const about = `${escapeMarkdown(id)}. Baseline: ${escapeMarkdown(baseline ?? "none")}. Intervals at ${Math.round(100 * view.level)} %.`;
  return [`## ${escapeMarkdown(view.name)}`, about, ...said, ...tablesOf(view).flatMap(tableMarkdown)];
}

/** A table under its title, as parts that stand apart by an empty line. */
export function tableMarkdown({ title, note, columns, rows }: Table): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => escapeMarkdown(c).replaceAll("−", "-")).join(" | ")} |`;
  const rule = `|${columns.map((c) => (c.kind === "number" ? "--:" : "---")).join("|")}|`;
  const table = [line(columns.map((c) => c.name)), rule, ...rows.map(line)].join("\n");
  return [`### ${escapeMarkdown(title)}`, note === null ? "" : escapeMarkdown(note), table];
}
