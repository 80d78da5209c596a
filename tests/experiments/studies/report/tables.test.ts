import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { plotCharts } from "../../../../experiments/studies/report/charts/plot-charts.ts";
import { csvTables } from "../../../../experiments/studies/report/csv-tables.ts";
import { escapeLatex, reportLatex } from "../../../../experiments/studies/report/latex.ts";
import { escapeMarkdown, reportMarkdown } from "../../../../experiments/studies/report/markdown.ts";
import {
  fixed,
  formatOf,
  interval,
  perCent,
  pValue,
  short,
  signed,
  usd,
} from "../../../../experiments/studies/report/parts/numbers.ts";
import { reportFiles, writeReport } from "../../../../experiments/studies/report/write.ts";
import { HOSTILE, sampleStudy } from "./sample.ts";

const result = sampleStudy();
const rowsOf = (text: string) => parse(text, { columns: true }) as Record<string, string>[];

test("CSV reads back to the last digit, hostile names included", () => {
  const tables = csvTables(result);
  const arms = rowsOf(tables["arms.csv"]!);
  expect(arms).toHaveLength(2 * 11 * result.measures.length);
  const arm = result.groups[1]!.arms.find((a) => a.name === HOSTILE)!;
  const row = arms.find((r) => r.arm === HOSTILE && r.measure === "rTraj")!;
  const { value, trainedRuns, method } = arm.values.rTraj!;
  expect([row.value, row.trained_runs_low, row.method_high].map(Number)).toEqual([value, trainedRuns![0], method![1]]);
  expect(arms.find((r) => r.arm === "random" && r.measure === "criticCorrelation")?.value).toBe("");
  const compared = rowsOf(tables["comparisons.csv"]!);
  expect(compared).toHaveLength(2 * 10 * result.measures.length);
  expect(compared.map((r) => r.interpretation)).toEqual(result.groups.flatMap((g) => g.comparisons.map((c) => c.interpretation)));
  expect(rowsOf(tables["curves.csv"]!)).toHaveLength(2 * 3 * 5);
  expect(rowsOf(tables["critic-rounds.csv"]!)).toHaveLength(2 * 2 * 18);
  for (const text of Object.values(tables)) expect(() => parse(text)).not.toThrow();
});

test("tables without rows keep their head", () => {
  for (const text of Object.values(csvTables(sampleStudy({ groups: [] })))) expect(text).toMatch(/^group,arm,[^\n]*\r\n$/);
});

test("LaTeX holds no special of the data, balanced braces, and rows as wide as their heads", () => {
  const tex = reportLatex(result);
  const escaped = escapeLatex(HOSTILE);
  expect(tex).toContain(escaped);
  const rest = escaped.replace(/\\(?:text\w+\{\}|ensuremath\{[^}]*\}|[{}$&#%_,])|\{[-[\]]\}/g, "");
  expect(rest).not.toMatch(/[\\{}$&#%_^~<>"|[\]`']/);
  expect(escapeLatex("夜 é −1")).toBe("{[}U+591C{]} é \\ensuremath{-}1");
  const plain = tex.replace(/\\[{}]/g, "");
  expect(plain.split("{").length).toBe(plain.split("}").length);
  for (const [, kinds = "", body = ""] of tex.matchAll(/\\begin\{longtable\}\{(.*)\}\n([\s\S]*?)\\end\{longtable\}/g)) {
    const columns = kinds.replace(/L\{\w+\}/g, "L").length;
    const rows = body.split("\n").filter((line) => line.endsWith("\\\\"));
    for (const row of rows) expect(row.replaceAll("\\&", "").split("&")).toHaveLength(columns);
  }
});

test("Markdown tables have as many cells as columns, and nothing of the data is markup", () => {
  const md = reportMarkdown(result);
  for (const block of md.split("\n\n").filter((b) => b.startsWith("|"))) {
    const counts = block.split("\n").map((line) => line.replaceAll("\\\\", "").replaceAll("\\|", "").split("|").length);
    expect(new Set(counts).size).toBe(1);
  }
  expect(md).not.toContain("<script>");
  expect(["- a", "1. b", "-4.2", "58.3", "a|b"].map(escapeMarkdown)).toEqual(["\\- a", "1\\. b", "-4.2", "58.3", "a\\|b"]);
});

test("every measure is in every form", () => {
  const files = reportFiles(result, plotCharts);
  for (const { id, name } of result.measures) {
    expect(files["arms.csv"]).toContain(`,${id},`);
    expect(files["report.md"]).toContain(`### ${escapeMarkdown(name)}`);
    expect(files["report.tex"]).toContain(`\\subsection*{${escapeLatex(name)}`);
  }
});

test("writes every file whole, the same each time", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "billp-report-")), "new");
  const names = await writeReport(folder, result);
  expect(readdirSync(folder).sort()).toEqual([...names].sort());
  const first = names.map((n) => readFileSync(join(folder, n), "utf8"));
  await writeReport(folder, JSON.parse(first[0]!));
  expect(names.map((n) => readFileSync(join(folder, n), "utf8"))).toEqual(first);
});

test("numbers for people", () => {
  expect([fixed(-1.25, 1), fixed(-0.001, 2), fixed(null, 2), fixed(12345.6, 1), fixed(Number.NaN, 1)]).toEqual([
    "−1.3",
    "0.00",
    "–",
    "12\u202f345.6",
    "–",
  ]);
  expect([signed(1.2, 1), signed(-1.2, 1), signed(0.001, 1)]).toEqual(["+1.2", "−1.2", "0.0"]);
  expect(interval([-1, 2], 1)).toBe("[−1.0, 2.0]");
  expect([pValue(0.00001), pValue(0.05), pValue(null)]).toEqual(["<\u202f0.0001", "0.0500", "–"]);
  expect([short(950), short(12_300), short(20_000), short(4_500_000), short(null)]).toEqual(["950", "12.3k", "20k", "4.5M", "–"]);
  expect([usd(0), usd(12.3), usd(0.00123), perCent(0.5)]).toEqual(["$0.00", "$12.30", "$0.0012", "50\u202f%"]);
  const info = { ...result.measures[3]!, percent: true };
  expect(formatOf(info, []).interval([0.1, 0.25])).toBe("[10.0, 25.0]");
});

test("a correlation never stands without its interval: page, tables and CSV", () => {
  const arm = result.groups[0]!.arms.find((a) => a.critic !== null && a.values.criticCorrelation?.method != null)!;
  const [low, high] = arm.values.criticCorrelation!.method!;
  const span = `[${fixed(low, 3)}, ${fixed(high, 3)}]`;
  const files = reportFiles(result, plotCharts) as Record<string, string>;
  expect(files["report.html"]).toContain(span);
  expect(files["report.md"]).toContain(span.replace("[", "\\[").replace("]", "\\]"));
  const row = rowsOf(csvTables(result)["critic.csv"]!).find((r) => r.arm === arm.name)!;
  expect([Number(row.correlation_low), Number(row.correlation_high)]).toEqual([low, high]);
});
