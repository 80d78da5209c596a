/** Which entries the prompts of a run showed, read in one go: a ledger of 1,000 episodes has some 60,000 calls. */
import { existsSync } from "node:fs";
import { readSqlite } from "../../../core/sqlite.ts";
import { runFiles } from "../../../experiments/runs/run-folder.ts";

/** What the prompts of one call showed. */
export interface Recall {
  readonly episode: number;
  readonly round: number;
  readonly keys: readonly string[];
}

/** Every recall of the run itself, forks left out; null where the ledger is gone or older than this record. */
export async function readRecalls(folder: string): Promise<Recall[] | null> {
  const path = runFiles(folder).calls;
  if (!existsSync(path)) return null;
  const db = await readSqlite(path);
  try {
    const columns = db.prepare("SELECT name FROM pragma_table_info('calls')").pluck().all();
    if (!columns.includes("recalled")) return null;
    const rows = db
      .prepare("SELECT episode, round, recalled FROM calls WHERE scope = '' AND recalled IS NOT NULL ORDER BY episode, round, id")
      .all() as { episode: number; round: number; recalled: string }[];
    return rows.map(({ episode, round, recalled }) => ({ episode, round, keys: JSON.parse(recalled) as string[] }));
  } finally {
    db.close();
  }
}
