/** RunSaver against the saver it extends: delta histories at every checkpoint, and inputs cut off by a kill. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuid5 } from "@langchain/langgraph-checkpoint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqlite } from "../../../core/sqlite.ts";
import { buildGraph } from "../../../graphs/billp.ts";
import { RunSaver } from "../../../memory/checkpointers/run-saver.ts";
import { SqliteSaver } from "../../../memory/checkpointers/sqlite-saver.ts";
import { createRuntime } from "../../../nodes/runtime.ts";
import { INPUT, inProcess, tell } from "../../stubs/story.ts";

const CHANNELS = ["rounds", "judgements", "experience", "values", "reflections", "plans", "outcomes"];

describe("delta histories", () => {
  const folder = mkdtempSync(join(tmpdir(), "billp-saver-"));
  const file = join(folder, "checkpoints.sqlite");
  const runtime = createRuntime();
  let warm: RunSaver;
  const at = (checkpoint_id?: string) => ({ configurable: { thread_id: "t", checkpoint_ns: "", checkpoint_id } });
  let ids: string[];

  beforeAll(async () => {
    warm = new RunSaver(await openSqlite(file));
    const graph = buildGraph(runtime, warm);
    const teller = inProcess(graph);
    await tell(teller, "t");
    // A second fork, this time by replaying an old checkpoint as it is, and a new invoke on top.
    const old = (await teller.history("t")).filter((s) => s.next.includes("environment-step")).at(-3);
    await graph.invoke(null, at(old?.checkpoint));
    await graph.invoke({ ...INPUT, cursor: 0, firstEpisode: 4 } as never, at());
    ids = (await teller.history("t")).map((s) => s.checkpoint);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const histories = async (saver: SqliteSaver, order: readonly string[]) => {
    const found = new Map<string, unknown>();
    for (const id of order) found.set(id, await saver.getDeltaChannelHistory({ config: at(id), channels: CHANNELS }));
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  };

  it("equal the plain saver's at every checkpoint, forks included: warm, cold, forwards, backwards and mixed", async () => {
    expect(ids.length).toBeGreaterThan(60);
    const stock = await histories(new SqliteSaver(await openSqlite(file)), ids);
    const mixed = [...ids].sort((a, b) => (a.slice(5, 8) < b.slice(5, 8) ? -1 : 1));
    for (const order of [[...ids].reverse(), mixed]) {
      expect(await histories(new RunSaver(await openSqlite(file)), order)).toEqual(stock);
      expect(await histories(warm, order)).toEqual(stock);
    }
  });

  it("are those of single channels, too", async () => {
    const stock = new SqliteSaver(await openSqlite(file));
    for (const id of ids.slice(0, 5))
      for (const channels of [["values"], ["rounds", "outcomes"], []])
        expect(await warm.getDeltaChannelHistory({ config: at(id), channels })).toEqual(
          await stock.getDeltaChannelHistory({ config: at(id), channels }),
        );
  });

  it("read less than the plain saver when a thread goes on", async () => {
    let reads = 0;
    class Counting extends RunSaver {
      override async getTuple(...args: Parameters<SqliteSaver["getTuple"]>) {
        reads++;
        return super.getTuple(...args);
      }
    }
    const saver = new Counting(await openSqlite(file));
    const graph = buildGraph(runtime, saver);
    await graph.getState(at());
    reads = 0;
    await graph.getState(at());
    expect(reads).toBeLessThan(8);
  });
});

describe("an input given again", () => {
  const entry = (episode: number) => ({ id: `${episode}`.padStart(6, "0"), episode, text: `lesson ${episode}` });
  const at = (checkpoint_id?: string) => ({ configurable: { thread_id: "t", checkpoint_id } });

  it("replaces the one that a kill cut off, but never that of a branch that was played", async () => {
    const saver = new RunSaver(await openSqlite(":memory:"));
    const graph = buildGraph(createRuntime(), saver);
    const play = (episode: number, lesson: number, checkpoint?: string) =>
      graph.invoke({ cursor: 0, firstEpisode: episode, reflections: [entry(lesson)] } as never, at(checkpoint));
    const head = async () => (await graph.getState(at())).config.configurable?.checkpoint_id as string;
    await play(1, 51);
    const first = await head();
    // What a kill leaves between storing the input's entries and storing the checkpoint that takes them in.
    await saver.putWrites(
      { configurable: { thread_id: "t", checkpoint_ns: "", checkpoint_id: first } },
      [["reflections", [entry(99)]]],
      uuid5("__input__", first),
    );
    const second = await play(2, 52);
    const secondHead = await head();
    const fork = await play(2, 53, first);
    const cold = buildGraph(createRuntime(), new RunSaver(saver.db));
    const lessons = async (checkpoint?: string) => (await cold.getState(at(checkpoint))).values.reflections;
    expect(await lessons(secondHead)).toEqual(second.reflections);
    expect(await lessons()).toEqual(fork.reflections);
    expect(second.reflections.map((r) => r.episode)).toEqual([51, 1, 52, 2]);
    expect(fork.reflections.map((r) => r.episode)).toEqual([51, 1, 53, 2]);
  });
});

describe("a deleted thread", () => {
  it("leaves no checkpoints, writes or positions behind", async () => {
    const saver = new RunSaver(await openSqlite(":memory:"));
    const graph = buildGraph(createRuntime(), saver);
    for (const thread_id of ["one", "two"]) await graph.invoke({}, { configurable: { thread_id } });
    const count = (table: string, column: string) =>
      saver.db.prepare(`SELECT DISTINCT ${column} AS t FROM ${table}`).all() as { t: string }[];
    await saver.deleteThread("one");
    for (const [table, column] of [
      ["checkpoints", "thread_id"],
      ["writes", "thread_id"],
      ["billp_positions", "thread"],
    ] as const)
      expect(count(table, column)).toEqual([{ t: "two" }]);
  });
});
