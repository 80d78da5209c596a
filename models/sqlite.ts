/** Opens SQLite files, and says in plain words what is wrong when that fails. */
import type { Database } from "better-sqlite3";
import { BillpError, messageOf } from "../errors.ts";

/** Opens or creates a file for one writing process. @throws BillpError `sqlite-missing` or `run-folder`. */
export async function openSqlite(path: string): Promise<Database> {
  let Sqlite: typeof import("better-sqlite3");
  try {
    Sqlite = (await import("better-sqlite3")).default;
    new Sqlite(":memory:").close(); // the native part loads with the first database, not with the import
  } catch (error) {
    throw new BillpError("sqlite-missing", `SQLite's native part does not load: ${messageOf(error).split("\n")[0]}`, {
      hint: "Run `npm rebuild better-sqlite3` (it needs python3, make and a C++ compiler), or go on without files: --checkpoints memory",
      cause: error,
    });
  }
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
