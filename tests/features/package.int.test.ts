/** The package as npm would install it: built, packed, unpacked beside its dependencies, used by plain node and by a strict compiler. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const OPTIONAL = ["@langchain/langgraph-checkpoint-postgres", "@observablehq/plot", "linkedom"];
const CLI = "node_modules/billp/bin/billp.js";
const folder = mkdtempSync(join(tmpdir(), "billp-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command and gives its output; a failure shows it too (compilers report there). */
function run(command: string, args: string[], cwd = folder): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  return stdout;
}

/** Packages that npm installs with billp: those of the lock file that are neither for development nor inside another. */
function installed(): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, { dev?: true }> };
  return Object.entries(lock.packages).flatMap(([path, { dev }]) => {
    const name = path.replace(/^node_modules\//, "");
    return dev || path === "" || name.includes("node_modules/") || !existsSync(join(ROOT, path)) ? [] : [name];
  });
}

function link(name: string): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), path);
}

/** What a module prints as its last line, as JSON. */
function say(source: string): unknown {
  writeFileSync(join(folder, "use.mjs"), source);
  return JSON.parse(run("node", ["use.mjs"]).trim().split("\n").at(-1) as string);
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { path: string }[];
}

let files: string[];
let archive: number;
beforeAll(() => {
  run("npm", ["run", "build"], ROOT);
  // The build is done: npm's own prepack would build again.
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], ROOT);
  const [{ filename, size, files: list }] = JSON.parse(packed) as [Packed];
  archive = size;
  files = list.map((f) => f.path);
  run("tar", ["-xzf", filename]);
  // A strict project has the types of node; everything else comes with the package.
  for (const name of [...installed(), "@types/node", "undici-types"])
    if (!existsSync(join(folder, "node_modules", name))) link(name);
  // The package is not a link: it must find its data files beside itself.
  run("mv", ["package", "node_modules/billp"]);
}, 300_000);

