/** The names of a run's files stand in one module: whoever wants a part of a run asks the store. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { runFiles } from "../../../../experiments/runs/store/files.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
const HOME = "experiments/runs/store/files.ts";
const NAMES = [...Object.values(runFiles("")), "-wal", "-shm"];
/** Every source in a room of the house; tests have none, for they hold the format against what is on disk. */
const tops = new Set(
  (JSON.parse(readFileSync(join(ROOT, "tools/layers/rooms.json"), "utf8")) as string[][]).flat().map((r) => r.split("/")[0]),
);
const sources = [...tops]
  .flatMap((top) => readdirSync(join(ROOT, top as string), { recursive: true }).map((file) => `${top}/${file}`))
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
  .sort();

/** Texts of a file that code works with: string literals, parts of templates, patterns. Comments and what a page shows are free. */
function texts(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node)) found.push(node.text);
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found;
}

/** The rule: a text with a space in it is a sentence for people, which may name a file; any other that names one is code. */
function named(file: string, source: string): string[] {
  if (!NAMES.some((name) => source.includes(name))) return [];
  return texts(file, source).filter((text) => !/\s/.test(text.trim()) && NAMES.some((name) => text.includes(name)));
}

it("no other module has one as code", () => {
  expect(sources.length).toBeGreaterThan(300);
  const found = sources
    .filter((file) => file !== HOME && file !== "core/sqlite.ts") // which opens any file by its log
    .flatMap((file) => named(file, readFileSync(join(ROOT, file), "utf8")).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
});

it("the check finds one, and lets people be told", () => {
  const code = ['join(f, "settings.json");', "`$" + "{f}/calls.sqlite`;", "/memory.jsonl/;"];
  const free = ["// lock.sqlite", 'throw "See summary.json.";', "<code>index.jsonl</code>;"];
  expect(named("x.tsx", [...code, ...free].join("\n"))).toEqual(["settings.json", "/calls.sqlite", "/memory.jsonl/"]);
});

it("the paths are known to the store alone, and to the benchmark that measures the files", () => {
  const imports = sources.filter((file) =>
    /from "[^"]*store\/files\.ts"|from "\.\/files\.ts"/.test(readFileSync(join(ROOT, file), "utf8")),
  );
  expect(imports).toEqual([
    "experiments/runs/store/folder-driver.ts",
    "experiments/runs/store/stray-files.ts",
    "tools/bench/starts.ts",
  ]);
});
