/**
 * SQLite engine of this process: `node:sqlite` where Node has it, otherwise the optional package `@photostructure/sqlite`, which has the same
 * interface and brings its own binaries. One engine a process: two copies of SQLite on one file would lose each other's locks.
 */
import { BillpError, messageOf } from "./errors.ts";

/** What SQLite stores. No truth values and no undefined: engines differ in them. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A prepared statement of an engine, as far as it is used. */
export interface EngineStatement {
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  iterate(...values: SqlValue[]): Iterable<unknown>;
  run(...values: SqlValue[]): { changes: number | bigint };
}

/** A connection of an engine, as far as it is used. */
export interface Connection {
  exec(sql: string): void;
  prepare(sql: string): EngineStatement;
  close(): void;
}

/** The part of `node:sqlite` that is used. */
export interface SqliteModule {
  readonly DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => Connection;
}

/** A way into SQLite. */
export interface Engine {
  /** Opens a file, `:memory:`, or a `file:` address with SQLite's own parameters. */
  open(path: string, readonly?: boolean): Connection;
  /**
   * Whether a connection that prepared statements stays open after `close()`, with its lock and its log, until they are collected as garbage.
   * That is so in the package: its statements cannot be finalized.
   */
  readonly lingers: boolean;
}

/** The package, for Nodes without an engine of their own. */
export const PACKAGE = "@photostructure/sqlite";

/** Whether this version of Node has an engine that can do all that is needed: addresses with parameters came with 22.16. */
export function hasEngine(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 16);
}

let loaded: Promise<Engine> | undefined;

/** The engine of this process, loaded with its first use. @throws BillpError `sqlite-missing`. */
export function engine(): Promise<Engine> {
  loaded ??= loadEngine();
  return loaded;
}

/**
 * Loads an engine anew; a Node that was built without SQLite takes the package.
 * @param version of Node.
 * @param load imports the package.
 * @throws BillpError `sqlite-missing` when there is neither.
 */
export async function loadEngine(
  version = process.versions.node,
  load: () => Promise<SqliteModule> = () => import("@photostructure/sqlite"),
): Promise<Engine> {
  const own = hasEngine(version) ? builtIn() : undefined;
  try {
    const { DatabaseSync } = own ?? (await load());
    const open = (path: string, readonly = false) => new DatabaseSync(path, { readOnly: readonly });
    open(":memory:").close(); // a native part may load with the first database, not with the import
    return { open, lingers: own === undefined };
  } catch (error) {
    throw new BillpError("sqlite-missing", `SQLite does not load: ${messageOf(error).split("\n")[0]}`, {
      hint: `Use Node 22.16, 24 or newer, which have SQLite built in, or run \`npm install ${PACKAGE}\` (binaries for Linux, macOS and Windows), or go on without files: --checkpoints memory`,
      cause: error,
    });
  }
}

/** `node:sqlite`. Up to 24.14 it calls itself experimental while it is loaded: that one warning is held back, and nothing else. */
function builtIn(): SqliteModule | undefined {
  const warn = process.emitWarning;
  process.emitWarning = ((...args: Parameters<typeof warn>) => {
    if (!/^SQLite is an experimental feature/.test(String(args[0]))) warn.apply(process, args);
  }) as typeof warn;
  try {
    return process.getBuiltinModule("node:sqlite") as SqliteModule | undefined;
  } finally {
    process.emitWarning = warn;
  }
}
