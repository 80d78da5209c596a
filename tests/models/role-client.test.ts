/** The desk over scripted models: repairs, the ledger's replay, budget, limits and usage. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { SettingsInput } from "../../core/settings.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { createLimiter } from "../../models/rate-limiter.ts";
import { createRoleClient, type RoleClient, type RoleClientOptions, seedOf } from "../../models/role-client.ts";
import { createScript, type RunningScript, type Script } from "../../models/scripted.ts";
import { line } from "../../prompts/answer-fields.ts";
import { type Stub, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, FILM, QUICK, question } from "./desk.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-ask-"));
let stub: Stub | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await stub?.close();
  stub = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scripted(
  script: Script,
  input: SettingsInput = {},
  more: Partial<RoleClientOptions> = {},
): { roleClient: RoleClient; run: RunningScript } {
  const run = createScript(script);
  const settings = resolveSettings(input);
  return { roleClient: createRoleClient({ settings, chat: run.chat, ledger: createMemoryLedger(), retry: QUICK, ...more }), run };
}
const GOOD = { title: "Alien (1979)" };

describe("repairs", () => {
  it("say what was wrong and the form, never the bad answer, and differ each time", async () => {
    const schema = z.object({ reason: line(99, 0), title: line(80) });
    const { roleClient, run } = scripted({ actor: ["nonsense ".repeat(1000), { title: "" }, GOOD] });
    expect(await roleClient.ask({ ...question(), schema })).toEqual({ ok: true, value: { reason: "", ...GOOD }, calls: 3 });
    expect(run.calls.map((c) => c.messages.map((m) => m.role))).toEqual([["user"], ["user"], ["user"]]);
    const [first, second, third] = run.calls.map((c) => c.messages[0]!.content);
    expect(first).toContain('"reason"');
    for (const again of [second, third]) {
      expect(again).toContain("Recommend a film.");
      expect(again).toContain('- "title"');
      expect(again).not.toContain('"reason"');
      expect(again).not.toContain("nonsense");
    }
    expect(second).toContain("could not be used: there is no JSON object in it");
    expect(third).toContain("title: must not be empty");
    expect(new Set([first, second, third]).size).toBe(3);
    expect(new Set(run.calls.map((c) => c.seed)).size).toBe(3);
  });

  it("differ even where the fault is the same", async () => {
    const { roleClient, run } = scripted({ actor: () => "no" });
    await roleClient.ask(question());
    expect(new Set(run.calls.map((c) => c.messages[0]!.content)).size).toBe(3);
  });

  it("ends in a failure after as many as the settings allow", async () => {
    for (const repairs of [0, 1, 3]) {
      const { roleClient, run } = scripted({ actor: () => "no" }, { repairs });
      expect(await roleClient.ask(question())).toEqual({
        ok: false,
        reason: "there is no JSON object in it",
        calls: repairs + 1,
      });
      expect(run.calls).toHaveLength(repairs + 1);
    }
  });

  it("survives whatever a model says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
        const { roleClient } = scripted({ actor: () => text }, { repairs: 1 });
        const answer = await roleClient.ask(question());
        if (answer.ok) FILM.parse(answer.value);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe("the ledger's replay", () => {
  const play = async (roleClient: RoleClient, rounds: number) => {
    const answers = [];
    for (let round = 1; round <= rounds; round++) answers.push(await roleClient.ask(question(1, round)));
    return answers;
  };
  const replies = ["{", GOOD, { title: "\ud800 B \u0007" }, "no", "no", "no", { title: "C" }];

  it("makes no finished call twice, and gives the same answers", async () => {
    const file = join(folder, "calls.sqlite");
    const whole = await play(scripted({ actor: replies }).roleClient, 4);
    const firstLedger = await openSqliteLedger(file);
    await play(scripted({ actor: replies.slice(0, 3) }, {}, { ledger: firstLedger }).roleClient, 2);
    firstLedger.begin({ scope: "", episode: 1, round: 3, role: "actor", attempt: 0 }, "killed in this call");
    const resumed = scripted({ actor: replies.slice(3) }, {}, { ledger: await openSqliteLedger(file) });
    expect(await play(resumed.roleClient, 4)).toEqual(whole);
    expect(resumed.run.calls).toHaveLength(4);
    expect(resumed.roleClient.usage()).toMatchObject({ calls: 7, cutOff: 1, failed: 0, costUsd: 0 });
    resumed.roleClient.close();
  });

  it.each<[string, SettingsInput, string]>([
    ["prompt", {}, "Another prompt."],
    ["seed", { seed: 2 }, "Recommend a film."],
    ["temperature", { temperature: 1 }, "Recommend a film."],
  ])("stops at another %s", async (_, input, prompt) => {
    const ledger = createMemoryLedger();
    await scripted({ actor: [GOOD] }, {}, { ledger }).roleClient.ask(question());
    const { roleClient } = scripted({ actor: [GOOD] }, input, { ledger });
    await expect(roleClient.ask(question(1, 1, prompt))).rejects.toMatchObject({ code: "resume-mismatch" });
  });

  it("counts but does not replay when a server's threads share addresses", async () => {
    const ledger = createMemoryLedger({ replay: false });
    const { roleClient } = scripted({ actor: [GOOD, GOOD] }, {}, { ledger });
    await roleClient.ask(question());
    await roleClient.ask(question(1, 1, "Another prompt."));
    expect(roleClient.usage().calls).toBe(2);
  });

  it("keeps keys out of the file", async () => {
    const key = "sk-proj-abcdefghijklmnop9876";
    vi.stubEnv("OPENAI_API_KEY", key);
    stub = await startOpenAiStub({ answer: () => `${key} {"title":"${key}"}` });
    const path = join(folder, "keys");
    const { mkdirSync } = await import("node:fs");
    mkdirSync(path);
    const roleClient = deskOn(stub.url, {}, { ledger: await openSqliteLedger(join(path, "calls.sqlite")) });
    expect(await roleClient.ask(question())).toMatchObject({ ok: true, value: { title: "[key]" } });
    const reread = await openSqliteLedger(join(path, "calls.sqlite"));
    const entry = reread.get({ scope: "", episode: 1, round: 1, role: "actor", attempt: 0 });
    expect(JSON.stringify({ ...entry, messages: entry?.messages })).not.toContain(key);
    for (const file of readdirSync(path)) expect(readFileSync(join(path, file)).includes(key)).toBe(false);
    reread.close();
    roleClient.close();
  });
});

describe("budget", () => {
  const prices = { "openai:stub-1": { input: 1000, output: 5000 } }; // 100 + 20 tokens: 0.2 USD a call
  it("stops when it is spent, over sessions, and goes on with a larger one", async () => {
    stub = await startOpenAiStub();
    const file = join(folder, "budget.sqlite");
    const open = async (budgetUsd: number) => deskOn(stub!.url, {}, { ledger: await openSqliteLedger(file), prices, budgetUsd });
    const one = await open(0.6);
    for (let round = 1; round <= 2; round++) await one.ask(question(1, round));
    expect(one.usage().costUsd).toBeCloseTo(0.4);
    one.close();
    const two = await open(0.6);
    for (let round = 1; round <= 3; round++) await two.ask(question(1, round));
    await expect(two.ask(question(1, 4))).rejects.toMatchObject({
      code: "budget",
      message: expect.stringContaining("0.6000 USD so far"),
    });
    expect(await two.ask(question(1, 3))).toMatchObject({ ok: true }); // what is paid for can still be replayed
    two.close();
    const three = await open(1);
    expect(await three.ask(question(1, 4))).toMatchObject({ ok: true });
    three.close();
    expect(stub.requests).toHaveLength(4);
  });

  it("wants a price for every model, and none for offline", () => {
    const open = (input: SettingsInput) => scripted({}, input, { budgetUsd: 1 });
    expect(() => open({ model: "openai:unheard-of" })).toThrow(/no.* for openai:unheard-of/);
    expect(() => open({ embedding: "openai:unheard-of" })).toThrow(/openai:unheard-of/);
    expect(() => open({ model: "openai:gpt-4o-mini" })).not.toThrow();
    expect(() => open({})).not.toThrow();
  });
});

describe("limits", () => {
  it("keeps so many calls in flight and no more", async () => {
    // Nobody is answered before three ask at a time; that would hang with a limit below.
    const waiting: (() => void)[] = [];
    const answerAll = () => {
      for (const go of waiting.splice(0)) go();
    };
    const answer = async () => {
      await new Promise<void>((go) => {
        waiting.push(go);
        if ((stub?.peak ?? 0) >= 3) setTimeout(answerAll, 5);
      });
      return '{"title":"Heat"}';
    };
    stub = await startOpenAiStub({ answer });
    const roleClient = deskOn(stub.url, {}, { limiter: createLimiter({ maxConcurrentCalls: 3 }) });
    await Promise.all(Array.from({ length: 12 }, (_, i) => roleClient.ask(question(1, i + 1))));
    expect(stub.peak).toBe(3);
    expect(stub.requests).toHaveLength(12);
  });

  it("starts so many calls a minute and no more, evenly", async () => {
    const limiter = createLimiter({ perMinute: 1200 }); // two in a tenth of a second
    const start = performance.now();
    await Promise.all(Array.from({ length: 9 }, () => limiter.run(async () => undefined)));
    expect(performance.now() - start).toBeGreaterThan(350);
  });

  it("leaves the line when stopped", async () => {
    const limiter = createLimiter({ maxConcurrentCalls: 1 });
    const stop = new AbortController();
    const blocking = limiter.run(() => new Promise((resolve) => setTimeout(resolve, 50)));
    const waiting = limiter.run(async () => "ran", stop.signal);
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await blocking;
  });
});

describe("models in this process", () => {
  it("pass through with their own error, once", async () => {
    const broken = scripted({ actor: [new Error("a bug in a rule")] });
    await expect(broken.roleClient.ask(question())).rejects.toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("a bug in a rule"),
    });
    expect(broken.run.calls).toHaveLength(1);
    expect(broken.roleClient.usage().failed).toBe(1);
    await expect(scripted({ actor: [] }).roleClient.ask(question())).rejects.toThrow(
      "The script of the actor ended: call 1 has no reply.",
    );
  });

  it("answer in any order and give the same, with the same seeds", async () => {
    const all = async (latencyMs: number, seed: number) => {
      const run = createScript({ actor: (m, _n) => ({ title: m[0]!.content.slice(0, 8) }) }, { latencyMs, seed });
      const roleClient = createRoleClient({ settings: resolveSettings({}), chat: run.chat, ledger: createMemoryLedger() });
      const answers = await Promise.all([1, 2, 3, 4, 5].map((k) => roleClient.ask(question(k, 1, `Film ${k} please`))));
      return { answers, seeds: run.calls.map((c) => c.seed) };
    };
    expect(await all(20, 7)).toEqual(await all(0, 1));
  });

  it("are traced under their role with their address", async () => {
    const seen: unknown[] = [];
    const handler = {
      name: "seen",
      handleChatModelStart: (...args: unknown[]) => void seen.push({ metadata: args[6], name: args[7] }),
    };
    await scripted({ actor: [GOOD] }).roleClient.ask(question(3, 2), { callbacks: [handler], metadata: { user: 5 } });
    expect(seen).toEqual([
      { name: "actor", metadata: expect.objectContaining({ user: 5, episode: 3, round: 2, role: "actor", attempt: 0 }) },
    ]);
  });
});

it("a live replay takes the record's answer to the same request, and is told of every other", async () => {
  const ledger = createMemoryLedger();
  await scripted({ actor: [GOOD] }, {}, { ledger }).roleClient.ask(question(1, 1, "Recommend a film."));
  const told: string[] = [];
  const changed: RoleClientOptions["changed"] = ({ address, recorded }) =>
    void told.push(`${address.episode}/${address.round} ${recorded === undefined ? "new" : "changed"}`);
  const live = scripted({ actor: [{ title: "Heat" }, { title: "Ran" }] }, {}, { ledger, changed });
  expect(await live.roleClient.ask(question(1, 1, "Recommend a film."))).toMatchObject({ value: GOOD });
  expect([told, live.run.calls.length]).toEqual([[], 0]);
  expect(await live.roleClient.ask(question(1, 1, "Recommend another."))).toMatchObject({ value: { title: "Heat" } });
  expect(await live.roleClient.ask(question(1, 2))).toMatchObject({ value: { title: "Ran" } });
  expect(told).toEqual(["1/1 changed", "1/2 new"]);
});

it("seeds are 31 bits, spread, and fixed for good", () => {
  const at = { scope: "", episode: 1, round: 1, role: "actor", attempt: 0 };
  expect(seedOf(1, at)).toBe(seedOf(1, { ...at, scope: "fork-1" }));
  expect(new Set([seedOf(1, at), seedOf(2, at), seedOf(1, at, 1), seedOf(1, at, 2)]).size).toBe(4); // runs, and repeats of a fork
  expect(seedOf(1, at, 0)).toBe(seedOf(1, at));
  const many = Array.from({ length: 500 }, (_, episode) => seedOf(1, { ...at, episode }));
  expect(new Set(many).size).toBe(500);
  for (const s of many) expect(s >= 0 && s < 2 ** 31 && Number.isInteger(s)).toBe(true);
  expect(seedOf(1, at)).toMatchInlineSnapshot(`1590450262`);
});
