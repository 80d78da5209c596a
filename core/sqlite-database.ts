/** An open SQLite database, the same over either engine (sqlite-engine.ts): statements, transactions, pragmas. */
import type { Connection, Engine, EngineStatement, SqlValue } from "./sqlite-engine.ts";

export type { SqlValue } from "./sqlite-engine.ts";

/** A prepared statement. Values are bound to its question marks in order. Rows are plain objects by column; blobs come as `Uint8Array`. */
export interface Statement {
  /** The first row, or undefined. */
  get(...values: SqlValue[]): unknown;
  /** Every row. */
  all(...values: SqlValue[]): unknown[];
  /** The rows one after another; the database must not be written to in between. */
  iterate(...values: SqlValue[]): Iterable<unknown>;
  /** Runs it; `changes` is the number of rows that were inserted, updated or deleted. */
  run(...values: SqlValue[]): { readonly changes: number };
}

/**
 * An open database. What SQLite refuses is thrown as the engine throws it; {@link isBusy} tells a lock from the rest.
 * A text that holds U+0000 is stored whole, but some engines read it up to that character alone: {@link storable} and {@link textOf}.
 */
export interface Database {
  /** Whether it was opened for reading alone. */
  readonly readonly: boolean;
  /** Runs statements that give no rows and take no values. */
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** The value of a pragma, or undefined where it has none. */
  pragma(name: string): unknown;
  /** Does all of `work` or, when it throws, nothing. `immediate` takes the lock of the writer at once, waiting for it. */
  transaction<T>(work: () => T, kind?: "deferred" | "immediate"): T;
  /** Closes it; once closed, closing does nothing. */
  close(): void;
}

/** Opens a database, see {@link Engine.open}. */
export function openOn({ open, lingers }: Engine, path: string, readonly = false): Database {
  const connection = open(path, readonly);
  let [closed, prepared] = [false, false];
  const prepare = (sql: string) => {
    prepared = true;
    return connection.prepare(sql);
  };
  return {
    readonly,
    exec: (sql) => connection.exec(sql),
    prepare: (sql) => statementOf(prepare(sql)),
    pragma(name) {
      const row = prepare(`PRAGMA ${name}`).get() as object | undefined;
      return row === undefined ? undefined : Object.values(row)[0];
    },
    transaction(work, kind = "deferred") {
      connection.exec(`BEGIN ${kind}`);
      try {
        const result = work();
        connection.exec("COMMIT");
        return result;
      } catch (error) {
        rollBack(connection);
        throw error;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      if (lingers && prepared && !readonly) leaveLog(connection);
      connection.close();
    },
  };
}

function statementOf(statement: EngineStatement): Statement {
  return {
    get: (...values) => statement.get(...values),
    all: (...values) => statement.all(...values),
    iterate: (...values) => statement.iterate(...values),
    run: (...values) => ({ changes: Number(statement.run(...values).changes) }),
  };
}

/** Undoes the open transaction. There is none any more when SQLite has undone it by itself, as on a full disk. */
function rollBack(connection: Connection): void {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // what ended the transaction is thrown by the caller
  }
}

/** Brings the log into the file and lets go of both, as closing does; where others have the file open it stays theirs. */
function leaveLog(connection: Connection): void {
  try {
    connection.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
  } catch {
    // the last one to close it does it
  }
}

/** A text in a form that every engine reads back whole: bytes where it holds U+0000. */
export function storable(text: string): string | Uint8Array {
  return text.includes("\0") ? Buffer.from(text) : text;
}

/** Undoes {@link storable}. */
export function textOf(stored: string | Uint8Array): string {
  return typeof stored === "string" ? stored : Buffer.from(stored).toString();
}

const SQLITE_BUSY = 5;

/** Whether something thrown says that another connection holds a lock. The low byte of an extended code is the code itself. */
export function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === "number" && (code & 0xff) === SQLITE_BUSY;
}
