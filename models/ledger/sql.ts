/** Schema and statements of calls.sqlite. */
import type { Database, Statement } from "../../core/sqlite.ts";
import { EMBEDDING_ROLE } from "./ledger.ts";
import type { Tally } from "./usage.ts";

/** Version of the file's form. */
export const VERSION = 5;

/** The tables. A prompt is packed against the one in row `base`. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY, scope TEXT NOT NULL, episode INTEGER NOT NULL, round INTEGER NOT NULL, role TEXT NOT NULL,
  attempt INTEGER NOT NULL, request TEXT NOT NULL, starts INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
  finished INTEGER NOT NULL DEFAULT 0, model TEXT, answer BLOB, messages BLOB, base INTEGER, inputTokens INTEGER,
  outputTokens INTEGER, costUsd REAL, estimated INTEGER, cached INTEGER, recalled TEXT, ended TEXT, fault TEXT, UNIQUE (episode, round, role, attempt, scope));
CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, hash)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS embeddings (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL, calls INTEGER NOT NULL, inputTokens INTEGER NOT NULL, costUsd REAL, estimated INTEGER NOT NULL,
  scope TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS losses (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL, inputTokens INTEGER NOT NULL, outputTokens INTEGER NOT NULL, costUsd REAL, scope TEXT NOT NULL);
PRAGMA user_version = ${VERSION};`;

/** Makes the tables. Files of older versions get the columns they had not: 2 brought `cached`, 3 `recalled`, 4 the scope of embeddings, 5 `ended`, `fault` and the losses. */
export function makeTables(db: Database): void {
  const version = db.pragma("user_version") as number;
  db.transaction(() => {
    if (version === 1) db.exec("ALTER TABLE calls ADD COLUMN cached INTEGER");
    if (version === 1 || version === 2) db.exec("ALTER TABLE calls ADD COLUMN recalled TEXT");
    db.exec(SCHEMA);
    if (version > 0 && version < 5 && !has(db, "calls", "fault"))
      db.exec("ALTER TABLE calls ADD COLUMN ended TEXT; ALTER TABLE calls ADD COLUMN fault TEXT");
    if (version > 0 && version < 4 && !has(db, "embeddings", "scope"))
      db.exec("ALTER TABLE embeddings ADD COLUMN scope TEXT NOT NULL DEFAULT ''");
  });
}

function has(db: Database, table: "calls" | "embeddings", column: string): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column) !== undefined;
}

type Name =
  | "get"
  | "entries"
  | "idOf"
  | "byId"
  | "begin"
  | "finish"
  | "fail"
  | "counts"
  | "lose"
  | "getVector"
  | "putVector"
  | "addEmbedding";

/** The prepared statements of an open ledger. */
export type Sql = Record<Name, Statement>;

/** Prepares every statement once. */
export function prepare(db: Database): Sql {
  const p = (text: string): Statement => db.prepare(text);
  const at = "episode = ? AND round = ? AND role = ? AND attempt = ? AND scope = ?";
  return {
    get: p(`SELECT * FROM calls WHERE ${at} AND finished = 1`),
    entries: p("SELECT * FROM calls WHERE episode = ? AND scope = ? AND finished = 1"),
    idOf: p(`SELECT id FROM calls WHERE ${at}`),
    byId: p("SELECT messages, base FROM calls WHERE id = ?"),
    begin: p(`INSERT INTO calls (scope, episode, round, role, attempt, request, starts) VALUES (?, ?, ?, ?, ?, ?, 1)
      ON CONFLICT DO UPDATE SET starts = starts + 1, request = iif(finished, request, excluded.request) RETURNING id`),
    finish: p(`UPDATE calls SET finished = 1, request = ?, model = ?, answer = ?, messages = ?, base = ?, inputTokens = ?,
      outputTokens = ?, costUsd = ?, estimated = ?, cached = ?, recalled = ?, ended = ?, fault = ? WHERE id = ? AND finished = 0`),
    fail: p("UPDATE calls SET failures = failures + 1 WHERE id = ?"),
    counts: p(`SELECT coalesce(sum(starts), 0) AS starts, coalesce(sum(finished), 0) AS finished,
      coalesce(sum(failures), 0) AS failures FROM calls WHERE scope = ?`),
    lose: p("INSERT INTO losses (model, inputTokens, outputTokens, costUsd, scope) VALUES (?, ?, ?, ?, ?)"),
    getVector: p("SELECT vector FROM vectors WHERE model = ? AND hash = ?"),
    putVector: p("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)"),
    addEmbedding: p("INSERT INTO embeddings (model, calls, inputTokens, costUsd, estimated, scope) VALUES (?, ?, ?, ?, ?, ?)"),
  };
}

/** Totals of an existing file, by scope and role. */
export function readTotals(db: Database): Map<string, Record<string, Tally>> {
  const sums = `sum(inputTokens) AS inputTokens, sum(outputTokens) AS outputTokens, count(*) - count(costUsd) AS unpriced,
    sum(costUsd) AS costUsd, sum(estimated) AS estimatedCalls`;
  const rows = db
    .prepare(`SELECT scope, role, count(*) AS calls, ${sums}, sum(cached) AS cached, count(fault) AS unusable FROM calls WHERE finished = 1 GROUP BY scope, role
      UNION ALL SELECT scope, '${EMBEDDING_ROLE}', sum(calls), ${sums.replace("sum(outputTokens)", "0")}, 0, 0 FROM embeddings GROUP BY scope`)
    .all() as (Tally & { scope: string; role: string; unpriced: number })[];
  const scopes = new Map<string, Record<string, Tally>>();
  for (const { scope, role, unpriced, cached, unusable, ...tally } of rows) {
    const roles = scopes.get(scope) ?? {};
    scopes.set(scope, roles);
    roles[role] = {
      ...tally,
      costUsd: unpriced > 0 ? null : (tally.costUsd ?? 0),
      ...(cached ? { cached } : {}),
      ...(unusable ? { unusable } : {}),
    };
  }
  return scopes;
}
