/** The number of lanes, the time answers take and the order in which they come back change nothing but the time (issue 2, point 2). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { createScript } from "../../../models/scripted.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "./hash-model.ts";

const base = mkdtempSync(join(tmpdir(), "billp-lanes-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
async function bytes(settings: SettingsInput, workers: number, latencySeed: number): Promise<string> {
  const out = join(base, String(count++));
  const { chat } = createScript(hashScript, { latencyMs: 3, seed: latencySeed });
  await runExperiment({ settings, out, workers, runtime: { chat, loadWorld: async () => tinyWorld() } });
  return readFileSync(runFiles(out).episodes, "utf8") + readFileSync(runFiles(out).memory, "utf8");
}

const both = [4, 8];
const rules: [string, SettingsInput, number[]][] = [
  ["lag 8, frozen test", { lag: 8 }, both],
  ["batches of 5, frozen test", { batch: 5 }, both],
  ["lag 8, online test", { lag: 8, memory: "online" }, [8]],
  ["batches of 5, online test, plan memory", { batch: 5, memory: "online", plans: true }, [8]],
  ["paper fidelity", { fidelity: "paper" }, [8]],
];

describe.each(rules)("%s", (_name, rule, workers) => {
  test("the number of lanes and another order of answers give the same bytes", async () => {
    const settings: SettingsInput = { method: "billp", train: 14, test: 6, seed: 3, limit: 6, ...rule };
    const first = await bytes(settings, 1, 1);
    expect(first.split("\n").length).toBeGreaterThan(50);
    expect(await bytes(settings, 1, 2)).toBe(first);
    for (const n of workers) expect(await bytes(settings, n, n)).toBe(first);
  });
});

test("another seed gives other bytes", async () => {
  const settings: SettingsInput = { method: "billp", train: 6, test: 2, limit: 4 };
  expect(await bytes({ ...settings, seed: 1 }, 2, 1)).not.toBe(await bytes({ ...settings, seed: 2 }, 2, 1));
});

test("memory is read: with recall switched off the same run goes another way", async () => {
  const settings: SettingsInput = { method: "billp", train: 12, test: 4, limit: 5, lag: 2 };
  const off: SettingsInput = { ...settings, caseCount: 0, valueCount: 0, reflections: 0 };
  expect(await bytes(settings, 2, 1)).not.toBe(await bytes(off, 2, 1));
});
