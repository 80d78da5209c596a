/** Searches everything below a folder for secrets: raw bytes, compressed blobs, and the prompts and answers as the ledger reads them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { readSqlite } from "../../core/sqlite.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";

/** A secret and where it was found. */
export interface Found {
  readonly secret: string;
  readonly where: string;
}

/** Files below a folder. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** Secrets in a text; a part of one, from its middle, counts as well. */
export function secretsIn(text: string, secrets: Readonly<Record<string, string>>, where: string): Found[] {
  return Object.entries(secrets).flatMap(([secret, value]) => {
    const middle = value.slice(Math.floor(value.length / 4), Math.ceil((3 * value.length) / 4));
    return [value, middle].some((part) => text.includes(part)) ? [{ secret, where }] : [];
  });
}

/** Secrets in all files below a folder. `searched` is told of everything that was looked at. */
export async function secretsBelow(
  folder: string,
  secrets: Readonly<Record<string, string>>,
  searched: (what: "file" | "value" | "prompt") => void,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const path of filesIn(folder)) {
    searched("file");
    found.push(...secretsIn(readFileSync(path, "latin1"), secrets, path));
    if (!path.endsWith(".sqlite")) continue;
    for await (const [where, text] of valuesIn(path)) {
      searched("value");
      found.push(...secretsIn(text, secrets, where));
    }
    if (path.endsWith("calls.sqlite"))
      for await (const text of ledgerTexts(path)) {
        searched("prompt");
        found.push(...secretsIn(text, secrets, `${path}, read as a ledger`));
      }
  }
  return found;
}

/** Every text and blob of every table; blobs also uncompressed, where they can be alone. */
async function* valuesIn(path: string): AsyncGenerator<[string, string]> {
  const db = await readSqlite(path);
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
  for (const { name } of tables)
    for (const row of db.prepare(`SELECT * FROM "${name}"`).iterate() as Iterable<Record<string, unknown>>)
      for (const [column, value] of Object.entries(row)) {
        const where = `${path}, ${name}.${column}`;
        if (typeof value === "string") yield [where, value];
        if (!(value instanceof Uint8Array)) continue;
        yield [where, Buffer.from(value).toString("latin1")];
        try {
          yield [where, inflateRawSync(value).toString()];
        } catch {
          // not compressed, or packed against another prompt: the ledger reads that one
        }
      }
  db.close();
}

/** Answers and prompts of every finished call. */
async function* ledgerTexts(path: string): AsyncGenerator<string> {
  const db = await readSqlite(path);
  const rows = db.prepare("SELECT scope, episode, round, role, attempt FROM calls WHERE finished = 1").all();
  db.close();
  const ledger = await openSqliteLedger(path);
  for (const address of rows as Parameters<typeof ledger.get>[0][]) {
    const entry = ledger.get(address);
    yield `${entry?.answer}\n${entry?.messages}`;
  }
  ledger.close();
}
