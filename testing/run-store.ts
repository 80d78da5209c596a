/** Contract suite of {@link RunStore}: what every place where runs are kept must do, whatever it is made of. */

import assert from "node:assert/strict";
import type { Episode } from "../experiments/evaluation/record.ts";
import type { Summary } from "../experiments/evaluation/summary.ts";
import type { ForkRecord } from "../experiments/runs/store/fork-record.ts";
import type { RunIdentity } from "../experiments/runs/store/identity.ts";
import type { RunStore } from "../experiments/runs/store/run-store.ts";
import { type Memories, noMemories } from "../memory/entries.ts";
import { resolveSettings } from "../methods/settings.ts";
import type { Check } from "./check.ts";

/** What is put to the test: a store, and a name under which it holds nothing yet. */
export interface RunStoreCase {
  readonly store: RunStore;
  readonly name: string;
}

const IDENTITY: RunIdentity = { run: "tested", world: "films@1", settings: resolveSettings({ train: 2, test: 1, lag: 1 }) };

/** The checks. `make` gives a store with a fresh name at every call. */
export function runStoreContract(make: () => Promise<RunStoreCase>): Check[] {
  const check = (name: string, body: (made: RunStoreCase) => Promise<void>): Check => ({
    name,
    run: async () => body(await make()),
  });
  return [...makingChecks(check), ...playingChecks(check), ...readingChecks(check), ...keepingChecks(check)];
}

type MakeCheck = (name: string, body: (made: RunStoreCase) => Promise<void>) => Check;

function makingChecks(check: MakeCheck): Check[] {
  return [
    check("a name that was never used holds no run", async ({ store, name }) => {
      assert.equal(store.has(name), false);
      await assert.rejects(store.openRun(name), { code: "run-folder" });
      await assert.rejects(store.createRun(name, IDENTITY, { resume: true }), { code: "run-folder" });
      assert.equal(store.has(name), false);
    }),
    check("a run that was made is had again with its whole identity", async ({ store, name }) => {
      const parent = { run: "other", fork: "f1", episode: 1, round: 2, overrides: ["plan=x"], stream: 1 };
      const whole = { ...IDENTITY, priorMemories: "hash", parent };
      assert.deepEqual(await store.createRun(name, whole, { resume: false }), whole);
      assert.equal(store.has(name), true);
      assert.deepEqual((await store.openRun(name)).identity, whole);
    }),
    check("a run is made once; it is gone on with only as the same one", async ({ store, name }) => {
      await store.createRun(name, IDENTITY, { resume: false });
      await assert.rejects(store.createRun(name, IDENTITY, { resume: false }), { code: "run-folder" });
      assert.deepEqual(await store.createRun(name, { ...IDENTITY, run: "named anew" }, { resume: true }), IDENTITY);
      for (const other of [
        { ...IDENTITY, settings: { ...IDENTITY.settings, gamma: 0.7 } },
        { ...IDENTITY, world: "films@2" },
        { ...IDENTITY, priorMemories: "hash" },
      ])
        await assert.rejects(store.createRun(name, other, { resume: true }), { code: "resume-mismatch" });
    }),
    check("a new run holds nothing yet", async ({ store, name }) => {
      await store.createRun(name, IDENTITY, { resume: false });
      const run = await store.openRun(name);
      assert.deepEqual([await run.summary(), await run.finished(), await run.memories()], [null, null, null]);
      assert.deepEqual([(await run.episodes()).size, (await run.forks()).size], [0, 0]);
      await assert.rejects(run.ledger(), { code: "run-folder" });
    }),
  ];
}

function playingChecks(check: MakeCheck): Check[] {
  return [
    check("has one writer at a time", async ({ store, name }) => {
      await store.createRun(name, IDENTITY, { resume: false });
      const first = await store.writeRun(name, IDENTITY.run);
      await assert.rejects(store.writeRun(name, IDENTITY.run, { patienceMs: 0 }), { code: "run-folder" });
      const stopped = AbortSignal.abort(new Error("enough"));
      await assert.rejects(store.writeRun(name, IDENTITY.run, { signal: stopped }), /enough/);
      first.close();
      (await store.writeRun(name, IDENTITY.run, { patienceMs: 0 })).close();
    }),
    check("says whether a process is playing it now, and asking hinders nobody", async ({ store, name }) => {
      await store.createRun(name, IDENTITY, { resume: false });
      const run = await store.openRun(name);
      assert.notEqual(await run.beingWritten(), true);
      const writer = await store.writeRun(name, IDENTITY.run);
      assert.deepEqual(await Promise.all([run.beingWritten(), run.beingWritten()]), [true, true]);
      writer.close();
      assert.deepEqual(await Promise.all([run.beingWritten(), run.beingWritten()]), [false, false]);
      (await store.writeRun(name, IDENTITY.run, { patienceMs: 0 })).close();
    }),
    check("a finished episode is kept at once: a reader sees it, and the next writer has it", async ({ store, name }) => {
      await store.createRun(name, IDENTITY, { resume: false });
      const writer = await store.writeRun(name, IDENTITY.run);
      writer.saveEpisode(episode(2));
      const run = await store.openRun(name);
      assert.deepEqual([...(await run.episodes())], [[2, episode(2)]]);
      assert.equal((await run.newEpisodes(new Set([2]))).size, 0);
      writer.close();
      const next = await store.writeRun(name, IDENTITY.run);
      assert.deepEqual([...next.episodes()], [[2, episode(2)]]);
      next.close();
    }),
    check("a run without databases is written out all the same", async ({ store, name }) => {
      await store.createRun(name, IDENTITY, { resume: false });
      const writer = await store.writeRun(name, IDENTITY.run, { databases: false });
      writer.saveEpisode(episode(1));
      await writer.writeOut({ episodes: [episode(1)], memories: [noMemories()], summary: summary(true) });
      writer.close();
      const run = await store.openRun(name);
      assert.deepEqual([run.has("checkpoints"), run.has("calls")], [false, false]);
      assert.deepEqual([...(await run.episodes()).keys()], [1]);
      assert.notEqual(await run.finished(), null);
    }),
  ];
}

