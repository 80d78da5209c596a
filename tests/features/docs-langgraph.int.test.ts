/** Every TypeScript block of the pages for server code is run as it stands; where a text block follows, it must print exactly that. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DevServer, startDevServer } from "../stubs/dev-server.ts";
import { postgresBinaries, startPostgres } from "../stubs/postgres.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "billp-docs-"));
const POSTGRES = "postgresql://billp@127.0.0.1:5432/postgres";
const bin = postgresBinaries();
let dev: DevServer;
let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;

beforeAll(async () => {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  dev = await startDevServer();
  if (bin !== null) postgres = await startPostgres(bin);
});
afterAll(async () => {
  await dev?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The blocks of a page: heading, code, and what it must print, where that is said. */
function blocksOf(page: string): { title: string; code: string; prints: string | undefined }[] {
  const text = readFileSync(join(ROOT, "docs", page), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms)].map((match, i) => ({
    title: `${i + 1}, ${text
      .slice(0, match.index)
      .match(/^## .*$/gm)
      ?.at(-1)
      ?.slice(3)}`,
    code: match[1] as string,
    prints: match[2],
  }));
}

/** Runs a block with tsx, the package's name standing for its sources. */
async function run(code: string, name: string): Promise<string> {
  const here = code
    .replace(
      /from "billp(?:\/(\w+))?"/g,
      (_, entry) => `from ${JSON.stringify(join(ROOT, entry ? `exports/${entry}.ts` : "index.ts"))}`,
    )
    .replace("http://localhost:2024", dev.url)
    .replace(POSTGRES, postgres?.url ?? POSTGRES);
  writeFileSync(join(folder, name), here);
  const child = spawn(process.execPath, ["--import", "tsx", name], { cwd: folder });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const status = await new Promise((done) => child.once("exit", done));
  if (status !== 0) throw new Error(`the block ended with ${status}:\n${here}\n${err}`);
  return out;
}

describe.each(["langgraph.md", "server.md", "experiments.md"])("docs/%s", (page) => {
  const blocks = blocksOf(page);

  it("has blocks to run", () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.length).toBe(readFileSync(join(ROOT, "docs", page), "utf8").split("```ts").length - 1);
  });

  it.each(blocks)("block $title", async ({ title, code, prints }) => {
    if (code.includes(POSTGRES) && bin === null) return console.warn(`PostgreSQL is not installed: block ${title} is skipped.`);
    const printed = await run(code, `block-${title.replace(/\W/g, "-")}.ts`);
    if (prints === undefined) expect(printed).not.toBe("");
    else expect(printed).toBe(prints);
  });
});
