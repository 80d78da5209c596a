/** A study that is killed again and again, or interrupted, and called again by the same command, gives the report of an undisturbed one. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT, scratch, TSX } from "../../apps/cli/spawn.ts";

const folder = scratch();
/** Every kind of run: with and without memory, started from another's, a learning curve, a policy. */
const STUDY = `title: A study to be killed
question: Does it come to the same end?
seeds: 2
settings: { train: 12, test: 12, lag: 4 }
baseline: billp
arms: [billp, react, random, { name: shuffled, method: billp, memories: { from: billp, change: shuffled } }]
curve: { arms: [billp], points: [0, 4, 12] }
`;

/** Starts the study in a process group of its own. */
function start(name: string): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stderr: string }>;
  heard: () => string;
} {
  const args = ["compare", "study.yaml", "--runs", `${name}-runs`, "--out", name, "--lanes", "2"];
  const child = spawn(process.execPath, ["--import", TSX, join(ROOT, "apps/cli/billp.ts"), ...args], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  const ended = new Promise<{ code: number | null; stderr: string }>((done) =>
    child.once("close", (code) => done({ code, stderr })),
  );
  return { child, ended, heard: () => stderr };
}

/** The files of a report by name. */
function report(name: string): Record<string, string> {
  return Object.fromEntries(readdirSync(join(folder, name)).map((f) => [f, readFileSync(join(folder, name, f), "utf8")]));
}

/** The undisturbed study, played once. */
let undisturbed: Promise<Record<string, string>> | undefined;
function reference(): Promise<Record<string, string>> {
  undisturbed ??= (async () => {
    writeFileSync(join(folder, "study.yaml"), STUDY);
    const { code, stderr } = await start("whole").ended;
    expect(stderr).toContain("11/11 runs");
    expect(code).toBe(0);
    return report("whole");
  })();
  return undisturbed;
}

/** Waits until something is written into the runs of a study that was started at this time. */
async function playing(name: string, since: number): Promise<void> {
  const runs = join(folder, `${name}-runs`);
  const memoriesByEpisode = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = () =>
    existsSync(runs) &&
    readdirSync(runs).some((run) =>
      ["calls.sqlite-wal", "summary.json"].some((f) => memoriesByEpisode(join(runs, run, f)) > since),
    );
  while (!changed()) await new Promise((resume) => setTimeout(resume, 10));
}

it("killed ten times, before it plays and while it plays", async () => {
  const whole = await reference();
  for (let k = 0; k < 10; k++) {
    const since = Date.now();
    const { child, ended } = start("killed");
    if (k < 2) await new Promise((resume) => setTimeout(resume, 300));
    else {
      await playing("killed", since);
      await new Promise((resume) => setTimeout(resume, 60 * (k - 2)));
    }
    process.kill(-(child.pid as number), "SIGKILL");
    expect((await ended).code, `kill ${k + 1} came too late`).toBe(null);
  }
  const { code } = await start("killed").ended;
  expect(code).toBe(0);
  expect(report("killed")).toEqual(whole);
});

it("only the parent killed: its children end, and hinder nobody", async () => {
  const whole = await reference();
  for (const after of [2500, 4000]) {
    const { child, ended } = start("orphans");
    setTimeout(() => child.kill("SIGKILL"), after);
    await ended;
  }
  const { code } = await start("orphans").ended;
  expect(code).toBe(0);
  expect(report("orphans")).toEqual(whole);
});

it("interrupted once: a partial report that says so, and then the same one", async () => {
  const whole = await reference();
  const { child, ended, heard } = start("stopped");
  while (!/\d+\/\d+ episodes/.test(heard())) await new Promise((r) => setTimeout(r, 50));
  process.kill(-(child.pid as number), "SIGINT"); // as a terminal does: to all of the group
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain("Go on with the same command");
  const partial = report("stopped");
  const { complete, missing } = JSON.parse(partial["study.json"] as string) as { complete: boolean; missing: string[] };
  expect(complete).toBe(false);
  expect(missing[0]).toContain("stopped");
  expect(missing.some((line) => /on films@1: \d of 2 runs are missing, seeds/.test(line))).toBe(true);
  expect(partial["report.html"]).toContain("This study is not complete");
  expect((await start("stopped").ended).code).toBe(0);
  expect(report("stopped")).toEqual(whole);
});
