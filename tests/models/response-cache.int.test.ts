/** The cache of answers, shared by processes: at the same time, and after one was killed. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { openResponseCache } from "../../models/response-cache.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-cache-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = () => join(folder, `cache-${++files}.sqlite`);
const kept = { answer: "a", inputTokens: 3, outputTokens: 2, estimated: false };

/** Runs the child; `kill` after so many lines. Gives the last number it said. */
function child(file: string, name: string, count: number, kill?: number): Promise<number> {
  const script = fileURLToPath(new URL("cache-child.ts", import.meta.url));
  const process_ = spawn(process.execPath, ["--import", "tsx", script, file, name, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  process_.stdout.on("data", (chunk) => {
    said += chunk;
    if (kill !== undefined && said.split("\n").length > kill) process_.kill("SIGKILL");
  });
  return new Promise((resolve, reject) =>
    process_.on("close", (code) => {
      if (kill === undefined && code !== 0) reject(new Error(`child ended with ${code}`));
      else resolve(Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1)));
    }),
  );
}

it("serves processes that make it at the same time", async () => {
  const file = newFile();
  const names = ["a", "b", "c", "d"];
  expect(await Promise.all(names.map((name) => child(file, name, 150)))).toEqual([150, 150, 150, 150]);
  const cache = await openResponseCache(file);
  for (const name of names) for (let n = 1; n <= 150; n++) expect(cache.get(`${name} ${n}`)?.answer).toBe(`answer ${name} ${n}`);
  cache.close();
});

it("is usable after a kill in the middle, with everything that was kept", async () => {
  const file = newFile();
  const last = await child(file, "a", 1e6, 200);
  const cache = await openResponseCache(file);
  for (let n = 1; n <= last; n++) expect(cache.get(`a ${n}`)?.answer).toBe(`answer a ${n}`);
  cache.put("after", "m", kept);
  expect(cache.get("after")).toEqual(kept);
  cache.close();
});
