/** The table of who may import whom, held against the code: no import goes up, no circle of files or folders, and the check itself can fail. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const ROOMS = (JSON.parse(readFileSync(join(ROOT, "tools/layers/rooms.json"), "utf8")) as string[][]).flat();
const folder = mkdtempSync(join(tmpdir(), "billp-layers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names of the broken rules, each once. */
function broken(cwd: string): string[] {
  const script = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { layers: string } }).scripts.layers;
  const args = script.split(" ").slice(1);
  const { stdout } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs"), ...args, "--output-type", "json"],
    {
      cwd,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map((v) => v.rule.name))].sort();
}

it("the code keeps to the table", () => {
  expect(broken(ROOT)).toEqual([]);
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
  expect(broken(folder)).toEqual(["every file has a room", "layer: memory", "no circle of files", "no circle of folders"].sort());
});
