/** Writer of a report: the study's result and everything made from it, into a folder. */
import { join } from "node:path";
import { onFiles } from "../../../core/file-errors.ts";
import { makeFolder } from "../../../core/make-folder.ts";
import { replaceFile } from "../../../core/replace-file.ts";
import type { StudyResult } from "../analysis/result.ts";
import type { Charts } from "./charts/charts.ts";
import { openCharts } from "./charts/open-charts.ts";
import { csvTables } from "./csv-tables.ts";
import { reportLatex } from "./latex.ts";
import { reportMarkdown } from "./markdown.ts";
import { reportHtml } from "./page.ts";

/** Every file of a report by name. A pure function: the same result and charts give the same bytes. */
export function reportFiles(result: StudyResult, charts: Charts): Record<string, string> {
  return {
    "study.json": `${JSON.stringify(result, null, 2)}\n`,
    "report.html": reportHtml(result, charts),
    "report.md": reportMarkdown(result),
    "report.tex": reportLatex(result),
    ...csvTables(result),
  };
}

/**
 * Writes the report of a study, each file whole or not at all; what stood there under the same names is replaced.
 * Without the packages that draw, the page has its tables alone and says so.
 * @returns the names of the files. @throws BillpError `run-folder` when the folder cannot be written.
 */
export async function writeReport(folder: string, result: StudyResult): Promise<string[]> {
  const files = reportFiles(result, await openCharts());
  await onFiles(async () => {
    makeFolder(folder);
    for (const [name, text] of Object.entries(files)) await replaceFile(join(folder, name), text);
  });
  return Object.keys(files);
}
