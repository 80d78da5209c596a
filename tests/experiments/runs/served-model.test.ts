/** Whole runs against an OpenAI-compatible server on loopback that limits, fails and stalls: the same bytes, counted usage, a budget that stops. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import type { Message } from "../../../core/message.ts";
import type { SettingsInput } from "../../../core/settings.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { holdTimeouts } from "../../stubs/clock.ts";
import { type Mode, type Stub, type StubOptions, startOpenAiStub } from "../../stubs/openai-server.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "./hash-model.ts";

const base = mkdtempSync(join(tmpdir(), "billp-served-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let stub: Stub | undefined;
afterEach(async () => stub?.close());

/** Answers as the role that the system message names. */
function answer(body: { messages: Message[] }): string {
  const role = /You are the (\w+)/.exec(body.messages[0]?.content ?? "")?.[1]?.toLowerCase() as keyof typeof hashScript;
  const reply = hashScript[role] as (m: readonly Message[], n: number) => Record<string, unknown>;
  return JSON.stringify(reply(body.messages, 1));
}

/** Time for one try: nothing else waits so long, and {@link holdTimeouts} ends it. */
const TIMEOUT = 61_001;

const play = async (
  options: StubOptions,
  name: string,
  more: { budgetUsd?: number; resume?: boolean; settings?: SettingsInput } = {},
) => {
  stub = more.resume ? stub : await startOpenAiStub({ answer, ...options });
  const settings: SettingsInput = {
    method: "billp",
    model: "openai:some-model",
    train: 6,
    test: 4,
    lag: 3,
    limit: 4,
    ...more.settings,
  };
  const out = join(base, name);
  const retry = { baseMs: 2, maxMs: 5, timeoutMs: TIMEOUT, tries: 8 };
  const prices = { "openai:some-model": { input: 1, output: 2 } };
  const runtime = {
    loadWorld: async () => tinyWorld(),
    retry,
    prices,
    budgetUsd: more.budgetUsd,
    operator: { baseUrl: stub?.url },
  };
  return { out, result: runExperiment({ settings, out, workers: 4, resume: more.resume, runtime }) };
};
const bytes = (out: string) => readFileSync(runFiles(out).episodes, "utf8") + readFileSync(runFiles(out).memory, "utf8");

test("a server that limits, fails, resets and stalls changes nothing but the time", async () => {
  const calm = await play({}, "calm");
  const { summary } = await calm.result;
  expect(summary.usage.calls).toBe(stub?.requests.length);
  expect(summary.usage.costUsd).toBeGreaterThan(0);
  expect(summary.usage.byRole).toHaveProperty("reflector");
  await stub?.close();
  const faults: Mode[] = [{ status: 429 }, { status: 500 }, "reset", { status: 503 }, "notJson", "stall"];
  const timeouts = holdTimeouts(TIMEOUT);
  const mode = (nth: number): Mode => {
    const now = nth % 7 === 0 ? (faults[(nth / 7) % faults.length] as Mode) : "answer";
    if (now === "stall") setTimeout(timeouts.runOut, 20); // of those that wait beside it, too
    return now;
  };
  const rough = await play({ mode }, "rough");
  const roughSummary = (await rough.result).summary;
  expect(bytes(rough.out)).toBe(bytes(calm.out));
  expect(roughSummary.usage.calls).toBe(summary.usage.calls);
  expect(stub?.requests.length).toBeGreaterThan(summary.usage.calls);
});

test("a budget stops the run cleanly, and with more it goes on to the same end", async () => {
  const whole = await play({}, "whole", { settings: { seed: 4 } });
  const cost = (await whole.result).summary.usage.costUsd ?? 0;
  await stub?.close();
  const poor = await play({}, "poor", { budgetUsd: cost / 3, settings: { seed: 4 } });
  await expect(poor.result).rejects.toMatchObject({ code: "budget" });
  const partial = JSON.parse(readFileSync(runFiles(poor.out).summary, "utf8"));
  expect(partial.complete).toBe(false);
  expect(partial.usage.costUsd).toBeGreaterThanOrEqual(cost / 3);
  expect(partial.usage.costUsd).toBeLessThan(cost / 2);
  const rest = await play({}, "poor", { resume: true, settings: { seed: 4 } });
  expect((await rest.result).summary.usage.costUsd).toBeCloseTo(cost, 10);
  expect(bytes(poor.out)).toBe(bytes(whole.out));
});

test("Planner and Critic refused in the same superstep are still one error, and ours", async () => {
  await expect((await play({}, "nothing", { budgetUsd: 0 })).result).rejects.toMatchObject({
    name: "BillpError",
    code: "budget",
  });
});

test("a refusing server ends the run with what it said, keeps the record, and shows no key", async () => {
  process.env.OPENAI_API_KEY = "sk-planted-secret-0123456789";
  try {
    const refused = await play(
      { mode: (nth) => (nth > 12 ? { status: 401, message: `bad key ${process.env.OPENAI_API_KEY}` } : "answer") },
      "refused",
    );
    const error = await refused.result.then(
      () => null,
      (e: Error & { code: string }) => e,
    );
    expect(error).toMatchObject({ code: "model-refused" });
    expect(`${error?.message} ${error?.stack}`).not.toContain("planted");
    const partial = JSON.parse(readFileSync(runFiles(refused.out).summary, "utf8"));
    expect(partial.complete).toBe(false);
    for (const file of Object.values(runFiles(refused.out)))
      if (existsSync(file)) expect(readFileSync(file).includes("planted")).toBe(false);
  } finally {
    delete process.env.OPENAI_API_KEY;
  }
});
