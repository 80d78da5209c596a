/** The recipes of CONTRIBUTING.md keep the rules of the house: types, format, layers, and the tests that they bring along. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Scratch } from "../../tools/faults/scratch.ts";
import { ROOT } from "../apps/cli/spawn.ts";
import { carryOut, readRecipes } from "./recipes.ts";

const steps = readRecipes().filter((step) => step.kind !== "program");
let tree: Scratch;
beforeAll(() => {
  tree = carryOut(steps);
});
afterAll(() => tree?.remove());

/** Runs a tool in the copy; gives what it printed when it fails, and null otherwise. */
const failureOf = (tool: string, ...args: string[]): Promise<string | null> =>
  promisify(execFile)(process.execPath, [join(ROOT, "node_modules", tool), ...args], { cwd: tree.root, maxBuffer: 2 ** 26 }).then(
    () => null,
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );

it("types", async () => {
  expect(await failureOf("typescript/bin/tsc", "--noEmit")).toBeNull();
});

it("format", async () => {
  const files = [...new Set(steps.map((step) => step.file))];
  expect(await failureOf("@biomejs/biome/bin/biome", "check", "--vcs-enabled=false", ...files)).toBeNull();
});

it("layers", async () => {
  expect(await failureOf("dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.mjs", ".")).toBeNull();
});

it("the tests they bring along", async () => {
  const files = steps.map((step) => step.file).filter((file) => file.endsWith(".test.ts"));
  expect(files).not.toEqual([]);
  expect(await failureOf("vitest/vitest.mjs", "run", "--project", "unit", ...files)).toBeNull();
});
