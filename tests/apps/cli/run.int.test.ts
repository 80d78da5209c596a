/** `billp run` as a process: what it prints where, what it refuses, and that Ctrl-C loses nothing. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startOpenAiStub } from "../../stubs/openai-server.ts";
import { billp, ROOT, scratch, start, TSX } from "./spawn.ts";

const folder = scratch();
const SMALL = ["run", "--method", "react", "--train", "2", "--test", "3"];
const LARGER = ["run", "--method", "billp", "--train", "6", "--test", "8", "--lag", "4"];

function read(...path: string[]): string {
  return readFileSync(join(folder, ...path), "utf8");
}

describe("a run", () => {
  it("prints the result on stdout, progress on stderr, and names its folder", async () => {
    const { code, stdout, stderr } = await billp(folder, ...SMALL);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^test +3 episodes$/m);
    expect(stdout).toContain("no language model");
    expect(stdout).not.toContain("\x1b");
    expect(stderr).toMatch(/^(react .*\n)*react {2}5\/5 test {2}Len .* calls( {2}.* tokens)?\n$/);
    const out = /^files +(runs\/react-films-v1-s1-\w+)$/m.exec(stdout)?.[1] as string;
    expect(existsSync(join(folder, out, "episodes.jsonl"))).toBe(true);
  });

  it("with --json prints summary.json alone, is not overwritten, and can be resumed without another flag", async () => {
    const first = await billp(folder, ...SMALL, "--out", "once", "--json");
    expect(first.code).toBe(0);
    expect(first.stdout).toBe(read("once", "summary.json"));
    expect(JSON.parse(first.stdout)).toMatchObject({ method: "react", train: { episodes: 2 }, test: { episodes: 3 } });

    const [again, resumed, other] = await Promise.all([
      billp(folder, ...SMALL, "--out", "once"),
      billp(folder, "run", "--resume", "--out", "once", "--json"),
      billp(folder, "run", "--resume", "--out", "once", "--gamma", "0.7"),
    ]);
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toMatch(/once already holds a run\n .*--resume/);
    expect(resumed.code).toBe(0);
    expect({ ...JSON.parse(resumed.stdout), wallMs: 0 }).toEqual({ ...JSON.parse(first.stdout), wallMs: 0 });
    expect(other).toMatchObject({ code: 1, stdout: "" });
    expect(other.stderr).toContain("gamma (0.5 there, 0.7 now)");
  });

  it("runs without SQLite, and says when workers will wait", async () => {
    const ended = await billp(folder, ...SMALL, "--lag", "1", "--out", "memory", "--checkpoints", "memory", "--json");
    expect(ended.code).toBe(0);
    expect(existsSync(join(folder, "memory", "checkpoints.sqlite"))).toBe(false);
    expect(ended.stderr).toContain("4 workers, but a lag of 1 episodes: some workers will wait.");
    expect(JSON.parse(ended.stdout).test.episodes).toBe(3);
  });
});

describe("what is typed wrong", () => {
  it("is told on stderr, with exit code 2; help comes on stdout, with 0", async () => {
    const [wrong, help] = await Promise.all([billp(folder, "run", "--tran", "3"), billp(folder, "--help")]);
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/^billp: unknown option '--tran' \(Did you mean --train\?\)\n {2}\S/);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("Exit codes");
  });
});

describe("a budget", () => {
  it("ends the run with exit code 3, and a larger one goes on with it", async () => {
    const stub = await startOpenAiStub({ answer: () => '{"reason":"-","title":"Alien (1979)"}' });
    try {
      const paid = ["--price", "openai:x=1000,1000", "--out", "paid", "--budget"];
      const model = ["run", "--method", "act-only", "--train", "0", "--test", "2", "--model", "openai:x", "--base-url", stub.url];
      const spent = await billp(folder, ...model, ...paid, "0.00001");
      expect(spent).toMatchObject({ code: 3, stdout: "" });
      expect(spent.stderr).toMatch(/The budget of 0.00001 USD is spent \(\d.*so far\)/);
      expect(spent.stderr).toContain("--resume");
      const more = await billp(folder, "run", "--resume", "--base-url", stub.url, ...paid, "1000", "--json");
      expect(more.code).toBe(0);
      expect(JSON.parse(more.stdout)).toMatchObject({ model: "openai:x", test: { episodes: 2 } });
      expect(JSON.parse(more.stdout).usage.costUsd).toBeGreaterThan(0);
      for (const file of ["checkpoints.sqlite", "calls.sqlite"]) rmSync(join(folder, "paid", file));
      const again = await billp(folder, "run", "--resume", "--out", "paid", "--json");
      expect(again).toMatchObject({ code: 0, stdout: more.stdout });
    } finally {
      await stub.close();
    }
  });
});

describe("the README", () => {
  it("has two commands for a newcomer, and server code that runs", async () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const block = (language: string) => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(readme)?.[1] as string;
    expect(block("sh").trim().split("\n")).toEqual(["npm ci && npm start", "npm ci && npm test"]);
    const file = join(folder, "readme.mts");
    writeFileSync(file, block("ts").replace('"billp/experiments"', JSON.stringify(join(ROOT, "exports/experiments.ts"))));
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", TSX, file], { cwd: folder });
    expect(stdout).toMatch(/^Len \d.*, return \d/);
  });
});

describe("Ctrl-C", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "%s keeps what is finished; the resumed run gives the bytes of an undisturbed one",
    async (name) => {
      const out = name.toLowerCase();
      const { child, ended } = start(folder, [...LARGER, "--out", out]);
      while (!existsSync(join(folder, out, "calls.sqlite"))) await setTimeout(50);
      await setTimeout(300);
      child.kill(name);
      const cut = await ended;
      expect(cut.code).toBe(130);
      expect(cut.stderr).toMatch(/Interrupted: \d+ episodes are finished/);
      expect(cut.stderr).toMatch(new RegExp(`Go on with: .* run --out ${out} --resume `));
      expect(cut.stdout).toBe("");
      const before = read(out, "episodes.jsonl").split("\n").length - 1;
      expect(before).toBeLessThan(14);

      const [resumed, whole] = await Promise.all([
        billp(folder, "run", "--resume", "--out", out, "--lanes", "3"),
        existsSync(join(folder, "whole")) ? { code: 0 } : billp(folder, ...LARGER, "--out", "whole", "--lanes", "1"),
      ]);
      expect([resumed.code, whole.code]).toEqual([0, 0]);
      for (const file of ["episodes.jsonl", "memory.jsonl"]) expect(read(out, file)).toBe(read("whole", file));
    },
  );
});
