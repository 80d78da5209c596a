/** `billp replay`, `billp fork` and `billp prune` as processes, over a model and an embedding behind a server that counts every request. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { billp, scratch } from "../../apps/cli/spawn.ts";
import { type Stub, startOpenAiStub } from "../../stubs/openai-server.ts";

const folder = scratch();
const PRICES = ["--price", "openai:chat=1,2", "--price", "openai:texts=1"];
let stub: Stub;
beforeAll(async () => {
  stub = await startOpenAiStub({ answer: (body, nth) => answerTo(JSON.stringify(body.messages), nth) });
});
afterAll(() => stub.close());

/** Another answer each time, so that nothing but the ledger can give the same run again. */
function answerTo(prompt: string, nth: number): string {
  if (prompt.includes("You are the Critic")) return `{"reason":"-","value":${nth % 9}}`;
  if (prompt.includes("You are the Reflector")) return `{"diagnosis":"d","principle":"principle ${nth}"}`;
  if (prompt.includes("You are the Planner")) return `{"reason":"-","plan":"plan ${nth}"}`;
  const titles = [...prompt.matchAll(/\{\\\\?"title\\\\?":\\\\?"(.*?)\\\\?",/g)].map((m) => m[1]);
  return JSON.stringify({ reason: "-", title: titles[nth % Math.max(1, titles.length)] ?? "Alien (1979)" });
}

const replay = (...args: string[]) => billp(folder, "replay", "run", ...args);

describe("a run over HTTP", () => {
  it("is replayed without a request, and a changed prompt is caught at its first round", async () => {
    const model = ["--model", "openai:chat", "--embedding", "openai:texts", "--base-url", stub.url, "--temperature", "0"];
    const run = await billp(
      folder,
      "run",
      "--method",
      "billp",
      "--train",
      "4",
      "--test",
      "3",
      "--lag",
      "1",
      ...model,
      ...PRICES,
      "--budget",
      "9",
      "--cache",
      "off",
      "--out",
      "run",
    );
    expect(run).toMatchObject({ code: 0 });
    const before = stub.requests.length;
    expect(before).toBeGreaterThan(40);
    const names = readdirSync(join(folder, "run"));

    const equal = await replay();
    expect(equal.code).toBe(0);
    expect(equal.stdout).toMatch(/^result +equal, byte for byte/m);
    const changed = await replay("--gamma", "0.9", "--json");
    expect(changed.code).toBe(1);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      equal: false,
      first: { episode: 1, round: 1, role: "critic", diff: expect.stringContaining("0.9 times") },
    });
    expect((await replay("--reflections", "0")).stdout).toMatch(
      /^first +episode 2, round 1, planner, attempt 0: The prompt differs\.$/m,
    );
    expect((await replay("--episode", "77")).stderr).toMatch(/no finished episode 77/);
    expect(stub.requests.length).toBe(before);
    expect(readdirSync(join(folder, "run"))).toEqual(names);
  });

  it("is replayed live under the rules of a run, and forked", async () => {
    const before = stub.requests.length;
    const unpaid = await replay(
      "--live",
      "--base-url",
      stub.url,
      "--reflections",
      "0",
      "--price",
      "openai:chat=1,2",
      "--price",
      "openai:texts=1",
    );
    expect(unpaid).toMatchObject({ code: 2, stdout: "" });
    expect(unpaid.stderr).toContain("--budget");
    expect(stub.requests.length).toBe(before);
    const live = await replay("--live", "--base-url", stub.url, "--reflections", "0", ...PRICES, "--budget", "9", "--json");
    expect(live.code).toBe(1);
    const report = JSON.parse(live.stdout);
    expect(report.asked).toBeGreaterThan(0);
    expect(stub.requests.length - before).toBe(report.asked);
    expect(report.costUsd).toBeGreaterThan(0);
    expect((await replay()).code).toBe(0); // the run's own ledger has none of it

    const at = ["fork", "run", "--episode", "3", "--round", "1", "--base-url", stub.url];
    const forked = await billp(
      folder,
      ...at,
      "--set",
      "plan=A plan of mine.",
      "--repeat",
      "2",
      ...PRICES,
      "--budget",
      "9",
      "--cache",
      "off",
    );
    expect(forked).toMatchObject({ code: 0 });
    expect(forked.stdout).toMatch(/^original .*\nf\w{10} \(1\) .*\nf\w{10} \(2\) .*$/m);
    expect(forked.stdout).toMatch(/^mean of 2: return .* \[.*\], Len .* \[.*\]$/m);
    const asked = stub.requests.length;
    expect((await replay()).stdout).toMatch(/and 2 forks/);
    expect((await replay()).code).toBe(0);
    const again = await billp(
      folder,
      ...at,
      "--set",
      "plan=A plan of mine.",
      "--repeat",
      "2",
      ...PRICES,
      "--budget",
      "9",
      "--cache",
      "off",
    );
    expect(again.stdout).toBe(forked.stdout);
    expect(stub.requests.length).toBe(asked);
    const poor = await billp(folder, ...at, "--set", "settings.gamma=0.7", ...PRICES, "--budget", "0", "--cache", "off");
    expect(poor).toMatchObject({ code: 3, stdout: "" });
    expect(await billp(folder, "fork", "run", "--episode", "3")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--round"),
    });
  });

  it("is pruned, and still resumes and replays, without the server", async () => {
    await stub.close();
    const summary = readFileSync(join(folder, "run", "summary.json"), "utf8");
    const pruned = await billp(folder, "prune", "run");
    expect(pruned.code).toBe(0);
    expect(pruned.stdout).toMatch(/^checkpoints +[\d.]+ [KM]B before, 0 B after: the run is finished/m);
    expect(existsSync(join(folder, "run", "checkpoints.sqlite"))).toBe(false);
    expect(JSON.parse((await billp(folder, "prune", "run", "--json")).stdout)).toMatchObject({
      checkpoints: { before: 0, after: 0 },
    });
    expect(await billp(folder, "run", "--resume", "--out", "run", "--json")).toMatchObject({ code: 0, stdout: summary });
    expect((await replay()).code).toBe(0);
    const fork = await billp(
      folder,
      "fork",
      "run",
      "--episode",
      "2",
      "--round",
      "1",
      "--base-url",
      stub.url,
      ...PRICES,
      "--budget",
      "9",
    );
    expect(fork).toMatchObject({ code: 1, stdout: "" });
    expect(fork.stderr).toMatch(/checkpoints of episode 2 .* are gone .*\n.*billp replay/);
  });
});
