/** An estimate against what the ledger of the very run counts, with a server that answers as the offline model does. */
import { afterEach, expect, test } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { estimateRun, type Figures } from "../../../experiments/studies/estimate/estimate.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import type { Stub } from "../../stubs/openai-server.ts";
import { MODEL, PRICES, serveOffline, usageOf } from "./served-offline.ts";

let stub: Stub | undefined;
afterEach(async () => stub?.close());

async function compare(settings: SettingsInput, episodes: number) {
  const world = await loadWorld("films");
  stub = await serveOffline(world);
  const estimate = await estimateRun(settings, { episodes, prices: PRICES, operator: { baseUrl: stub.url } });
  const usage = await usageOf(settings, world, stub);
  const off = (of: (f: Figures) => number) => 100 * (of(estimate.total) / of(usage) - 1);
  const error = [off((f) => f.calls), off((f) => f.inputTokens), off((f) => f.outputTokens), off((f) => f.costUsd ?? 0)];
  const line = `${settings.method} ${settings.answers} ${settings.train}+${settings.test}, pilot ${estimate.pilot.train}+${estimate.pilot.test}`;
  if (process.env.BILLP_SHOW) process.stderr.write(`${line}: ${error.map((e) => `${e.toFixed(1)} %`).join(" ")}\n`);
  return { estimate, usage, error };
}

test.each([
  ["billp", "text", 2],
  ["billp", "jsonSchema", 3],
  ["react", "text", 2],
  ["react", "jsonSchema", 3],
] as const)("%s, %s: a run larger than its pilot is estimated within 15 per cent", async (method, answers, seed) => {
  const { estimate, usage, error } = await compare({ method, answers, seed, model: MODEL, train: 24, test: 48 }, 54);
  expect(estimate.covered).toBe(false);
  expect(Object.keys(estimate.byRole).sort()).toEqual(Object.keys(usage.byRole).sort());
  for (const e of error) expect(Math.abs(e)).toBeLessThan(15);
});

test("a run that the pilot covers is estimated exactly", async () => {
  const { estimate, error } = await compare({ method: "billp", model: MODEL, train: 6, test: 6, lag: 3 }, 60);
  expect(estimate.covered).toBe(true);
  for (const e of error) expect(e).toBeCloseTo(0, 9);
});

test("a remote embedding is asked as often as foreseen", async () => {
  const embedding = "openai:some-embedding";
  const { estimate, usage } = await compare({ method: "react", model: MODEL, embedding, train: 0, test: 8 }, 60);
  const { calls, inputTokens } = (usage.byRole as Record<string, Figures>).embedding as Figures;
  const foreseen = estimate.byRole.embedding as Figures;
  expect(Math.abs(foreseen.inputTokens / inputTokens - 1)).toBeLessThan(0.15);
  expect(Math.abs(foreseen.calls / calls - 1)).toBeLessThan(0.3);
});
