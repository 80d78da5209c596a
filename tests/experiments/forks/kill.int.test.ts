/** kill -9 in the middle of forks and of the runs that go on from them: begun again they end as undisturbed ones, and the run is as it was. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeRandom } from "../../../core/random.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { bytesOf, play, replay, SETTINGS } from "./played.ts";

const base = mkdtempSync(join(tmpdir(), "billp-fork-kill-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const child = join(import.meta.dirname, "fork-child.ts");
const KILLS = 10;

/** One attempt, killed `after` ms from its first call, or left to end; what it said last. */
function attempt(folder: string, episode: number, after: number | null): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, ["--import", "tsx", child, folder, String(episode), "20"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [said, complaint] = ["", ""];
    let doomed = after === null;
    run.stderr.on("data", (d) => (complaint += d));
    run.stdout.on("data", (d) => {
      said += d;
      if (doomed || !said.includes("forking")) return;
      doomed = true;
      setTimeout(() => run.kill("SIGKILL"), after as number);
    });
    run.on("exit", (code, signal) => {
      if (signal === "SIGKILL") resolve(null);
      else if (code === 0) resolve(said.trim().split("\n").at(-1) ?? "");
      else reject(new Error(`the child ended with ${code}: ${complaint}`));
    });
  });
}

test(`${KILLS} kills`, async () => {
  const [killed, quiet] = [join(base, "killed"), join(base, "quiet")];
  const { episodes } = await play(killed, { ...SETTINGS, train: 6, test: 4 });
  cpSync(killed, quiet, { recursive: true });
  const before = bytesOf(killed);
  const { episode } = episodes.find((e) => e.rounds.length >= 3 && e.episode > 2) as Episode;
  const whole = JSON.parse((await attempt(quiet, episode, null)) as string);
  const random = makeRandom(11);
  let kills = 0;
  for (let i = 0; i < KILLS; i++) if ((await attempt(killed, episode, random.int(700))) === null) kills++;
  const last = JSON.parse((await attempt(killed, episode, null)) as string);
  expect(kills).toBeGreaterThanOrEqual(KILLS / 2);
  expect(last.forks).toEqual(whole.forks);
  expect(last.calls).toBeLessThan(whole.calls); // finished ones are taken from the ledgers
  for (const [i, folder] of (last.runs as string[]).entries()) expect(bytesOf(folder)).toBe(bytesOf(whole.runs[i]));
  expect(bytesOf(killed)).toBe(before);
  expect(await replay(killed)).toMatchObject({ equal: true, forks: 2 });
  const index = readFileSync(runFiles(killed).index, "utf8");
  for (const file of ["episodes", "memory", "summary", "index"] as const) rmSync(runFiles(killed)[file]);
  await play(killed, { ...SETTINGS, train: 6, test: 4 }, { resume: true });
  expect(bytesOf(killed)).toBe(before);
  expect(readFileSync(runFiles(killed).index, "utf8")).toBe(index);
});
