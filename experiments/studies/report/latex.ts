/** LaTeX report: a document of booktabs tables that pdflatex, xelatex and lualatex compile; tables can be copied into a paper. */
import type { StudyResult } from "../analysis/result.ts";
import { clean } from "./parts/html.ts";
import { type View, viewsOf } from "./parts/view.ts";
import { type Table, tablesOf } from "./tables.ts";

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "`": "\\textasciigrave{}",
  "'": "\\textquotesingle{}",
  "-": "{-}",
  "[": "{[}",
  "]": "{]}",
  "−": "\\ensuremath{-}",
  "–": "\\textendash{}",
  "—": "\\textemdash{}",
  "’": "\\textquoteright{}",
  "…": "\\ldots{}",
  γ: "\\ensuremath{\\gamma}",
  "\u202f": "\\,",
  "\u00a0": "~",
};

/** Text that LaTeX shows as it is; letters beyond Latin, for which pdflatex has no font, by their number. */
export function escapeLatex(text: string): string {
  const letters = [...clean(text)];
  return letters.map((c) => SPECIAL[c] ?? (LATIN.test(c) ? c : numbered(c))).join("");
}

/** What pdflatex has letters for, in T1. */
const LATIN = /(?![ĦħĸĿŀŉŦŧ])[\u0020-\u017e]/;
const numbered = (c: string) => `{[}U+${(c.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}{]}`;

const PREAMBLE = String.raw`\documentclass[10pt,a4paper,landscape]{article}
\usepackage{iftex}
\ifpdftex\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{textcomp}\else\usepackage{fontspec}\fi
\usepackage[margin=12mm]{geometry}
\usepackage{array,booktabs,longtable}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\setlength{\tabcolsep}{3pt}\setlength{\parindent}{0pt}\setlength{\LTleft}{0pt}
`;

/** Makes `report.tex`. */
export function reportLatex(result: StudyResult): string {
  const { study, complete, missing, offline } = result;
  const head = [`\\section*{${escapeLatex(study.title)}}`, escapeLatex(study.question)];
  if (!complete)
    head.push(
      "\\textbf{This study is not complete.} Arms with missing runs are compared over the pairs that exist.",
      list(missing),
    );
  if (offline) head.push("\\textbf{Offline model.} Every answer came from a set of rules, not from a language model.");
  const made = ["\\section*{How it was made}", `Seeds ${study.seeds.join(", ")}.`, `\\texttt{${escapeLatex(study.command)}}`];
  const parts = [...head, ...viewsOf(result).flatMap(group), ...made].filter((part) => part !== "");
  return `${PREAMBLE}\\begin{document}\n${parts.join("\n\n")}\n\\end{document}\n`;
}

function list(sentences: readonly string[]): string {
  if (sentences.length === 0) return "";
  return `\\begin{itemize}\n${sentences.map((s) => `\\item ${escapeLatex(s)}`).join("\n")}\n\\end{itemize}`;
}

function group(view: View): string[] {
  const { conclusions, cautions, id, baseline } = view.group;
  const about = `${escapeLatex(id)}. Baseline: ${escapeLatex(baseline ?? "none")}. Intervals at ${Math.round(100 * view.level)}\\,\\%.`;
  const part = (title: string, sentences: readonly string[]) =>
    sentences.length === 0 ? [] : [`\\subsection*{${title}}`, list(sentences)];
  const said = [...part("What may be concluded", conclusions), ...part("What may not", cautions)];
  return [`\\clearpage\n\\section*{${escapeLatex(view.name)}}`, about, ...said, ...tablesOf(view).flatMap(sheet)];
}

function sheet({ title, note, columns, rows }: Table): string[] {
  const texts = columns.filter((c) => c.kind === "text").length;
  const wide = texts === columns.length ? "75mm" : "48mm";
  const kinds = columns.map((c, i) => (c.kind === "number" ? "r" : `L{${i === 0 ? "34mm" : wide}}`)).join("");
  const line = (cells: readonly string[]) => `${cells.map(escapeLatex).join(" & ")} \\\\`;
  const head = `\\toprule\n${line(columns.map((c) => c.name))}\n\\midrule\n\\endhead\n\\bottomrule\n\\endlastfoot`;
  const table = `{\\scriptsize\n\\begin{longtable}{${kinds}}\n${head}\n${rows.map(line).join("\n")}\n\\end{longtable}}`;
  return [`\\subsection*{${escapeLatex(title)}}`, note === null ? "" : escapeLatex(note), table];
}
