/** Writes a study's answer and everything made from it into a folder. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../core/replace-file.ts";
import type { StudyResult } from "../analysis/result.ts";
import { reportLatex } from "./latex.ts";
import { reportMarkdown } from "./markdown.ts";
import { reportHtml } from "./page.ts";
import { csvTables } from "./tables.ts";

/** Every file of a report by name. A pure function: the same result gives the same bytes. */
export function reportFiles(result: StudyResult): Record<string, string> {
  return {
    "study.json": `${JSON.stringify(result, null, 2)}\n`,
    "report.html": reportHtml(result),
    "report.md": reportMarkdown(result),
    "report.tex": reportLatex(result),
    ...csvTables(result),
  };
}

/**
 * Writes the report of a study, each file whole or not at all; what stood there under the same names is replaced.
 * @returns the names of the files.
 */
export async function writeReport(folder: string, result: StudyResult): Promise<string[]> {
  const files = reportFiles(result);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await replaceFile(join(folder, name), text);
  return Object.keys(files);
}