function readingChecks(check: MakeCheck): Check[] {
  return [
    check(
      "what was written out is read back: episodes, memories by episode, their lines, the summary",
      async ({ store, name }) => {
        const run = await written({ store, name }, true);
        assert.deepEqual([...(await run.episodes()).values()], [episode(1), episode(2), episode(3)]);
        const memories = await run.memories();
        assert.deepEqual([...(memories?.keys() ?? [])].sort(), [0, 2]);
        assert.deepEqual(memories?.get(2), reflection(2));
        assert.deepEqual(await run.summary(), summary(true));
        assert.deepEqual(
          [...((await run.lines("episodes")) ?? [])].map(([n, line]) => [n, JSON.parse(line)]),
          [
            [1, episode(1)],
            [2, episode(2)],
            [3, episode(3)],
          ],
        );
        assert.match((await run.lines("memory"))?.get(2) ?? "", /^\{"memory":"reflections".*\}\n$/);
      },
    ),
    check("a run is finished when its summary says so", async ({ store, name }) => {
      const run = await written({ store, name }, false);
      assert.deepEqual([await run.finished(), await run.summary()], [null, summary(false)]);
      await written({ store, name }, true);
      assert.deepEqual(await run.finished(), summary(true));
    }),
    check("reading changes nothing; writing is seen in the state", async ({ store, name }) => {
      const run = await written({ store, name }, false);
      const { key } = await run.state();
      await Promise.all([
        run.summary(),
        run.episodes(),
        run.memories(),
        run.lines("episodes"),
        run.forks(),
        run.newEpisodes(new Set()),
      ]);
      (await run.ledger()).close();
      assert.equal((await store.state(name)).key, key);
      await store.editRun(name).addFork(fork("f1", 1));
      assert.notEqual((await store.state(name)).key, key);
    }),
  ];
}

function keepingChecks(check: MakeCheck): Check[] {
  return [
    check("forks are kept in their order, the first of an id", async ({ store, name }) => {
      const run = await written({ store, name }, true);
      const editor = store.editRun(name);
      for (const record of [fork("f2", 2), fork("f1", 1), fork("f2", 3)]) await editor.addFork(record);
      editor.close();
      assert.deepEqual(
        [...(await run.forks())],
        [
          ["f2", fork("f2", 2)],
          ["f1", fork("f1", 1)],
        ],
      );
    }),
    check("checkpoints that are dropped take nothing else with them", async ({ store, name }) => {
      const run = await written({ store, name }, true);
      await store.dropCheckpoints(name);
      assert.deepEqual([run.has("checkpoints"), run.size("checkpoints"), run.has("calls")], [false, 0, true]);
      assert.equal((await run.episodes()).size, 3);
    }),
    check("a run that is removed leaves its name free", async ({ store, name }) => {
      await written({ store, name }, true);
      await store.removeRun(name);
      assert.equal(store.has(name), false);
      await store.createRun(name, IDENTITY, { resume: false });
      assert.equal((await (await store.openRun(name)).episodes()).size, 0);
    }),
  ];
}

/** A run of three episodes, written out; made where it is not there. */
async function written({ store, name }: RunStoreCase, complete: boolean) {
  await store.createRun(name, IDENTITY, { resume: store.has(name) });
  const writer = await store.writeRun(name, IDENTITY.run);
  const episodes = [episode(1), episode(2), episode(3)];
  for (const one of episodes) writer.saveEpisode(one);
  await writer.writeOut({ episodes, memories: [reflection(0), reflection(2)], summary: summary(complete) });
  writer.close();
  return store.openRun(name);
}

function episode(number: number): Episode {
  const round = { plan: null, proposal: "A", item: 0, title: "A", reward: 4, worldReward: 4 };
  return {
    episode: number,
    user: number,
    split: "test",
    end: { kind: "limit", reason: null },
    len: 1,
    return: 4,
    rounds: [{ ...round, accepted: true, value: null, advantage: null, replaced: false }],
  };
}

function reflection(number: number): Memories {
  return { ...noMemories(), reflections: [{ id: `00000${number}`, episode: number, text: "Vary." }] };
}

/** As much of a summary as a store looks at. */
function summary(complete: boolean): Summary {
  return { run: IDENTITY.run, complete } as Partial<Summary> as Summary;
}

function fork(id: string, round: number): ForkRecord {
  const made = { id, run: IDENTITY.run, parent: null, episode: 1, round, overrides: [], repeat: 1, changed: {}, dropped: [] };
  return { ...made, record: episode(1), memories: noMemories() };
}
