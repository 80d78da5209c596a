/** The first example of docs/worlds.md, run as it stands there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type { StepResult } from "../../worlds/simulator.ts";

const ROOT = resolve(import.meta.dirname, "../..");

it("plays a step", async () => {
  const [, block = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/worlds.md"), "utf8")) ?? [];
  const folder = mkdtempSync(join(ROOT, "node_modules/.billp-docs-"));
  try {
    const file = join(folder, "example.ts");
    writeFileSync(file, `${block.replace('"billp"', JSON.stringify(join(ROOT, "index.ts")))}\nexport { result };\n`);
    const { result } = (await import(pathToFileURL(file).href)) as { result: StepResult };
    expect(result.state).toEqual({ user: 300, seed: 1, items: [17], model: null });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
