/** The contract of a call ledger, run over both implementations; then what only the one on disk can do. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sha256 } from "../../../core/hash.ts";
import { openSqlite } from "../../../core/sqlite.ts";
import { type Address, createMemoryLedger, type Ledger, type LedgerEntry, replay } from "../../../models/ledger/ledger.ts";
import { scopedLedger } from "../../../models/ledger/scope.ts";
import { openSqliteLedger, readSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-ledger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `calls-${++files}.sqlite`);

const at = (episode = 1, round = 1, role = "actor", attempt = 0, scope = ""): Address => ({
  scope,
  episode,
  round,
  role,
  attempt,
});
const entry = (answer: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  request: sha256(answer),
  answer,
  model: "openai:stub-1",
  inputTokens: 10,
  outputTokens: 3,
  costUsd: 0.5,
  estimated: false,
  ...more,
});
function make(ledger: Ledger, address: Address, e: LedgerEntry): void {
  ledger.begin(address, e.request);
  ledger.finish(address, e);
}

const kinds: [string, () => Promise<Ledger>][] = [
  ["memory", async () => createMemoryLedger({ keepMessages: true })],
  ["sqlite", () => openSqliteLedger(newFile())],
];

describe.each(kinds)("ledger in %s", (_, open) => {
  it("gives back what was finished, by every part of the address", async () => {
    const ledger = await open();
    const addresses = [at(), at(2), at(1, 2), at(1, 1, "critic"), at(1, 1, "actor", 1), at(1, 1, "actor", 0, "fork-1")];
    for (const [i, a] of addresses.entries()) make(ledger, a, entry(`answer ${i} – 映画 \u0001 🎬`));
    for (const [i, a] of addresses.entries()) expect(ledger.get(a)).toMatchObject(entry(`answer ${i} – 映画 \u0001 🎬`));
    expect(ledger.get(at(9))).toBeUndefined();
    ledger.close();
  });

  it("keeps the messages of a long episode exactly", async () => {
    const ledger = await open();
    const prompt = (n: number) =>
      JSON.stringify([
        { role: "user", content: Array.from({ length: n }, (_, i) => `round ${i}: ${sha256(String(i))}`).join("\n") },
      ]);
    for (let n = 1; n <= 60; n++)
      for (const role of ["actor", "planner"]) make(ledger, at(1, n, role), entry("{}", { messages: prompt(n * 20) }));
    for (let n = 1; n <= 60; n++) expect(ledger.get(at(1, n, "planner"))?.messages).toBe(prompt(n * 20));
    ledger.close();
  });

  it("counts what finished, failed and was cut off", async () => {
    const ledger = await open();
    make(ledger, at(1), entry("a"));
    ledger.begin(at(2), "r");
    ledger.fail(at(2));
    ledger.begin(at(4), "r");
    ledger.fail(at(4));
    ledger.begin(at(3), "r");
    ledger.fail(at(3), true);
    ledger.begin(at(3), "r");
    expect(ledger.counts()).toEqual({ finished: 1, failed: 2, cutOff: 1 });
    ledger.finish(at(3), entry("b"));
    expect(ledger.counts()).toEqual({ finished: 2, failed: 2, cutOff: 1 });
    expect(ledger.get(at(2))).toBeUndefined();
    ledger.close();
  });

  it("sums usage by role, and has no cost once one is unknown", async () => {
    const ledger = await open();
    make(ledger, at(1), entry("a"));
    make(ledger, at(2), entry("b", { estimated: true }));
    make(ledger, at(1, 1, "critic"), entry("c", { costUsd: null }));
    ledger.vectors.put("openai:e", [], { calls: 1, inputTokens: 7, outputTokens: 0, costUsd: 0.25, estimatedCalls: 0 });
    expect(ledger.usageByRole()).toEqual({
      actor: { calls: 2, inputTokens: 20, outputTokens: 6, costUsd: 1, estimatedCalls: 1 },
      critic: { calls: 1, inputTokens: 10, outputTokens: 3, costUsd: null, estimatedCalls: 0 },
      embedding: { calls: 1, inputTokens: 7, outputTokens: 0, costUsd: 0.25, estimatedCalls: 0 },
    });
    ledger.close();
  });

  it("counts what forks took apart from the run", async () => {
    const ledger = await open();
    make(ledger, at(1), entry("a"));
    const fork = scopedLedger(ledger, "fork-1");
    make(fork, at(1), entry("b", { inputTokens: 1 }));
    fork.begin(at(1, 2), "r");
    const usage = { calls: 1, inputTokens: 7, outputTokens: 0, costUsd: 0.25, estimatedCalls: 0 };
    fork.vectors.put("m", [{ hash: "h", vector: Float32Array.of(1) }], usage);
    expect(fork.get(at(1))?.answer).toBe("b");
    expect(fork.entries(1).map((c) => c.answer)).toEqual(["b"]);
    expect(ledger.get(at(1))?.answer).toBe("a");
    expect(ledger.usageByRole()).toMatchObject({ actor: { calls: 1, inputTokens: 10 } });
    expect(ledger.usageByRole()).not.toHaveProperty("embedding");
    expect(fork.usageByRole()).toMatchObject({ actor: { calls: 1, inputTokens: 1 }, embedding: { inputTokens: 7 } });
    expect([ledger.counts(), fork.counts()]).toEqual(Array(2).fill({ finished: 1, failed: 0, cutOff: 0 }));
    expect(ledger.vectors.get("m", "h")).toEqual(Float32Array.of(1));
    fork.close();
    ledger.close();
  });

  it("counts answers from the cache apart, and only where there are some", async () => {
    const ledger = await open();
    make(ledger, at(1), entry("a"));
    make(ledger, at(2), entry("b", { cached: true, costUsd: 0 }));
    make(ledger, at(1, 1, "critic"), entry("c"));
    expect(ledger.get(at(2))).toMatchObject({ cached: true });
    expect(ledger.usageByRole().actor).toMatchObject({ calls: 2, cached: 1, costUsd: 0.5 });
    expect(ledger.usageByRole().critic).not.toHaveProperty("cached");
    ledger.close();
  });

  it("refuses to replay an answer to another request, naming the address", async () => {
    const ledger = await open();
    make(ledger, at(3, 4, "critic", 1), entry("a"));
    expect(replay(ledger, at(3, 4, "critic", 1), sha256("a"))?.answer).toBe("a");
    expect(() => replay(ledger, at(3, 4, "critic", 1), "other")).toThrow(/episode 3, round 4, critic, attempt 1/);
    ledger.close();
  });

  it("keeps the first answer of an address, and later prompts readable", async () => {
    const ledger = await open();
    const text = (n: number) => `[${"the same words ".repeat(50)}${n}]`;
    for (const n of [1, 2]) make(ledger, at(1, n), entry(`a${n}`, { messages: text(n) }));
    ledger.finish(at(1, 2), entry("again", { messages: text(99) }));
    make(ledger, at(1, 3), entry("a3", { messages: text(3) }));
    for (const n of [1, 2, 3]) expect(ledger.get(at(1, n))).toMatchObject({ answer: `a${n}`, messages: text(n) });
    expect(ledger.usageByRole().actor?.calls).toBe(3);
    ledger.close();
  });

  it("gives an episode's calls in order, with messages and what was recalled", async () => {
    const ledger = await open();
    const text = (n: number) => `[${"the same words ".repeat(50)}${n}]`;
    const places: [number, string, number][] = [
      [2, "reflector", 0],
      [1, "actor", 1],
      [1, "actor", 0],
      [1, "planner", 0],
      [2, "critic", 0],
      [1, "critic", 0],
    ];
    for (const [i, [round, role, attempt]] of places.entries())
      make(ledger, at(7, round, role, attempt), entry(`a${i}`, { messages: text(i), recalled: [`values:${i}`] }));
    make(ledger, at(7, 1, "actor", 0, "fork-1"), entry("of a fork", { cached: true }));
    make(ledger, at(8), entry("of another episode", { recalled: [] }));
    ledger.begin(at(7, 3), "not finished");
    const found = ledger.entries(7);
    expect(found.map((c) => [c.round, c.role, c.attempt])).toEqual([3, 5, 2, 1, 4, 0].map((i) => places[i]));
    for (const [at, i] of [3, 5, 2, 1, 4, 0].entries())
      expect(found[at]).toMatchObject(entry(`a${i}`, { messages: text(i), recalled: [`values:${i}`] }));
    expect(ledger.entries(7, "fork-1")).toMatchObject([{ answer: "of a fork", cached: true, model: "openai:stub-1" }]);
    expect(ledger.entries(7, "fork-1")[0]).not.toHaveProperty("recalled");
    expect(ledger.get(at(8))?.recalled).toEqual([]);
    expect(ledger.entries(9)).toEqual([]);
    ledger.close();
  });

  it("keeps vectors by model and text", async () => {
    const ledger = await open();
    const usage = { calls: 1, inputTokens: 1, outputTokens: 0, costUsd: 0, estimatedCalls: 0 };
    ledger.vectors.put("m", [{ hash: "h", vector: Float32Array.of(0.6, -0.8) }], usage);
    expect(ledger.vectors.get("m", "h")).toEqual(Float32Array.of(0.6, -0.8));
    expect(ledger.vectors.get("other", "h")).toBeUndefined();
    ledger.close();
  });
});

describe("ledger on disk", () => {
  it("has everything after it was left without closing, cut-off calls counted", async () => {
    const file = newFile();
    const killed = await openSqliteLedger(file);
    make(killed, at(1), entry("a", { messages: "[1]" }));
    make(killed, at(1, 2), entry("b", { messages: "[1,2]" }));
    killed.begin(at(1, 3), "r");
    killed.vectors.put("m", [{ hash: "h", vector: Float32Array.of(1) }], {
      calls: 1,
      inputTokens: 1,
      outputTokens: 0,
      costUsd: 0,
      estimatedCalls: 1,
    });
    const before = killed.usageByRole();
    const resumed = await openSqliteLedger(file);
    expect(resumed.counts()).toEqual({ finished: 2, failed: 0, cutOff: 1 });
    expect(resumed.usageByRole()).toEqual(before);
    expect(resumed.get(at(1, 2))).toMatchObject({ answer: "b", messages: "[1,2]" });
    make(resumed, at(1, 3), entry("c"));
    expect(resumed.counts()).toEqual({ finished: 3, failed: 0, cutOff: 1 });
    resumed.close();
    killed.close();
  });

  it("knows after a kill what its calls have cost, losses and cut-off calls included", async () => {
    const file = newFile();
    const killed = await openSqliteLedger(file);
    const model = "openai:stub-1";
    make(killed, at(1), entry("a"));
    make(killed, at(2), entry("b", { costUsd: null }));
    make(killed, at(3), entry("c", { costUsd: 0, cached: true }));
    make(killed, at(4, 1, "actor", 0, "f1"), entry("d", { costUsd: null }));
    killed.lose({ model, inputTokens: 100, outputTokens: 50, costUsd: 0.25 });
    killed.lose({ model, inputTokens: 7, outputTokens: 1, costUsd: null }, "f1");
    killed.vectors.put(model, [], { calls: 2, inputTokens: 5, outputTokens: 0, costUsd: 0.125, estimatedCalls: 0 });
    const before = [killed.outlay(), killed.outlay("f1")];
    expect(before[0]).toMatchObject({ usd: 0.875, calls: 4, lost: { tries: 1, usd: 0.25 }, cutOff: 0 });
    killed.begin(at(5), "r");
    const resumed = await openSqliteLedger(file);
    expect([resumed.outlay(), resumed.outlay("f1")]).toEqual([{ ...before[0], cutOff: 1 }, before[1]]);
    resumed.close();
    killed.close();
  });

  it("reads a file from before answers could be cached, and writes on in it", async () => {
    const file = newFile();
    const db = await openSqlite(file);
    db.exec(`CREATE TABLE calls (
      id INTEGER PRIMARY KEY, scope TEXT NOT NULL, episode INTEGER NOT NULL, round INTEGER NOT NULL, role TEXT NOT NULL,
      attempt INTEGER NOT NULL, request TEXT NOT NULL, starts INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
      finished INTEGER NOT NULL DEFAULT 0, model TEXT, answer BLOB, messages BLOB, base INTEGER, inputTokens INTEGER,
      outputTokens INTEGER, costUsd REAL, estimated INTEGER, UNIQUE (episode, round, role, attempt, scope));
      INSERT INTO calls VALUES (1, '', 1, 1, 'actor', 0, 'r', 1, 0, 1, 'm', 'old', NULL, NULL, 10, 3, 0.5, 0);
      PRAGMA user_version = 1;`);
    db.close();
    for (let session = 0; session < 2; session++) {
      const ledger = await openSqliteLedger(file);
      expect(ledger.get(at())).toMatchObject({ answer: "old", costUsd: 0.5 });
      expect(ledger.get(at())).not.toHaveProperty("cached");
      for (const name of ["ended", "fault"]) expect(ledger.get(at())).not.toHaveProperty(name);
      make(ledger, at(2), entry("new", { cached: true, costUsd: 0, ended: "length", fault: "cut" }));
      expect(ledger.get(at(2))).toMatchObject({ answer: "new", cached: true, ended: "length", fault: "cut" });
      expect(ledger.usageByRole().actor).toMatchObject({ calls: 2, cached: 1, unusable: 1, costUsd: 0.5 });
      ledger.close();
    }
  });

  it("is read without a trace: closed, open elsewhere, killed, or of an older version", async () => {
    const file = join(mkdtempSync(join(folder, "read-")), "calls.sqlite");
    const names = () => readdirSync(join(file, "..")).sort();
    const writer = await openSqliteLedger(file);
    make(writer, at(1), entry("a", { messages: "[1]", recalled: ["values:1"] }));
    const early = await readSqliteLedger(file);
    make(writer, at(1, 2), entry("b", { messages: "[1,2]" }));
    expect(early.entries(1).map((c) => c.answer)).toContain("a");
    early.close();
    const live = await readSqliteLedger(file);
    expect(live.entries(1).map((c) => c.answer)).toEqual(["a", "b"]);
    live.close();
    expect(names()).toEqual(["calls.sqlite", "calls.sqlite-shm", "calls.sqlite-wal"]);
    writer.close();
    const before = readFileSync(file);
    const closed = await readSqliteLedger(file);
    expect(closed.entries(1)).toMatchObject([
      { messages: "[1]", recalled: ["values:1"] },
      { answer: "b", messages: "[1,2]" },
    ]);
    closed.close();
    expect(names()).toEqual(["calls.sqlite"]);
    expect(readFileSync(file).equals(before)).toBe(true);

    const db = await openSqlite(file);
    db.exec("ALTER TABLE calls DROP COLUMN recalled; PRAGMA user_version = 2");
    for (const state of ["open elsewhere", "closed"]) {
      if (state === "closed") db.close();
      const old = await readSqliteLedger(file);
      expect(old.entries(1).map((c) => [c.answer, c.recalled])).toEqual([
        ["a", undefined],
        ["b", undefined],
      ]);
      old.close();
    }
    const written = await openSqliteLedger(file);
    make(written, at(2), entry("c", { recalled: ["plans:1"] }));
    expect(written.entries(2)).toMatchObject([{ answer: "c", recalled: ["plans:1"] }]);
    written.close();
    await expect(readSqliteLedger(join(folder, "none.sqlite"))).rejects.toMatchObject({ code: "run-folder" });
  });

  it("gives back an answer that holds U+0000 whole, on every engine", async () => {
    const ledger = await openSqliteLedger(newFile());
    make(ledger, at(1), entry("before\0after", { ended: "no-answer", fault: "told\0more" } as never));
    expect(ledger.get(at(1))).toMatchObject({ answer: "before\0after", fault: "told\0more" });
    ledger.close();
  });

  it("takes an entry that was never begun, for forks", async () => {
    const ledger = await openSqliteLedger(newFile());
    ledger.finish(at(1, 1, "actor", 0, "fork-1"), entry("a"));
    expect(ledger.counts("fork-1")).toEqual({ finished: 1, failed: 0, cutOff: 0 });
    expect(ledger.counts()).toEqual({ finished: 0, failed: 0, cutOff: 0 });
    ledger.close();
  });

  it("stays small: a long episode's prompts take under 8 KB a round", async () => {
    const file = newFile();
    const ledger = await openSqliteLedger(file);
    const line = (i: number) =>
      `Round ${i}: Film number ${(i * 7919) % 2700} (19${i % 100}), reward ${i % 5}, because ${sha256(String(i))}.`;
    const rounds = 50;
    for (let n = 1; n <= rounds; n++) {
      const messages = JSON.stringify([
        { role: "user", content: "Instructions. ".repeat(200) + Array.from({ length: n }, (_, i) => line(i)).join("\n") },
      ]);
      for (const role of ["planner", "actor", "critic"])
        make(ledger, at(1, n, role), entry(`{"thought":"${sha256(`${n}${role}`)}"}`, { messages }));
    }
    ledger.close();
    expect(readFileSync(file).byteLength / rounds).toBeLessThan(8 * 1024);
  });

  it("says what is wrong with a file that is no ledger or cannot be made", async () => {
    await expect(openSqliteLedger(join(folder, "none", "calls.sqlite"))).rejects.toMatchObject({ code: "run-folder" });
    const { writeFileSync } = await import("node:fs");
    const file = newFile();
    writeFileSync(file, "this is no database, but it is long enough to look like one".repeat(40));
    await expect(openSqliteLedger(file)).rejects.toMatchObject({ code: "run-folder" });
    expect(readdirSync(folder).length).toBeGreaterThan(0);
  });
});
