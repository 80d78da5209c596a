/** Recalled entries that the prompts of a run showed, read from its ledger in one go: a run of 1,000 episodes has some 60,000 calls. */
import { readSqlite } from "../../core/sqlite.ts";

/** What the prompts of one call showed. */
export interface Recall {
  readonly episode: number;
  readonly round: number;
  /** Memory entries as `memory:id`. */
  readonly keys: readonly string[];
}

/**
 * Every recall of the run itself, forks left out; null where the file is older than this record.
 * @throws BillpError `sqlite-missing`, or `run-folder` when the file is missing or damaged.
 */
export async function readRecalls(path: string): Promise<Recall[] | null> {
  const db = await readSqlite(path);
  try {
    const columns = db.prepare("SELECT name FROM pragma_table_info('calls')").all() as { name: string }[];
    if (!columns.some((column) => column.name === "recalled")) return null;
    const rows = db
      .prepare("SELECT episode, round, recalled FROM calls WHERE scope = '' AND recalled IS NOT NULL ORDER BY episode, round, id")
      .all() as { episode: number; round: number; recalled: string }[];
    return rows.map(({ episode, round, recalled }) => ({ episode, round, keys: JSON.parse(recalled) as string[] }));
  } finally {
    db.close();
  }
}
