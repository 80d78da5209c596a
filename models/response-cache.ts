/**
 * Response cache shared by runs: one SQLite file beside the run folders. What was asked before, with the same model, server, parameters and
 * sampling seed, is not asked again. A cache may be lost at any time: nothing but money and time depends on it.
 */
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BillpError, messageOf } from "../core/errors.ts";
import { inPlainWords, isFileError } from "../core/file-errors.ts";
import { sha256 } from "../core/hash.ts";
import { makeFolder } from "../core/make-folder.ts";
import { type Database, isBusy as isLocked, openSqlite, storable, textOf } from "../core/sqlite.ts";

/** A finished answer as it is kept: what the model said, without keys, and the tokens it took. */
export interface CachedAnswer {
  answer: string;
  inputTokens: number;
  outputTokens: number;
  /** True when the server gave no token counts and these are estimates. */
  estimated: boolean;
}

/** Everything that decides an answer, as far as we decide it. */
export interface CacheKey {
  /** `provider:model`. */
  spec: string;
  /** Address of the server; empty for the provider's own. */
  server: string;
  /** How the answer is asked for, the role under whose name, and in which form. */
  method: string;
  role: string;
  form: string;
  temperature: number;
  /** The sampling seed of the call. */
  seed: number;
  /** The messages as JSON. */
  messages: string;
}

/** The answers of earlier calls. Reading and writing never throw: a file that fails is told of once and left alone from then on. */
export interface ResponseCache {
  /** Whether calls of this temperature are looked up and kept. */
  serves(temperature: number): boolean;
  get(key: string): CachedAnswer | undefined;
  /** Keeps an answer; the first one of a key stays. `spec` is kept in clear, for people. */
  put(key: string, spec: string, answer: CachedAnswer): void;
  close(): void;
}

/** Options of {@link openResponseCache}. */
export interface ResponseCacheOptions {
  /** `auto`: calls of temperature 0 only, where a model is expected to say the same again. `on`: all. */
  mode?: "auto" | "on";
  /** Told in one line when the file fails while it is used; default: a line on stderr. */
  onNotice?: (line: string) => void;
}

/** Hash of a call. Two calls that could be answered differently have different ones. */
export function cacheKey(k: CacheKey): string {
  return sha256(JSON.stringify([VERSION, k.spec, k.server, k.method, k.role, k.form, k.temperature, k.seed, k.messages]));
}

const VERSION = 1;
/** Marks the file as ours: no other database is ever written to. */
const APPLICATION_ID = 0x62696c70;
const SCHEMA = `
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL, inputTokens INTEGER NOT NULL, outputTokens INTEGER NOT NULL,
  estimated INTEGER NOT NULL, day TEXT NOT NULL) WITHOUT ROWID;
PRAGMA application_id = ${APPLICATION_ID};`;

/**
 * Opens or creates the file, and its folder. Any number of processes may have it open.
 * @throws BillpError `sqlite-missing`, `bad-input` when the file is damaged or no cache of ours, `run-folder` when it cannot be made or written.
 */
export async function openResponseCache(path: string, options: ResponseCacheOptions = {}): Promise<ResponseCache> {
  const db = await open(path);
  try {
    db.transaction(() => prepareFile(db, path), "immediate"); // immediate: two processes may make the same file
    return cacheOf(db, path, options);
  } catch (error) {
    db.close();
    throw unusable(path, error);
  }
}

/** Opens the file; a lock is waited for, because turning a new file to WAL does not wait by itself. */
async function open(path: string): Promise<Database> {
  for (let tries = 1; ; tries++) {
    try {
      makeFolder(dirname(path));
      return await openSqlite(path);
    } catch (error) {
      if (error instanceof BillpError && error.code === "sqlite-missing") throw error;
      if (!isBusy(error) || tries === 50) throw unusable(path, error);
      await sleep(20 * (1 + Math.random()));
    }
  }
}

function prepareFile(db: Database, path: string): void {
  const tables = db.prepare("SELECT count(*) AS n FROM sqlite_master").get() as { n: number };
  const id = db.pragma("application_id");
  if (tables.n > 0 && id !== APPLICATION_ID) throw unusable(path, new Error("it is another program's database"));
  db.exec(SCHEMA);
}

function cacheOf(db: Database, path: string, { mode = "auto", onNotice = console.warn }: ResponseCacheOptions): ResponseCache {
  const select = db.prepare("SELECT answer, inputTokens, outputTokens, estimated FROM answers WHERE key = ?");
  const insert = db.prepare("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)");
  let usable = true;
  const careful = <T>(work: () => T): T | undefined => {
    if (!usable) return undefined;
    try {
      return work();
    } catch (error) {
      if (isBusy(error)) return undefined; // somebody else's turn is long; this one answer is simply not shared
      usable = false;
      onNotice(`The cache of answers ${path} is not used any more: ${messageOf(error)}. The run goes on without it.`);
      return undefined;
    }
  };
  return {
    serves: (temperature) => mode === "on" || temperature === 0,
    get: (key) =>
      careful(() => {
        const row = select.get(key) as Row | undefined;
        return row && { ...row, answer: textOf(row.answer), estimated: row.estimated === 1 };
      }),
    put(key, spec, { answer, inputTokens, outputTokens, estimated }) {
      const day = new Date().toISOString().slice(0, 10);
      careful(() => insert.run(key, spec, storable(answer), inputTokens, outputTokens, estimated ? 1 : 0, day));
    },
    close: () => void db.close(),
  };
}

interface Row extends Omit<CachedAnswer, "answer" | "estimated"> {
  readonly answer: string | Uint8Array;
  readonly estimated: number;
}

function isBusy(error: unknown): boolean {
  return isLocked(error instanceof BillpError ? error.cause : error);
}

function unusable(path: string, error: unknown): BillpError {
  if (error instanceof BillpError && error.code === "bad-input") return error;
  const cause = error instanceof BillpError ? error.cause : error;
  const isFiles = isFileError(cause) || isDiskError(cause);
  const why = messageOf(isFileError(cause) ? inPlainWords(cause) : (cause ?? error));
  return new BillpError(isFiles ? "run-folder" : "bad-input", `The cache of answers ${path} cannot be used: ${why}`, {
    hint: "Name another file with --cache-file, or play without: --cache off. If it was a cache, it may be deleted: it is made anew.",
    cause: error,
  });
}

/** SQLite's own words for what the file system refuses: PERM, READONLY, IOERR, FULL, CANTOPEN. */
function isDiskError(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: number };
  return /^SQLITE_(?:PERM|READONLY|IOERR|FULL|CANTOPEN)/.test(String(code)) || [3, 8, 10, 13, 14].includes((errcode ?? 0) & 0xff);
}
