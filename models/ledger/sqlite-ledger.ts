/** Call ledger on disk: calls.sqlite in the run folder. Every call is written at once, so that a kill loses none. */
import { type Database, onDisk, openSqlite, readSqlite, storable, textOf } from "../../core/sqlite.ts";
import type { UnusableReason } from "../answers/unusable-answer.ts";
import {
  type Address,
  addressKey,
  byPlace,
  createTotals,
  EMBEDDING_ROLE,
  type Ledger,
  type LedgerCall,
  type LedgerEntry,
  tallyOf,
} from "./ledger.ts";
import { addCalls, addLoss, createOutlays } from "./outlay.ts";
import { readOutlays } from "./outlay-sql.ts";
import { createPacker, type Packer, unpack } from "./pack.ts";
import { makeTables, prepare, readTotals, type Sql, VERSION } from "./sql.ts";
import { addTo, type Tally } from "./usage.ts";

/** Opens or creates the ledger file. @throws BillpError `sqlite-missing` when SQLite does not load. */
export async function openSqliteLedger(path: string): Promise<Ledger> {
  const db = await openSqlite(path);
  return onDisk(path, () => {
    makeTables(db);
    return ledgerOf(db, path);
  });
}

/**
 * Opens an existing ledger for reading; neither the file nor its folder is written to, and a run that is going on is not disturbed.
 * Writing to it fails, or is lost. @throws BillpError `sqlite-missing`, or `run-folder` when there is no such file or it is damaged.
 */
export async function readSqliteLedger(path: string): Promise<Ledger> {
  const db = await readSqlite(path, (found) => found.pragma("user_version") === VERSION);
  return onDisk(path, () => {
    if (!db.readonly) makeTables(db);
    return ledgerOf(db, path);
  });
}

