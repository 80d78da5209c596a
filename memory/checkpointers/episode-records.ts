/** Records of finished episodes, read from a run's checkpoints without opening them for writing. */
import { readSqlite } from "../../core/sqlite.ts";

/**
 * Records by number, in order, those of `known` left out; none in a file that holds no table of them yet.
 * @throws BillpError `sqlite-missing`, or `run-folder` when the file is missing or damaged.
 */
export async function readEpisodeRecords(path: string, known: ReadonlySet<number> = new Set()): Promise<[number, string][]> {
  const db = await readSqlite(path);
  try {
    const there = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'billp_episodes'").get();
    if (there === undefined) return [];
    const numbers = db.prepare("SELECT episode FROM billp_episodes ORDER BY episode").all() as { episode: number }[];
    const one = db.prepare("SELECT record FROM billp_episodes WHERE episode = ?");
    const unknown = numbers.map((row) => row.episode).filter((n) => !known.has(n));
    return unknown.map((n) => [n, (one.get(n) as { record: string }).record]);
  } finally {
    db.close();
  }
}
