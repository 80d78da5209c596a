/** Opening of SQLite files, with errors in plain words. */
import { existsSync, readFileSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { BillpError, messageOf } from "./errors.ts";

/** Opens or creates a file for one writing process. @throws BillpError `sqlite-missing` or `run-folder`. */
export async function openSqlite(path: string): Promise<Database> {
  const Sqlite = await loadSqlite();
  return onDisk(path, () => {
    const db = new Sqlite(path);
    try {
      db.pragma("busy_timeout = 5000");
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = NORMAL"); // survives a killed process; only a power cut may lose the last writes
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/**
 * Opens a file for reading, without leaving anything beside it. A file that is closed is read into memory, for opening it would make a
 * log; one that is open elsewhere, or was cut off by a kill, has its log already, and is opened where it is if `asItIs` says so.
 * @throws BillpError `sqlite-missing` or `run-folder`.
 */
export async function readSqlite(path: string, asItIs: (db: Database) => boolean = () => true): Promise<Database> {
  const Sqlite = await loadSqlite();
  return onDisk(path, () => {
    if (!existsSync(`${path}-wal`)) return new Sqlite(withoutLog(readFileSync(path)));
    const db = new Sqlite(path, { readonly: true, fileMustExist: true });
    try {
      db.pragma("busy_timeout = 5000");
      if (asItIs(db)) return db;
    } catch (error) {
      db.close();
      throw error;
    }
    const copy = withoutLog(db.serialize());
    db.close();
    return new Sqlite(copy);
  });
}

/** Locks a file for this process until the returned function is called or the process ends; null when another one has it. */
export async function lockFile(path: string): Promise<(() => void) | null> {
  const Sqlite = await loadSqlite();
  return onDisk(path, () => {
    const db = new Sqlite(path, { timeout: 0 });
    try {
      db.exec("BEGIN EXCLUSIVE");
      return () => void db.close();
    } catch (error) {
      db.close();
      if (String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY")) return null;
      throw error;
    }
  });
}

/**
 * Whether another connection, of this process or another, has locked the file by {@link lockFile}. Asking takes a reader's lock for a moment,
 * which hinders no other asker. False of a file that is not there; null where it cannot be asked (no SQLite, no right to read).
 */
export async function isLocked(path: string): Promise<boolean | null> {
  if (!existsSync(path)) return false;
  try {
    const Sqlite = await loadSqlite();
    const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 0 });
    try {
      db.exec("SELECT count(*) FROM sqlite_master"); // not prepared: nothing of it outlives the call
      return false;
    } finally {
      db.close();
    }
  } catch (error) {
    return String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY") ? true : null;
  }
}

/** Bytes 18 and 19 of a file say whether it is used with a write-ahead log, which memory does not have. */
function withoutLog(bytes: Buffer): Buffer {
  if (bytes[18] === 2) bytes.fill(1, 18, 20);
  return bytes;
}

async function loadSqlite(): Promise<typeof import("better-sqlite3")> {
  try {
    const Sqlite = (await import("better-sqlite3")).default;
    new Sqlite(":memory:").close(); // the native part loads with the first database, not with the import
    return Sqlite;
  } catch (error) {
    throw new BillpError("sqlite-missing", `SQLite's native part does not load: ${messageOf(error).split("\n")[0]}`, {
      hint: "Run `npm rebuild better-sqlite3` (it needs python3, make and a C++ compiler), or go on without files: --checkpoints memory",
      cause: error,
    });
  }
}

/** Runs a read or write of the file, wrapping what SQLite throws: a full disk, a lock, damage. */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BillpError) throw error;
    throw new BillpError("run-folder", `SQLite cannot use ${path}: ${messageOf(error)}`, {
      hint: "Check that the folder exists and may be written, that the disk has room, that no other run uses the file, and that it is undamaged.",
      cause: error,
    });
  }
}
