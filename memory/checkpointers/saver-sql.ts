/** Schema and statements of the checkpoint tables, as `@langchain/langgraph-checkpoint-sqlite` makes them. */
import type { Database, Statement } from "../../core/sqlite.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS checkpoints (
  thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '', checkpoint_id TEXT NOT NULL, parent_checkpoint_id TEXT,
  type TEXT, checkpoint BLOB, metadata BLOB, PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));
CREATE TABLE IF NOT EXISTS writes (
  thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '', checkpoint_id TEXT NOT NULL, task_id TEXT NOT NULL, idx INTEGER NOT NULL,
  channel TEXT NOT NULL, type TEXT, value BLOB, PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));`;

/** A row of `checkpoints`. */
export interface CheckpointRow {
  readonly thread_id: string;
  readonly checkpoint_ns: string;
  readonly checkpoint_id: string;
  readonly parent_checkpoint_id: string | null;
  /** Of both values; null in files of early versions, where it is JSON. */
  readonly type: string | null;
  readonly checkpoint: Uint8Array | string;
  readonly metadata: Uint8Array | string;
}

/** A row of `writes`, as far as it is read. */
export interface WriteRow {
  readonly task_id: string;
  readonly channel: string;
  readonly type: string | null;
  readonly value: Uint8Array | string | null;
}

type Name = "one" | "newest" | "writes" | "put" | "addWrite" | "replaceWrite" | "dropCheckpoints" | "dropWrites";

/** The prepared statements of a saver. */
export type SaverSql = Record<Name, Statement>;

/** Makes the tables where there are none, and prepares every statement once. */
export function prepareSaver(db: Database): SaverSql {
  db.exec("PRAGMA journal_mode = WAL");
  db.exec(SCHEMA);
  const row = "SELECT * FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ?";
  const write =
    "INTO writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  return {
    one: db.prepare(`${row} AND checkpoint_id = ?`),
    newest: db.prepare(`${row} ORDER BY checkpoint_id DESC LIMIT 1`),
    writes:
      db.prepare(`SELECT task_id, channel, type, value FROM writes WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?
      ORDER BY task_id, idx`),
    put: db.prepare(`INSERT OR REPLACE INTO checkpoints
      (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    addWrite: db.prepare(`INSERT OR IGNORE ${write}`),
    replaceWrite: db.prepare(`INSERT OR REPLACE ${write}`),
    dropCheckpoints: db.prepare("DELETE FROM checkpoints WHERE thread_id = ?"),
    dropWrites: db.prepare("DELETE FROM writes WHERE thread_id = ?"),
  };
}
