/** `billp demo` a second time, and commands that were stopped, as processes. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { scratch, start } from "./spawn.ts";

const folder = scratch();

it("an interrupted demo leaves the one before as it was", async () => {
  const old = join(folder, "runs", "demo");
  mkdirSync(join(old, "mine"), { recursive: true });
  for (const file of ["study.json", "report.html", "mine/notes.txt"]) writeFileSync(join(old, file), "old");
  const { child, ended } = start(folder, ["demo"]);
  while (!existsSync(join(folder, "runs", "demo.new"))) await setTimeout(50);
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/stays as it was/);
  for (const file of ["study.json", "report.html", "mine/notes.txt"]) expect(readFileSync(join(old, file), "utf8")).toBe("old");
  expect(existsSync(join(folder, "runs", "demo.new"))).toBe(false);
});

it("a study that was stopped by its budget names the whole command", async () => {
  const flags = [
    "--runs",
    "my runs",
    "--out",
    "out",
    "--budget",
    "0",
    "--price",
    "openai:m=1,1",
    "--workers",
    "2",
    "--parallel-runs",
    "1",
  ];
  const what = ["--methods", "react,act-only", "--seeds", "2", "--train", "1", "--test", "2", "--model", "openai:m"];
  const { ended } = start(folder, ["compare", ...what, ...flags], {
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
  });
  const { code, stderr } = await ended;
  expect(code).toBe(3);
  const said = stderr.split("\n").find((line) => line.includes("Go on with the same command")) ?? "";
  for (const flag of [
    "--runs 'my runs'",
    "--out out",
    "--budget 0",
    "--price openai:m=1,1",
    "--workers 2",
    "--parallel-runs 1",
    "--model openai:m",
  ])
    expect(said).toContain(flag);
});

it("the whole demo claims of the highest arm nothing that its table leaves open", async () => {
  const { code, stdout } = await start(folder, ["demo"]).ended;
  expect(code).toBe(0);
  const open = /^R_traj, as methods: .*no claim about (.*)\.$/m.exec(stdout)?.[1] ?? "";
  const [, best, above = ""] =
    /^The highest R_traj is that of (\S+); .*?(?:higher than (.*?))?(?:; no claim|\.$)/m.exec(stdout) ?? [];
  expect(open).toContain(best); // of these arms the highest is not told from the baseline
  expect(above.split(/, | and /)).not.toContain("billp");
});
