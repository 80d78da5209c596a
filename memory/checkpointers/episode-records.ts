/** Records of finished episodes and positions of rounds, read from a run's checkpoints without opening them for writing. */
import { readSqlite } from "../../core/sqlite.ts";
import type { Position } from "./run-checkpoints.ts";

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

/** All positions, by episode, round and time. @throws as {@link readEpisodeRecords}. */
export async function readPositions(path: string): Promise<Position[]> {
  const db = await readSqlite(path);
  try {
    const there = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'billp_positions'").get();
    if (there === undefined) return [];
    const columns = "episode, round, next, thread, checkpoint";
    return db.prepare(`SELECT ${columns} FROM billp_positions ORDER BY episode, round, checkpoint`).all() as Position[];
  } finally {
    db.close();
  }
}
