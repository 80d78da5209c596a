/** Opening of SQLite files, with errors in plain words. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { BillpError, messageOf } from "./errors.ts";
import { type Database, isBusy, openOn } from "./sqlite-database.ts";
import { type Engine, engine } from "./sqlite-engine.ts";

export { type Database, isBusy, type SqlValue, type Statement, storable, textOf } from "./sqlite-database.ts";

/** How long a lock of another process is waited for, in milliseconds. */
const PATIENCE = 5000;
/** SQLite keeps no larger database in memory; a larger file is read where it is. In bytes. */
const MEMORY_LIMIT = 2 ** 30;

/** Opens or creates a file for one writing process; ":memory:" keeps it in this one. @throws BillpError `sqlite-missing` or `run-folder`. */
export async function openSqlite(path: string): Promise<Database> {
  const sqlite = await engine();
  return onDisk(path, () =>
    opened(openOn(sqlite, path), (db) => {
      db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
      db.exec("PRAGMA journal_mode = WAL");
      db.exec("PRAGMA synchronous = NORMAL"); // survives a killed process; only a power cut may lose the last writes
      db.exec("PRAGMA cache_size = -16000"); // 16 MB
      return db;
    }),
  );
}

/**
 * Opens a file for reading, without leaving anything beside it. A file that is closed is copied, for opening it would make a log; one that is
 * open elsewhere, or was cut off by a kill, has its log already, and is opened where it is if `asItIs` says so and closing lets go of it.
 * What is written after the opening may be seen or not.
 * @throws BillpError `sqlite-missing` or `run-folder`.
 */
export async function readSqlite(path: string, asItIs: (db: Database) => boolean = () => true): Promise<Database> {
  const sqlite = await engine();
  return onDisk(path, () => {
    const live = existsSync(`${path}-wal`);
    const from = live ? path : `${pathToFileURL(resolve(path)).href}?immutable=1`;
    return opened(openOn(sqlite, from, true), (db) => {
      db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
      if (live ? !sqlite.lingers && asItIs(db) : statSync(path).size >= MEMORY_LIMIT) return db;
      const copy = sqlite.lingers ? inFile(sqlite, db) : inMemory(sqlite, db);
      db.close();
      return copy;
    });
  });
}

/** A copy in memory, which may be written to. Two connections meet there by a name that begins with a slash. */
function inMemory(sqlite: Engine, db: Database): Database {
  const name = `file:/billp-${randomUUID()}?vfs=memdb`;
  return opened(openOn(sqlite, name), (copy) => {
    db.exec(`VACUUM INTO '${name}'`);
    return copy;
  });
}

/** A copy in a folder for temporary files, which nobody else may read; memory would be kept beyond `close()` where an engine lingers. */
function inFile(sqlite: Engine, db: Database): Database {
  const folder = mkdtempSync(join(tmpdir(), "billp-copy-"));
  const file = join(folder, "copy.sqlite");
  const drop = () => {
    if (existsSync(file)) truncateSync(file); // the room is free at once, also where a file that is open cannot be removed
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Windows keeps the empty file until this process ends
    }
  };
  try {
    db.exec(`VACUUM INTO '${file.replaceAll("'", "''")}'`);
    const copy = openOn(sqlite, file);
    const close = () => {
      copy.close();
      drop();
    };
    return { ...copy, close };
  } catch (error) {
    drop();
    throw error;
  }
}

/** Locks a file for this process until the returned function is called or the process ends; null when another one has it. */
export async function lockFile(path: string): Promise<(() => void) | null> {
  const sqlite = await engine();
  return onDisk(path, () => {
    const db = openOn(sqlite, path);
    try {
      db.exec("PRAGMA busy_timeout = 0");
      db.exec("BEGIN EXCLUSIVE");
      return () => db.close();
    } catch (error) {
      db.close();
      if (isBusy(error)) return null;
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
    return opened(openOn(await engine(), path, true), (db) => {
      db.exec("PRAGMA busy_timeout = 0");
      db.exec("SELECT count(*) FROM sqlite_master"); // not prepared: nothing of it outlives the call
      db.close();
      return false;
    });
  } catch (error) {
    return isBusy(error) ? true : null;
  }
}

/** Gives what `use` makes of a database, which is closed when that throws. */
function opened<T>(db: Database, use: (db: Database) => T): T {
  try {
    return use(db);
  } catch (error) {
    db.close();
    throw error;
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
