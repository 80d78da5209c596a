/** Whole runs beside one cache of answers: the second asks nobody and plays the same; what differs is asked; a cut-off run goes on as ever. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { Message } from "../../../core/message.ts";
import type { SettingsInput } from "../../../core/settings.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { openResponseCache, type ResponseCache } from "../../../models/response-cache.ts";
import { type Stub, startOpenAiStub } from "../../stubs/openai-server.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "./hash-model.ts";

const base = mkdtempSync(join(tmpdir(), "billp-cached-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let [stub, cache] = [undefined as unknown as Stub, undefined as unknown as ResponseCache];
let files = 0;

/** Answers as the role that the system message names; now and then with an answer that has to be repaired. */
function answer(body: { messages: Message[] }): string {
  const role = /You are the (\w+)/.exec(body.messages[0]?.content ?? "")?.[1]?.toLowerCase() as keyof typeof hashScript;
  const reply = hashScript[role] as (m: readonly Message[], n: number) => Record<string, unknown>;
  const said = JSON.stringify(reply(body.messages, 1));
  return role === "planner" && body.messages.length === 2 && said.includes("7") ? "Let me think." : said;
}
beforeEach(async () => {
  stub = await startOpenAiStub({ answer });
  cache = await openResponseCache(join(base, `cache-${++files}.sqlite`));
});
afterEach(async () => {
  cache.close();
  await stub.close();
});

const prices = { "openai:some-model": { input: 1, output: 2 } };
let runs = 0;
async function play(
  settings: SettingsInput = {},
  more: { out?: string; resume?: boolean; budgetUsd?: number; workers?: number } = {},
) {
  const out = more.out ?? join(base, `run-${++runs}`);
  const before = stub.requests.length;
  const { summary } = await runExperiment({
    settings: {
      method: "billp",
      model: "openai:some-model",
      train: 4,
      test: 2,
      lag: 3,
      limit: 3,
      temperature: 0,
      ...settings,
    },
    out,
    workers: more.workers ?? 3,
    resume: more.resume,
    runtime: { loadWorld: async () => tinyWorld(), prices, budgetUsd: more.budgetUsd, cache, operator: { baseUrl: stub.url } },
  });
  const bytes = readFileSync(runFiles(out).episodes, "utf8") + readFileSync(runFiles(out).memory, "utf8");
  return { summary, bytes, asked: stub.requests.length - before, out };
}

test("a second run asks nobody, costs nothing and gives the same bytes, whatever the lanes", async () => {
  const first = await play();
  const second = await play({}, { workers: 1 });
  expect(first.asked).toBe(first.summary.usage.calls);
  expect(first.summary.usage).not.toHaveProperty("cached");
  expect(first.summary.usage.costUsd).toBeGreaterThan(0);
  expect(second.asked).toBe(0);
  expect(second.bytes).toBe(first.bytes);
  const { calls, inputTokens, outputTokens } = first.summary.usage;
  expect(second.summary.usage).toMatchObject({ calls, inputTokens, outputTokens, costUsd: 0, cached: calls });
  expect(JSON.parse(readFileSync(runFiles(second.out).summary, "utf8")).usage.cached).toBe(calls);
});

test("another seed is asked; another variant shares what it would ask as well", async () => {
  await play();
  expect((await play({ seed: 2 })).asked).toBeGreaterThan(20);
  const { asked, summary } = await play({ method: "billp", plans: true });
  expect(asked).toBeGreaterThan(0);
  expect(summary.usage.cached).toBeGreaterThan(0); // the Critic's first question of an early episode
  expect(asked + (summary.usage.cached ?? 0)).toBe(summary.usage.calls);
});

test("at temperature 0.5 every call is made", async () => {
  const first = await play({ temperature: 0.5 });
  const second = await play({ temperature: 0.5 });
  expect(second.asked).toBe(first.asked);
  expect(second.asked).toBe(second.summary.usage.calls);
});

test("a run that the budget stopped goes on from its ledger, and another one takes its answers from the cache", async () => {
  const whole = await play({ seed: 4 });
  const cost = whole.summary.usage.costUsd ?? 0;
  cache.close();
  cache = await openResponseCache(join(base, `cache-${++files}.sqlite`));
  const out = join(base, "poor");
  await expect(play({ seed: 4 }, { out, budgetUsd: cost / 2 })).rejects.toMatchObject({ code: "budget" });
  const rest = await play({ seed: 4 }, { out, resume: true, budgetUsd: cost * 2 });
  expect(rest.bytes).toBe(whole.bytes);
  expect(rest.asked).toBeLessThan(whole.asked);
  expect(rest.summary.usage.costUsd).toBeCloseTo(cost, 10);
  const again = await play({ seed: 4 }, { budgetUsd: 0 });
  expect(again).toMatchObject({ asked: 0, bytes: whole.bytes });
});
