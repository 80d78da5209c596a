/** SqliteSaver: LangGraph's specification of savers, and files that `@langchain/langgraph-checkpoint-sqlite` wrote. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { BaseCheckpointSaver, CheckpointTuple } from "@langchain/langgraph-checkpoint";
import { deltaChannelHistoryTests, specTest } from "@langchain/langgraph-checkpoint-validation";
import * as vitest from "vitest";
import { openSqlite } from "../../../core/sqlite.ts";
import { buildGraph } from "../../../graphs/billp.ts";
import { RunSaver } from "../../../memory/checkpointers/run-saver.ts";
import { SqliteSaver } from "../../../memory/checkpointers/sqlite-saver.ts";
import { createRuntime } from "../../../nodes/runtime.ts";
import type { State } from "../../../nodes/state.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";

const { afterAll, describe, expect, it } = vitest;

// The specification speaks to the test runner through globals; only files of a process of their own give them.
const { describe: d, it: i, test, expect: e, beforeAll: ba, afterAll: aa, beforeEach: be, afterEach: ae } = vitest;
Object.assign(globalThis, { describe: d, it: i, test, expect: e, beforeAll: ba, afterAll: aa, beforeEach: be, afterEach: ae });
// Under the name of the package whose tables these are one test is skipped: it wants values stored by version, in a third table.
const checkpointerName = "@langchain/langgraph-checkpoint-sqlite";
for (const Saver of [SqliteSaver, RunSaver])
  describe(Saver.name, () => {
    const createCheckpointer = async () => new Saver(await openSqlite(":memory:"));
    const destroyCheckpointer = (saver: SqliteSaver) => saver.db.close();
    specTest({ checkpointerName, createCheckpointer, destroyCheckpointer });
    deltaChannelHistoryTests({ checkpointerName, createCheckpointer, destroyCheckpointer });
  });

const folder = mkdtempSync(join(tmpdir(), "billp-old-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tuplesOf = async (saver: BaseCheckpointSaver, options?: Parameters<BaseCheckpointSaver["list"]>[1]) => {
  const tuples: CheckpointTuple[] = [];
  for await (const tuple of saver.list({ configurable: {} }, options)) tuples.push(tuple);
  return tuples;
};

describe("a file of the saver before", () => {
  const old = (name: string) => gunzipSync(readFileSync(new URL(`old/${name}.gz`, import.meta.url)));
  const copy = (name: string) => {
    const file = join(folder, name);
    writeFileSync(file, old("checkpoints.sqlite"));
    return file;
  };
  const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

  it("reads as that one read it: every checkpoint, its metadata and what waits on it", async () => {
    const saver = new SqliteSaver(await openSqlite(copy("read.sqlite")));
    const expected = JSON.parse(old("tuples.json").toString()) as CheckpointTuple[];
    expect(expected.length).toBeGreaterThan(20);
    expect(asJson(await tuplesOf(saver))).toEqual(expected);
    for (const { config, ...tuple } of expected) expect(asJson(await saver.getTuple(config))).toEqual({ config, ...tuple });
    saver.db.close();
  });

  it("is played on from where it was left, in the middle of an episode, as a run that was never left", async () => {
    const runtime = createRuntime({ loadWorld: async () => tinyWorld() });
    const settings = { method: "billp", lag: 1, train: 4, test: 1, limit: 2 } as const;
    const input = { settings, users: { split: "train", ids: null, from: 0, count: 3 } };
    const whole = (await buildGraph(runtime).invoke(input as never)) as State;
    const saver = new RunSaver(await openSqlite(copy("play.sqlite")));
    const state = (await buildGraph(runtime, saver).invoke(null, { configurable: { thread_id: "t" } })) as State;
    for (const list of ["experience", "values", "reflections", "outcomes"] as const) expect(state[list]).toEqual(whole[list]);
    saver.db.close();
  });
});

describe("a list", () => {
  it("is filtered by what the metadata says, whatever the field is called", async () => {
    const saver = new SqliteSaver(await openSqlite(":memory:"));
    const metadata = { source: "loop", step: 1, parents: {}, 'a "b".c': { deep: [1, "x"] }, none: null };
    const checkpoint = { v: 4, id: "1", ts: "", channel_values: {}, channel_versions: {}, versions_seen: {} } as const;
    await saver.put({ configurable: { thread_id: "t" } }, checkpoint, metadata as never);
    const found = async (filter: object) => (await tuplesOf(saver, { filter } as never)).length;
    for (const [key, value] of Object.entries(metadata)) expect(await found({ [key]: value }), key).toBe(1);
    for (const filter of [{ step: "1" }, { step: 2 }, { 'a "b"': 1 }, { absent: null }, { none: false }])
      expect(await found(filter), JSON.stringify(filter)).toBe(0);
    expect(await found({ step: 1, source: undefined })).toBe(1);
    saver.db.close();
  });
});
