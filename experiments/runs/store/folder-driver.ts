/** Run driver on disk: a folder a run, with text files, two SQLite databases and a lock that ends with its process. */

import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { guardFiles } from "../../../core/file-errors.ts";
import { makeFolder } from "../../../core/make-folder.ts";
import { sumBy } from "../../../core/math.ts";
import { replaceFile } from "../../../core/replace-file.ts";
import { isLocked, lockFile } from "../../../core/sqlite.ts";
import { readEpisodeRecords, readPositions } from "../../../memory/checkpointers/episode-records.ts";
import { openCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import { readRecalls } from "../../../models/ledger/recalls.ts";
import { openSqliteLedger, readSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import type { RunDriver, RunState } from "./driver.ts";
import { LEFT_BEHIND, logOf, runFiles, withLogs } from "./files.ts";

/** Runs that this process has made so far: two makers of one folder write files of their own. */
let made = 0;

/** The driver of a run folder, which need not be there. */
export function folderDriver(folder: string): RunDriver {
  const files = runFiles(folder);
  const databases = ["checkpoints", "calls"] as const;
  return guardFiles<RunDriver>({
    where: (part) => files[part],
    has: (part) => existsSync(files[part]),
    read: (part) => readIfThere(files[part]),
    replace: (part, text) => replaceFile(files[part], text),
    async append(part, line) {
      const cut = existsSync(files[part]) && !/(^|\n)$/.test(readFileSync(files[part], "utf8"));
      appendFileSync(files[part], `${cut ? "\n" : ""}${line}\n`);
    },
    size: (part) => sumBy(withLogs(files[part]), (f) => (existsSync(f) ? statSync(f).size : 0)),
    state: () => stateOf(files),
    async create(settings) {
      makeFolder(folder);
      await replaceFile(files.settings, settings, `${files.settings}.${process.pid}-${made++}.tmp`);
    },
    occupied: () => existsSync(folder) && readdirSync(folder).some((name) => !LEFT_BEHIND.test(name)),
    async remove(parts) {
      const whole = Object.values(files).flatMap((file) => [...withLogs(file), `${file}.tmp`]);
      const gone = parts === undefined ? whole : parts.flatMap((part) => withLogs(files[part]));
      for (const file of gone) await rm(file, { force: true });
    },
    lock: () => lockFile(files.lock),
    locked: async () => (existsSync(files.lock) ? isLocked(files.lock) : null),
    openCheckpoints: () => openCheckpoints(files.checkpoints),
    openLedger: () => openSqliteLedger(files.calls),
    readLedger: async () => (existsSync(files.calls) ? readSqliteLedger(files.calls) : null),
    readRecalls: async () => (existsSync(files.calls) ? readRecalls(files.calls) : null),
    readPositions: async () => (existsSync(files.checkpoints) ? readPositions(files.checkpoints) : null),
    readRecords: async (known) => (existsSync(files.checkpoints) ? readEpisodeRecords(files.checkpoints, known) : []),
  });

  async function stateOf(all: typeof files): Promise<RunState> {
    const watched = [...Object.values(all), ...databases.map((d) => logOf(all[d]))];
    const stats = await Promise.all(watched.map((file) => stat(file).catch(() => null)));
    return {
      key: stats.map((s) => (s === null ? "-" : `${s.mtimeMs}/${s.size}`)).join("|"),
      changed: Math.max(0, ...stats.map((s) => s?.mtimeMs ?? 0)),
      writing: existsSync(logOf(all.checkpoints)),
    };
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}
