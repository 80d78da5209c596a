/** The command: prints its address, serves a run folder as well as a folder of them, ends with Ctrl-C, and says what is wrong. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { billp, scratch, start } from "../cli/spawn.ts";

describe("billp view", () => {
  const cwd = scratch();

  test("shows a run as it is played by another process, and ends in order", async () => {
    const out = join(cwd, "runs", "going");
    const run = start(cwd, ["run", "--method", "react", "--train", "0", "--test", "60", "--lanes", "1", "--out", out]);
    mkdirSync(join(cwd, "runs"), { recursive: true });
    const view = start(cwd, ["view", "--port", "0"]);
    const url = await address(view.child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const seen = new Set<string>();
    let rows = 0;
    while (!seen.has("finished")) {
      const { runs } = (await (await fetch(`${url}api/runs`)).json()) as { runs: { status: string; episodes: number }[] };
      for (const r of runs) seen.add(r.status);
      expect(runs[0]?.episodes ?? 0).toBeGreaterThanOrEqual(rows);
      rows = runs[0]?.episodes ?? 0;
      await new Promise((next) => setTimeout(next, 200));
    }
    expect((await run.ended).code).toBe(0);
    expect(seen.has("live")).toBe(true);
    expect(rows).toBe(60);

    const busy = await billp(cwd, "view", out, "--port", new URL(url).port);
    expect(busy).toMatchObject({ code: 1, stdout: "" });
    expect(busy.stderr).toMatch(/^billp: Port \d+ is in use\.\n {2}Name another one: --port 0/);
    view.child.kill("SIGINT");
    expect((await view.ended).code).toBe(0);
  });

  test("says that a folder is not there, and what to do", async () => {
    const { code, stdout, stderr } = await billp(cwd, "view", "nowhere");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^billp: nowhere does not exist.*\n {2}Name the folder of your runs/);
  });
});

function address(child: ReturnType<typeof start>["child"]): Promise<string> {
  return new Promise((found) => child.stdout?.once("data", (text: Buffer) => found(String(text).split("\n")[0] as string)));
}
