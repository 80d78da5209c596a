/** The package as npm would install it: built, packed, unpacked into a folder of its own, used by plain node and by the compiler. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "billp-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command and gives its output; a failure shows it too (compilers report there). */
function run(command: string, args: string[], cwd = folder): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  return stdout;
}

let files: string[];
beforeAll(() => {
  run("npm", ["run", "build"], ROOT);
  // The build is done: npm's own prepack would build again.
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], ROOT);
  const [{ filename, files: list }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  files = list.map((f) => f.path);
  run("tar", ["-xzf", filename]);
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (name !== "billp") symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  // The package is not a link: it must find its data files beside itself.
  run("mv", ["package", "node_modules/billp"]);
});

describe("the package", () => {
  it("holds the program and its data, and neither sources nor tests", () => {
    expect(files).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/apps/cli/billp.js", "LICENSE", "NOTICE"]),
    );
    expect(files).toEqual(expect.arrayContaining(["data/films/manifest.json", "data/films/items.jsonl", "data/prices.json"]));
    expect(files).toContain("experiments/studies/shipped/overall.yaml");
    expect(files.filter((f) => /(^|\/)(tests|tools)\/|^runs\//.test(f) || (f.endsWith(".ts") && !f.endsWith(".d.ts")))).toEqual(
      [],
    );
  });

  it("imports without doing anything, plays its world, and runs an experiment with its records", () => {
    writeFileSync(
      join(folder, "use.mjs"),
      `import { graph, listWorlds, loadWorld, runExperiment, BillpError, SettingsSchema } from "billp";
      const open = process.getActiveResourcesInfo().filter((r) => /Timeout|TCP|UDP|FSEvent|Worker/.test(r));
      const world = await loadWorld("films");
      const state = await graph.invoke({});
      const settings = { method: "billp", train: 2, test: 1, lag: 1 };
      const { summary } = await runExperiment({ settings, out: "run" });
      const refused = await loadWorld("nowhere").catch((e) => e instanceof BillpError && e.code);
      console.log(JSON.stringify({ open, worlds: await listWorlds(), id: world.id, played: state.outcomes.length,
        seed: SettingsSchema.parse({}).seed, episodes: summary.test.episodes, refused }));`,
    );
    const said = JSON.parse(run("node", ["use.mjs"]).trim().split("\n").at(-1) as string);
    expect(said).toMatchObject({ worlds: ["films"], played: 1, seed: 1, episodes: 1, refused: "bad-world" });
    expect(said.id).toMatch(/^films@\d+$/);
    expect(said.open).toEqual([]);
    expect(readdirSync(join(folder, "run"))).toEqual(expect.arrayContaining(["episodes.jsonl", "checkpoints.sqlite"]));
  });

  it("types what it gives", () => {
    const source = `import { createSessions, graph, type SettingsInput, type Turn } from "billp";
      import { MemorySaver } from "@langchain/langgraph";
      const settings: SettingsInput = { method: "react" };
      const turn: Turn = await createSessions({ checkpointer: new MemorySaver(), settings }).start({ history: [] });
      const rewards: number[] = (await graph.invoke({})).rounds.map((r) => r.reward);
      // @ts-expect-error: no such method
      const wrong: SettingsInput = { method: "magic" };
      export { turn, rewards, wrong };`;
    writeFileSync(join(folder, "use.mts"), source);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--types", "node"];
    expect(() => run("node", [join(ROOT, "node_modules/typescript/bin/tsc"), ...options, "use.mts"])).not.toThrow();
  });

  it("has a command that runs", () => {
    expect(run("node", ["node_modules/billp/dist/apps/cli/billp.js", "--help"])).toContain("billp");
  });

  it("plays a shipped study in processes of its own, and writes the report", () => {
    const small = ["--seeds", "2", "--train", "2", "--test", "3", "--out", "report"];
    const said = run("node", ["node_modules/billp/dist/apps/cli/billp.js", "compare", "ablation", ...small]);
    expect(said).toContain("billp-no-macro");
    expect(readdirSync(join(folder, "report"))).toEqual(expect.arrayContaining(["report.html", "study.json", "comparisons.csv"]));
  });
});