function ledgerOf(db: Database, path: string): Ledger {
  const sql = prepare(db);
  const scopes = createTotals(readTotals(db));
  const outlays = createOutlays(readOutlays(db));
  const packer = createPacker();
  const inFlight = new Map<string, number>();
  type Rows = readonly { hash: string; vector: Float32Array }[];
  const addVectors = (model: string, rows: Rows, usage: Tally, scope: string): void =>
    db.transaction(() => {
      for (const { hash, vector } of rows)
        sql.putVector.run(model, hash, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
      sql.addEmbedding.run(model, usage.calls, usage.inputTokens, usage.costUsd, usage.estimatedCalls, scope);
    });
  return {
    get(a) {
      const row = sql.get.get(a.episode, a.round, a.role, a.attempt, a.scope) as Row | undefined;
      return row && entryOf(sql, row);
    },
    entries: (episode, scope = "") => (sql.entries.all(episode, scope) as Row[]).map((row) => callOf(sql, row)).sort(byPlace),
    begin: (a, request) =>
      void inFlight.set(
        addressKey(a),
        onDisk(path, () => begin(sql, a, request)),
      ),
    finish(a, entry) {
      // Without a begin (an entry copied into a fork's scope) the row is made here.
      const started = inFlight.get(addressKey(a)) ?? idOf(sql, a) ?? begin(sql, a, entry.request);
      inFlight.delete(addressKey(a));
      if (!onDisk(path, () => write(sql, packer, started, a, entry))) return;
      addTo(scopes.of(a.scope), a.role, tallyOf(entry));
      addCalls(outlays.of(a.scope), entry.model, tallyOf(entry));
    },
    fail(a, cutOff = false) {
      const id = inFlight.get(addressKey(a));
      if (id !== undefined && !cutOff) sql.fail.run(id);
      if (id !== undefined && cutOff) outlays.of(a.scope).cutOff++;
      inFlight.delete(addressKey(a));
    },
    counts(scope = "") {
      const row = sql.counts.get(scope) as { starts: number; finished: number; failures: number };
      const open = [...inFlight.keys()].filter((key) => key.endsWith(`|${scope}`)).length;
      const cutOff = row.starts - row.finished - row.failures - open;
      return { finished: row.finished, failed: row.failures, cutOff };
    },
    usageByRole: (scope = "") => structuredClone(scopes.of(scope)),
    lose(loss, scope = "") {
      onDisk(path, () => sql.lose.run(loss.model, loss.inputTokens, loss.outputTokens, loss.costUsd, scope));
      addLoss(outlays.of(scope), loss);
    },
    outlay: (scope = "") => structuredClone(outlays.of(scope)),
    vectors: {
      get(model, hash) {
        const row = sql.getVector.get(model, hash) as { vector: Uint8Array } | undefined;
        return row && new Float32Array(new Uint8Array(row.vector).buffer);
      },
      put(model, rows, usage, scope = "") {
        onDisk(path, () => addVectors(model, rows, usage, scope));
        addTo(scopes.of(scope), EMBEDDING_ROLE, usage);
        addCalls(outlays.of(scope), model, usage);
      },
    },
    close: () => void db.close(),
  };
}

function begin(sql: Sql, a: Address, request: string): number {
  return (sql.begin.get(a.scope, a.episode, a.round, a.role, a.attempt, request) as { id: number }).id;
}

function idOf(sql: Sql, a: Address): number | undefined {
  return (sql.idOf.get(a.episode, a.round, a.role, a.attempt, a.scope) as { id: number } | undefined)?.id;
}

/** Finishes a row; false when it was finished before. */
function write(sql: Sql, packer: Packer, id: number, a: Address, entry: LedgerEntry): boolean {
  const key = `${a.scope}|${a.episode}|${a.role}`;
  const packed = entry.messages === undefined ? { bytes: null, base: null } : packer.pack(key, id, entry.messages);
  const { request, model, inputTokens, outputTokens, costUsd } = entry;
  const answer = packer.plain(entry.answer);
  const { changes } = sql.finish.run(
    request,
    model,
    answer,
    packed.bytes,
    packed.base,
    inputTokens,
    outputTokens,
    costUsd,
    entry.estimated ? 1 : 0,
    entry.cached ? 1 : 0,
    entry.recalled === undefined ? null : JSON.stringify(entry.recalled),
    entry.ended ?? null,
    entry.fault === undefined ? null : storable(entry.fault),
    id,
  );
  if (changes === 0) packer.forget(key); // finished before: the first answer stays, and no later prompt may build on this one
  return changes > 0;
}

interface Row extends Omit<LedgerCall, "answer" | "estimated" | "cached" | "messages" | "recalled" | "ended" | "fault"> {
  answer: Uint8Array | string;
  estimated: number;
  cached: number | null;
  messages: Uint8Array | null;
  base: number | null;
  recalled: string | null;
  ended: UnusableReason | null;
  fault: Uint8Array | string | null;
}

function callOf(sql: Sql, row: Row): LedgerCall {
  const { round, role, attempt } = row;
  return Object.defineProperties({ round, role, attempt } as LedgerCall, Object.getOwnPropertyDescriptors(entryOf(sql, row)));
}

function entryOf(sql: Sql, row: Row): LedgerEntry {
  const { request, model, inputTokens, outputTokens, costUsd } = row;
  const answer = unpack(row.answer);
  return {
    request,
    model,
    answer,
    inputTokens,
    outputTokens,
    costUsd,
    estimated: row.estimated === 1,
    ...(row.cached === 1 ? { cached: true } : {}),
    ...(row.recalled === null ? {} : { recalled: JSON.parse(row.recalled) as string[] }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    ...(row.fault === null ? {} : { fault: textOf(row.fault) }),
    get messages() {
      return row.messages ? messagesOf(sql, row.messages, row.base) : undefined;
    },
  };
}

function messagesOf(sql: Sql, bytes: Uint8Array, base: number | null): string {
  if (base === null) return unpack(bytes);
  const row = sql.byId.get(base) as { messages: Uint8Array; base: number | null };
  return unpack(bytes, messagesOf(sql, row.messages, row.base));
}
