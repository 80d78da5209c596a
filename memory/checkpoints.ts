/** `checkpoints.sqlite` of a run: LangGraph's checkpoints, the index of rounds, and the records of finished episodes. */
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import Sqlite, { type Database } from "better-sqlite3";
import { BillpError, messageOf } from "../errors.ts";
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
  /** Threads that have checkpoints, sorted. */
  threads(): string[];
  close(): void;
}

/** Opens or creates the file. @throws BillpError `sqlite-missing` when SQLite's native part does not load, `run-folder` when the file cannot be used. */
export function openCheckpoints(path: string): RunCheckpoints {
  loadNative();
  try {
    const db = new Sqlite(path);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL"); // survives a killed process; only a power cut may lose the last supersteps
    db.exec("CREATE TABLE IF NOT EXISTS billp_episodes (episode INTEGER PRIMARY KEY, record TEXT NOT NULL)");
    return { saver: new RunSaver(db), ...records(db) };
  } catch (error) {
    throw new BillpError("run-folder", `The checkpoints ${path} cannot be opened: ${messageOf(error)}`, {
      hint: "Check that the folder may be written, that no other run uses it, and that the file is undamaged.",
      cause: error,
    });
  }
}

/** The native part loads with the first database, not with the import. */
function loadNative(): void {
  try {
    new Sqlite(":memory:").close();
  } catch (error) {
    throw new BillpError("sqlite-missing", `SQLite's native part does not load: ${messageOf(error).split("\n")[0]}`, {
      hint: "Run `npm rebuild better-sqlite3` (it needs python3, make and a C++ compiler), or go on without files: --checkpoints memory",
      cause: error,
    });
  }
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
    threads: () =>
      (db.prepare("SELECT DISTINCT thread_id AS t FROM checkpoints ORDER BY t").all() as { t: string }[]).map((r) => r.t),
    close: () => void db.close(),
  };
}
