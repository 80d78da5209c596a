/** The table of who may import whom, held against the code: no import goes up, no circle of files or folders, and the check itself can fail. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const ROOMS = (JSON.parse(readFileSync(join(ROOT, "tools/layers/rooms.json"), "utf8")) as string[][]).flat();
const folder = mkdtempSync(join(tmpdir(), "billp-layers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Found {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly { readonly resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string } }[] };
}

/** What the linter finds in a tree. */
function cruise(cwd: string): Found {
  const script = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { layers: string } }).scripts.layers;
  const cruiser = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [cruiser, ...script.split(" ").slice(1), "--output-type", "json"];
  return JSON.parse(spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 }).stdout) as Found;
}

/** Names of the broken rules, each once. */
const broken = ({ summary }: Found): string[] => [...new Set(summary.violations.map((v) => v.rule.name))].sort();

/** Folders that reach themselves by imports. Stricter than the linter, which takes a folder and one inside it for one. */
function foldersInCircles({ modules }: Found): string[] {
  const next = new Map<string, Set<string>>();
  const ours = modules.filter(({ source }) => /^(?!node_modules\/).*\.tsx?$/.test(source));
  const known = new Set(ours.map(({ source }) => source));
  for (const { source, dependencies } of ours) {
    const from = dirname(source);
    const to = dependencies.filter((d) => known.has(d.resolved)).map((d) => dirname(d.resolved));
    next.set(from, new Set([...(next.get(from) ?? []), ...to.filter((other) => other !== from)]));
  }
  const reaches = (start: string): boolean => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (folder === start) return true;
      if (seen.has(folder)) continue;
      seen.add(folder);
      open.push(...(next.get(folder) ?? []));
    }
    return false;
  };
  return [...next.keys()].filter(reaches).sort();
}

it("the code keeps to the table", () => {
  const found = cruise(ROOT);
  expect(broken(found)).toEqual([]);
  expect(foldersInCircles(found)).toEqual([]);
});

it("an import that goes up, a circle of files, a circle of folders and a file without a room are found, type imports too", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  for (const file of files)
    if (
      /^(tsconfig\.json|package\.json|index\.ts|\.dependency-cruiser\.mjs)$/.test(file) ||
      ROOMS.some((r) => file.startsWith(`${r}/`)) ||
      file.startsWith("tools/")
    )
      if (!file.startsWith("data/")) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  const add = (file: string, text: string) => writeFileSync(join(folder, file), text);
  add("memory/up.ts", 'import type { State } from "../nodes/state.ts";\nexport type Up = State;\n');
  add("core/one.ts", 'import type { Two } from "./two.ts";\nexport type One = Two | 1;\n');
  add("core/two.ts", 'import type { One } from "./one.ts";\nexport type Two = One | 2;\n');
  add("models/in.ts", 'import { OfflineChat } from "./offline/chat.ts";\nexport const made = OfflineChat;\n');
  add("models/offline/out.ts", 'import { made } from "../in.ts";\nexport const again = made;\n');
  add("stray.ts", 'import type { One } from "./core/one.ts";\nexport type Stray = One;\n');
  const found = cruise(folder);
  expect(foldersInCircles(found)).toEqual(expect.arrayContaining(["models", "models/offline"]));
  expect(broken(found)).toEqual(["every file has a room", "layer: memory", "no circle of files", "no circle of folders"].sort());
});
