/** Names of the files of a run folder. No other module names one; tests/experiments/runs/store/names.test.ts sees to it. */
import { join } from "node:path";

const NAMES = {
  settings: "settings.json",
  episodes: "episodes.jsonl",
  memory: "memory.jsonl",
  summary: "summary.json",
  index: "index.jsonl",
  forks: "forks.jsonl",
  madeBy: "made-by.jsonl",
  checkpoints: "checkpoints.sqlite",
  calls: "calls.sqlite",
  lock: "lock.sqlite",
} as const;

/** A file of a run folder. */
export type RunFile = keyof typeof NAMES;

/** Paths within a run folder. */
export function runFiles(folder: string): Record<RunFile, string> {
  return Object.fromEntries(Object.entries(NAMES).map(([file, name]) => [file, join(folder, name)])) as Record<RunFile, string>;
}

/** A database and what SQLite lays beside it while it is open; after a kill the log (`-wal`) holds the last writes. */
export function withLogs(database: string): string[] {
  return [database, logOf(database), `${database}-shm`];
}

/** The write-ahead log of a database: there while a process has it open, or when that process was killed. */
export function logOf(database: string): string {
  return `${database}-wal`;
}

/** What a process leaves that was killed before the folder was a run's. */
export const LEFT_BEHIND = /^(settings\.json(\.[\d-]+)?\.tmp|lock\.sqlite(-journal)?)$/;
