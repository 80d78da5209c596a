/** The contract of a run store, held against folders and memory; and a broken store is found. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { RunStore } from "../../experiments/runs/store/run-store.ts";
import { createMemoryStore, folderStore } from "../../experiments/runs/store/store.ts";
import { runStoreContract } from "../../testing/run-store.ts";

const base = mkdtempSync(join(tmpdir(), "billp-store-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let count = 0;

const stores: Record<string, () => { store: RunStore; name: string }> = {
  folders: () => ({ store: folderStore, name: join(base, `run-${count++}`) }),
  memory: () => ({ store: createMemoryStore(), name: "run" }),
};

describe.each(Object.entries(stores))("a store of %s", (_, make) => {
  for (const { name, run } of runStoreContract(async () => make())) test(name, run);
});

test("a broken store is found: one that makes a run twice, locks nobody out, loses forks, or removes nothing", async () => {
  const right = createMemoryStore();
  const broken: Record<string, Partial<RunStore>> = {
    twice: { createRun: async (name, identity) => right.createRun(name, identity, { resume: right.has(name) }) },
    open: { writeRun: (name, run, options) => right.writeRun(name, run, { ...options, databases: false }) },
    forgetful: { editRun: (name) => ({ ...right.editRun(name), addFork: async () => {} }) },
    clinging: { removeRun: async () => {} },
  };
  for (const [why, part] of Object.entries(broken)) {
    const checks = runStoreContract(async () => ({ store: { ...right, ...part }, name: `${why}-${count++}` }));
    const results = await Promise.allSettled(checks.map((check) => check.run()));
    expect(
      results.some((r) => r.status === "rejected"),
      why,
    ).toBe(true);
  }
});
