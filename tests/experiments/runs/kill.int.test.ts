/** kill -9 at 20 random moments, then resume: the bytes of an undisturbed run, and no finished model call made twice (issue 2, point 3). */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeRandom } from "../../../core/random.ts";
import { readSqlite } from "../../../core/sqlite.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";

const base = mkdtempSync(join(tmpdir(), "billp-kill-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const child = join(import.meta.dirname, "kill-child.ts");
const KILLS = 10; // for each of two numbers of workers: 20 in all

/** One session; killed `after` ms from its start of play, or left to end. */
function session(
  out: string,
  workers: number,
  latency: number,
  log: string,
  after: number | null,
): Promise<"finished" | "killed"> {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, ["--import", "tsx", child, out, String(workers), String(latency), log], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    let complaint = "";
    run.stderr.on("data", (d) => (complaint += d));
    run.stdout.on("data", (d) => {
      said += d;
      if (said.includes("playing") && after !== null) setTimeout(() => run.kill("SIGKILL"), after);
    });
    run.on("exit", (code, signal) => {
      if (signal === "SIGKILL") resolve("killed");
      else if (code === 0) resolve("finished");
      else reject(new Error(`the child ended with ${code}: ${complaint}`));
    });
  });
}

const files = (out: string) => ["episodes", "memory"].map((f) => readFileSync(runFiles(out)[f as "episodes" | "memory"], "utf8"));

describe.each([
  { workers: 1, latency: 12, upTo: 260 },
  { workers: 8, latency: 90, upTo: 260 },
])("$workers worker(s)", ({ workers, latency, upTo }) => {
  test(`${KILLS} kills and resumes`, async () => {
    const quiet = join(base, `quiet-${workers}`);
    await session(quiet, workers, latency, `${quiet}.log`, null);
    const out = join(base, `killed-${workers}`);
    const log = `${out}.log`;
    const random = makeRandom(17, workers);
    let kills = 0;
    for (let i = 0; i < KILLS; i++) if ((await session(out, workers, latency, log, random.int(upTo))) === "killed") kills++;
    await session(out, workers, latency, log, null);
    expect(kills).toBeGreaterThanOrEqual(KILLS - 2);
    expect(files(out)).toEqual(files(quiet));

    const ended = new Set<string>();
    const twice: string[] = [];
    let starts = 0;
    for (const line of readFileSync(log, "utf8").trim().split("\n")) {
      const [what, role, id] = line.split(" ");
      if (what === "end") ended.add(`${role} ${id}`);
      else if (what === "start") {
        starts++;
        if (ended.has(`${role} ${id}`)) twice.push(`${role} ${id}`);
      }
    }
    const db = await readSqlite(runFiles(out).calls);
    const counted = db.prepare("SELECT count(*) AS finished, sum(starts) AS starts FROM calls WHERE finished = 1").get() as {
      finished: number;
      starts: number;
    };
    db.close();
    console.log(
      `${workers} worker(s): ${kills} kills, ${counted.finished} calls finished, ${starts - counted.finished} cut off and made again`,
    );
    expect(twice).toEqual([]);
    // A kill between the ledger's note of a start and the call itself leaves a start that the double never saw.
    expect(starts).toBeLessThanOrEqual(counted.starts);
    expect(counted.starts - starts).toBeLessThanOrEqual(kills * 2 * workers);
  });
});
