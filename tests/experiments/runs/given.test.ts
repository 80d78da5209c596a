/** Memories as prior knowledge: read from a file, seen by every episode, kept apart by name. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { BillpError } from "../../../core/errors.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { appendById, entryId } from "../../../memory/entries.ts";
import { asPriorMemories, memoryLines, mergeMemories, parseMemories } from "../../../memory/prior.ts";
import { visibleUpTo, writesMemories } from "../../../memory/visibility.ts";
import { createScript } from "../../../models/scripted.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "./hash-model.ts";

const play = (settings: object, given?: ReturnType<typeof parseMemories>) => {
  const { chat, calls } = createScript(hashScript);
  const run = runExperiment({
    settings: { method: "billp", limit: 4, ...settings },
    out: null,
    workers: 3,
    priorMemories: given,
    runtime: { chat, loadWorld: async () => tinyWorld() },
  });
  return run.then((result) => ({ ...result, calls }));
};

test("memory.jsonl reads back as it was written, and its entries are seen from the first episode on", async () => {
  const trained = await play({ train: 8, test: 1, lag: 2 });
  const text = memoryLines(trained.memories);
  const read = parseMemories(text, "memory.jsonl");
  expect(memoryLines([read])).toBe(text);
  const informed = await play({ train: 0, test: 3 }, read);
  const shown = informed.calls
    .filter((c) => c.role === "planner")
    .every((c) => !JSON.stringify(c.messages).includes("<lessons>\\n</lessons>"));
  expect(shown).toBe(true);
  expect(mergeMemories(informed.memories).reflections.every((r) => r.episode === 0 && r.id.startsWith("given-"))).toBe(true);
  const blank = await play({ train: 0, test: 3 });
  expect(JSON.stringify(blank.episodes)).not.toBe(JSON.stringify(informed.episodes));
});

test("a damaged file is refused by line and field, whatever it holds", () => {
  const line = JSON.stringify({ memory: "values", id: "000001-001", episode: 1, round: 1, state: "a", value: 3 });
  expect(() => parseMemories(`${line}\n{"memory":"values","id":"x"}`, "m.jsonl")).toThrow(/m\.jsonl, line 2, field/);
  fc.assert(
    fc.property(fc.string(), (junk) => {
      try {
        parseMemories(`${line}\n${junk}`, "m.jsonl");
      } catch (error) {
        expect(error).toBeInstanceOf(BillpError);
      }
    }),
  );
});

test("the reducer gives the same list however writes are grouped, and keeps an id once", () => {
  const entry = fc.nat(30).map((n) => ({ id: entryId(1, n), n }));
  const batches = fc.array(fc.array(entry, { maxLength: 12 }), { maxLength: 8 });
  fc.assert(
    fc.property(batches, batches, (xs, ys) => {
      const apart = appendById(appendById([], xs), ys);
      expect(appendById([], [...xs, ...ys])).toEqual(apart);
      expect(new Set(apart.map((e) => e.id)).size).toBe(apart.length);
    }),
  );
});

test("what an episode sees is before it, grows with it, and is all of training in a frozen test", () => {
  const rule = fc.record({
    lag: fc.integer({ min: 1, max: 40 }),
    batch: fc.integer({ min: 0, max: 20 }),
    train: fc.nat(100),
    memory: fc.constant("online" as const),
  });
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 500 }), (r, k) => {
      expect(visibleUpTo(r, k, "train")).toBeGreaterThanOrEqual(0);
      expect(visibleUpTo(r, k, "train")).toBeLessThan(k);
      expect(visibleUpTo(r, k + 1, "train")).toBeGreaterThanOrEqual(visibleUpTo(r, k, "train"));
      expect(visibleUpTo({ ...r, memory: "frozen" }, k, "test")).toBe(r.train);
      expect(writesMemories({ memory: "frozen" }, "test")).toBe(false);
    }),
  );
});

test("given entries never take the place of a run's own", () => {
  const own = parseMemories(JSON.stringify({ memory: "reflections", id: "000001", episode: 1, text: "t" }), "m");
  expect(appendById(own.reflections, [asPriorMemories(own).reflections]).length).toBe(2);
});