describe("the package", () => {
  it("holds the program and its data, and neither sources nor tests", () => {
    const entries = ["index", "exports/experiments", "exports/server", "exports/testing"];
    expect(files).toEqual(expect.arrayContaining(entries.flatMap((e) => [`dist/${e}.js`, `dist/${e}.d.ts`])));
    expect(files).toEqual(expect.arrayContaining(["bin/billp.js", "dist/apps/cli/billp.js", "LICENSE", "NOTICE"]));
    expect(files).toEqual(expect.arrayContaining(["data/films/manifest.json", "data/films/items.jsonl", "data/prices.json"]));
    expect(files).toEqual(expect.arrayContaining(["films@2", "films-spread@2"].map((world) => `data/${world}/users.jsonl`)));
    expect(archive).toBeLessThan(3e6);
    expect(files).toContain("experiments/studies/shipped/overall.yaml");
    const sources = files.filter((f) => f.endsWith(".ts") && !f.endsWith(".d.ts"));
    expect([...sources, ...files.filter((f) => /(^|\/)(tests|tools)\/|^runs\//.test(f))]).toEqual([]);
  });

  it("imports without doing anything, plays its world, and runs an experiment with its records", () => {
    const said = say(`import { graph, listWorlds, loadWorld, BillpError, SettingsSchema } from "billp";
      import { runExperiment } from "billp/experiments";
      import "billp/server";
      import "billp/testing";
      const open = process.getActiveResourcesInfo().filter((r) => /Timeout|TCP|UDP|FSEvent|Worker/.test(r));
      const world = await loadWorld("films");
      const state = await graph.invoke({});
      const settings = { method: "billp", train: 2, test: 1, lag: 1 };
      const { summary } = await runExperiment({ settings, out: "run" });
      const refused = await loadWorld("nowhere").catch((e) => e instanceof BillpError && e.code);
      console.log(JSON.stringify({ open, worlds: await listWorlds(), id: world.id, played: state.outcomes.length,
        seed: SettingsSchema.parse({}).seed, episodes: summary.test.episodes, refused }));`) as { id: string; open: string[] };
    expect(said).toMatchObject({
      worlds: ["films", "films-spread@2", "films@2"],
      played: 1,
      seed: 1,
      episodes: 1,
      refused: "bad-world",
    });
    expect(said.id).toMatch(/^films@\d+$/);
    expect(said.open).toEqual([]);
    expect(readdirSync(join(folder, "run"))).toEqual(expect.arrayContaining(["episodes.jsonl", "checkpoints.sqlite"]));
  });

  it("gives the names that moved from `billp` as well, in this version", () => {
    const lost = say(`import * as all from "billp";
      const names = [await import("billp/experiments"), await import("billp/server"), await import("billp/testing")].map(Object.keys);
      const renamed = { asGiven: 1, claimsInProcess: 1, planStudy: 1 };
      const moved = ["runExperiment", "forkRun", "compareStudy", "replayRun", "createSessions", "serveSessions", "createScript"];
      console.log(JSON.stringify({ old: [...moved, ...Object.keys(renamed)].filter((name) => !(name in all)),
        unmoved: moved.filter((name) => !names.flat().includes(name)) }));`);
    expect(lost).toEqual({ old: [], unmoved: [] });
  });

  it("types what it gives: strict, declarations of libraries included, without optional packages", () => {
    const source = `import { buildGraph, createRuntime, graph, type SettingsInput } from "billp";
      import { compareStudy, loadStudy, runExperiment, type RunResult, scheduleStudy } from "billp/experiments";
      import { createSessions, openPostgresSaver, serveSessions, type Turn } from "billp/server";
      import { createScript } from "billp/testing";
      import { MemorySaver } from "@langchain/langgraph";
      const settings: SettingsInput = { method: "react" };
      const checkpointer = process.env.URL === undefined ? new MemorySaver() : await openPostgresSaver(process.env.URL);
      const turn: Turn = await createSessions({ checkpointer, settings }).start({ history: [] });
      const rewards: number[] = (await graph.invoke({})).rounds.map((r) => r.reward);
      const result: RunResult = await runExperiment({ settings, out: null });
      // @ts-expect-error: a number is wanted
      const wrong: SettingsInput = { train: "many" };
      export { buildGraph, compareStudy, createRuntime, createScript, loadStudy, result, rewards, scheduleStudy, serveSessions, turn, wrong };`;
    writeFileSync(join(folder, "use.mts"), source);
    const compilerOptions = {
      ...{ noEmit: true, strict: true, skipLibCheck: false, noUncheckedIndexedAccess: true },
      ...{ target: "es2022", module: "nodenext", moduleResolution: "nodenext", types: ["node"], preserveSymlinks: true },
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.mts"] }));
    expect(() => run("node", [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "."])).not.toThrow();
  });

  it("has a command that runs", () => {
    expect(run("node", [CLI, "--help"])).toContain("billp");
  });
});

describe("its optional packages", () => {
  const compare = () =>
    run("node", [CLI, "compare", "ablation", "--seeds", "2", "--train", "2", "--test", "3", "--out", "report"]);
  const page = () => readFileSync(join(folder, "report/report.html"), "utf8");

  it("are asked for by name where they are needed", () => {
    const refused = say(`import { openPostgresSaver } from "billp/server";
      const error = await openPostgresSaver("postgresql://127.0.0.1/none").catch((e) => e);
      console.log(JSON.stringify({ code: error.code, hint: error.hint }));`);
    expect(refused).toEqual({ code: "package-missing", hint: "npm install @langchain/langgraph-checkpoint-postgres" });
  });

  it("a study is played in processes of its own without them, and its page says what draws", () => {
    expect(compare()).toContain("billp-no-macro");
    expect(readdirSync(join(folder, "report"))).toEqual(expect.arrayContaining(["report.html", "study.json", "comparisons.csv"]));
    expect(page()).toContain("npm install @observablehq/plot linkedom");
    expect(page()).not.toContain("<svg");
  });

  it("are used where they are installed", () => {
    for (const name of OPTIONAL) link(name);
    compare();
    expect(page()).toContain("<svg");
    expect(page()).not.toContain("npm install");
    const opened = say(`import { openPostgresSaver } from "billp/server";
      const saver = await openPostgresSaver("postgresql://127.0.0.1/none");
      console.log(JSON.stringify(typeof saver.setup));`);
    expect(opened).toBe("function");
  });
});
