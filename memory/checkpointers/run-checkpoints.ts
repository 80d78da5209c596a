/** `checkpoints.sqlite` of a run: LangGraph's checkpoints, the index of rounds, and the records of finished episodes. */
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { type Database, onDisk, openSqlite } from "../../core/sqlite.ts";
import { type CheckpointRef, copyAncestry, cutThread, type StateAt } from "./ancestry.ts";
import { RunSaver } from "./run-saver.ts";

/** Where a round stands in the checkpoints: before the node `next` of that round runs. */
export interface Position {
  readonly episode: number;
  readonly round: number;
  /** Nodes that run from this checkpoint, joined by "+". */
  readonly next: string;
  readonly thread: string;
  readonly checkpoint: string;
}

/** The checkpoints of a run. */
export interface RunCheckpoints {
  readonly saver: BaseCheckpointSaver;
  /** Records of finished episodes, by number; written as soon as an episode ends. */
  saveEpisode(episode: number, record: string): void;
  episodes(): Map<number, string>;
  /** All positions, by episode, round and time. */
  positions(): Position[];
  /** Positions of one episode, by round and time. */
  positionsOf(episode: number): Position[];
  /** Copies the lineage of a checkpoint into a new thread, see `lineage.ts`. */
  copy(from: CheckpointRef, to: string, lists: readonly string[], stateAt: StateAt): Promise<void>;
  /** Drops what is not needed to go on with a thread, or all of it, see `lineage.ts`. */
  cut(thread: string, lists: readonly string[], stateAt: StateAt | "nothing"): Promise<void>;
  /** Gives the room of what was dropped back to the disk. */
  compact(): void;
  /** Threads that have checkpoints, sorted. */
  threads(): string[];
  close(): void;
}

/** Opens or creates the file (":memory:" keeps it in the process). @throws BillpError `sqlite-missing` or `run-folder`. */
export async function openCheckpoints(path: string): Promise<RunCheckpoints> {
  const db = await openSqlite(path);
  return onDisk(path, () => {
    db.exec("CREATE TABLE IF NOT EXISTS billp_episodes (episode INTEGER PRIMARY KEY, record TEXT NOT NULL)");
    return { saver: new RunSaver(db), ...records(db) };
  });
}

function records(db: Database): Omit<RunCheckpoints, "saver"> {
  const save = db.prepare("INSERT OR REPLACE INTO billp_episodes VALUES (?, ?)");
  return {
    saveEpisode: (episode, record) => void save.run(episode, record),
    episodes() {
      const rows = db.prepare("SELECT episode, record FROM billp_episodes ORDER BY episode").all() as {
        episode: number;
        record: string;
      }[];
      return new Map(rows.map((r) => [r.episode, r.record]));
    },
    positions: () =>
      db
        .prepare("SELECT episode, round, next, thread, checkpoint FROM billp_positions ORDER BY episode, round, checkpoint")
        .all() as Position[],
    positionsOf: (episode) =>
      db
        .prepare(
          "SELECT episode, round, next, thread, checkpoint FROM billp_positions WHERE episode = ? ORDER BY round, checkpoint",
        )
        .all(episode) as Position[],
    copy: (from, to, lists, stateAt) => copyAncestry(db, from, to, lists, stateAt),
    cut: (thread, lists, stateAt) => cutThread(db, thread, lists, stateAt),
    compact() {
      db.exec("VACUUM");
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    },
    threads: () =>
      (db.prepare("SELECT DISTINCT thread_id AS t FROM checkpoints ORDER BY t").all() as { t: string }[]).map((r) => r.t),
    close: () => void db.close(),
  };
}
