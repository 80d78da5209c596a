/** The recipes of CONTRIBUTING.md: each is carried out in a copy of the tree, and what it adds is used there. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scratch } from "../../tools/faults/scratch.ts";
import { TSX } from "../apps/cli/spawn.ts";
import { carryOut, readRecipes } from "./recipes.ts";

const steps = readRecipes();
const folder = mkdtempSync(join(tmpdir(), "billp-recipes-"));
let tree: Scratch;
let used: Record<"policy" | "ends" | "metric" | "prompt" | "node", Record<string, unknown>>;
beforeAll(async () => {
  tree = carryOut(steps);
  used = JSON.parse((await node("tests/features/recipes-child.ts", folder)).trim().split("\n").at(-1) as string);
});
afterAll(() => {
  tree?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a file of the copy, and gives what it prints. */
async function node(file: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, LANGSMITH_TRACING: "false", BILLP_CACHE: "" };
  const options = { cwd: tree.root, env, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)(process.execPath, ["--import", TSX, file, ...args], options)).stdout;
}

describe("the recipes", () => {
  it("are of a method, a policy, a user model, a metric, a prompt, a command and a node", () => {
    const recipes = ["A method", "A policy", "A user model", "A metric", "A prompt", "A command", "A node"];
    expect([...new Set(steps.map((s) => s.recipe))]).toEqual(recipes);
  });

  it("method: a program of one's own adds one and plays it", async () => {
    expect(await node("my-method.ts")).toBe("critic-only: 2 episodes\n");
  });

  it("policy: it is played", () => {
    expect(used.policy).toEqual({ name: "newest", episodes: 3 });
  });

  it("user model: a world that names it is simulated by it", () => {
    expect(used.ends.usual).toEqual(expect.arrayContaining(["dislike"]));
    expect(used.ends.patient).toEqual(["limit"]);
  });

  it("metric: a study measures and shows it", () => {
    expect(used.metric).toEqual({ measured: ["number", "number"], shown: true });
  });

  it("prompt: the role is told the new sentence, under a new version", () => {
    expect(used.prompt).toEqual({ version: 2, told: true });
  });

  it("command: help names it, and it runs", async () => {
    expect(await node("apps/cli/billp.ts", "--help")).toMatch(/^ {2}ends <run> +Count how the episodes of a run ended\.$/m);
    expect(await node("apps/cli/billp.ts", "ends", join(folder, "run"))).toMatch(/^limit +\d/m);
  });

  it("node: the graph has it, and it is played", () => {
    expect(used.node.nodes).toContain("fallback-item");
    expect(used.node.ends).not.toContain("unusable");
  });
});
