/** SQLite over each engine that this Node has: values, transactions, locks, reading without a trace. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it, test, vi } from "vitest";
import { isBusy, lockFile, openSqlite, readSqlite, storable, textOf } from "../../core/sqlite.ts";
import { openOn } from "../../core/sqlite-database.ts";
import { type Engine, engine, hasEngine, loadEngine } from "../../core/sqlite-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(mkdtempSync(join(folder, "f-")), `${++files}.sqlite`);

const engines: [string, () => Promise<Engine>][] = [["@photostructure/sqlite", () => loadEngine("20.0.0")]];
if (hasEngine(process.versions.node)) engines.push(["node:sqlite", () => loadEngine()]);

describe.each(engines)("a database on %s", (_, load) => {
  const open = async (path = ":memory:") => openOn(await load(), path);
  const table = async () => {
    const db = await open();
    db.exec("CREATE TABLE t (a, b)");
    return { db, put: db.prepare("INSERT INTO t VALUES (?, ?)"), all: db.prepare("SELECT a, b FROM t") };
  };
  const rows = (found: unknown[]) => found.map((row) => ({ ...(row as object) }));

  it("keeps numbers, texts, bytes and null as they are", async () => {
    const { db, put, all } = await table();
    const values = [0, -1.5, 2 ** 53 - 1, "", "naïve 😀 \n", null];
    for (const value of values) put.run(value, Buffer.from([0, 1, 255]));
    put.run(new Uint8Array(0), Buffer.from("within").subarray(2, 4));
    const found = rows(all.all()) as { a: unknown; b: Uint8Array }[];
    expect(found.slice(0, -1).map((row) => row.a)).toEqual(values);
    expect(found[0]?.b).toEqual(new Uint8Array([0, 1, 255]));
    expect(found.at(-1)).toEqual({ a: new Uint8Array(0), b: new Uint8Array([116, 104]) });
    db.close();
  });

  it("gives back any text that is made storable", async () => {
    const { db, put, all } = await table();
    const drop = db.prepare("DELETE FROM t");
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(fc.constant("\0"), fc.constantFrom("a", "ß", "😀", "\n", "'")) }), (text) => {
        put.run(storable(text), null);
        const row = all.get() as { a: string | Uint8Array };
        drop.run();
        expect(textOf(row.a)).toBe(text);
      }),
    );
    db.close();
  });

  it("counts changes, gives no row where there is none, and walks rows", async () => {
    const { db, put, all } = await table();
    expect(all.get()).toBeUndefined();
    expect(put.run(1, 2)).toEqual({ changes: 1 });
    put.run(3, 4);
    expect(db.prepare("UPDATE t SET b = 0 WHERE a > ?").run(0)).toEqual({ changes: 2 });
    expect(rows([...all.iterate()])).toEqual([
      { a: 1, b: 0 },
      { a: 3, b: 0 },
    ]);
    expect(rows(db.prepare("INSERT INTO t VALUES (5, 6) RETURNING rowid AS id").all())).toEqual([{ id: 3 }]);
    db.close();
  });

  it("reads and sets pragmas", async () => {
    const db = await open();
    db.exec("PRAGMA user_version = 7");
    expect(db.pragma("user_version")).toBe(7);
    expect(db.pragma("no_such_pragma")).toBeUndefined();
    db.close();
  });

  it("does all of a transaction or nothing, and goes on after one that failed", async () => {
    const { db, put, all } = await table();
    expect(db.transaction(() => put.run(1, 1).changes)).toBe(1);
    const failing = () => {
      put.run(2, 2);
      throw new Error("enough");
    };
    expect(() => db.transaction(failing)).toThrow("enough");
    expect(() => db.transaction(failing, "immediate")).toThrow("enough");
    expect(() => db.transaction(() => db.exec("no sql"))).toThrow(/syntax error/);
    // SQLite undoes this one by itself: what is thrown is still the reason.
    expect(() => db.transaction(() => db.exec("ROLLBACK; no sql"))).toThrow(/syntax error/);
    expect(() => db.transaction(() => db.transaction(() => 1))).toThrow(/within a transaction/);
    db.transaction(() => put.run(3, 3));
    expect(rows(all.all()).map((row) => (row as { a: number }).a)).toEqual([1, 3]);
    db.close();
  });

  it("tells a lock from other failures, and closes twice", async () => {
    const file = newFile();
    const [one, two] = [await open(file), await open(file)];
    one.exec("BEGIN EXCLUSIVE");
    const thrown = (work: () => void): unknown => {
      try {
        work();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(isBusy(thrown(() => two.exec("BEGIN EXCLUSIVE")))).toBe(true);
    expect(isBusy(thrown(() => two.exec("no sql")))).toBe(false);
    for (const other of [undefined, null, new Error("no"), { errcode: "5" }]) expect(isBusy(other)).toBe(false);
    expect(isBusy({ errcode: 517 })).toBe(true); // SQLITE_BUSY_SNAPSHOT
    one.close();
    one.close();
    two.close();
    expect(() => two.prepare("SELECT 1")).toThrow();
  });

  it("lets go of its file when it is closed: no log, no lock", async () => {
    const file = newFile();
    for (let round = 0; round < 3; round++) {
      const db = await open(file);
      db.exec("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (a)");
      db.prepare("INSERT INTO t VALUES (?)").run(round);
      const reading = db.prepare("SELECT a FROM t");
      reading.get();
      for (const _ of reading.iterate()) break;
      db.close();
      expect(readdirSync(join(file, ".."))).toHaveLength(1);
      const next = await open(file);
      next.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; COMMIT");
      next.close();
    }
  });
});

describe("the engine", () => {
  it("of Node is loaded without its warning, and no other is held back", async () => {
    const said: unknown[] = [];
    const stub = vi.spyOn(process, "emitWarning").mockImplementation((text) => void said.push(text));
    const loading = vi.spyOn(process, "getBuiltinModule").mockImplementation((() => {
      process.emitWarning("SQLite is an experimental feature and might change at any time", "ExperimentalWarning");
      process.emitWarning("SQLite is going away");
      return { DatabaseSync: class { close() {} } }; // biome-ignore format: one line
    }) as never);
    expect(await loadEngine("24.0.0", () => Promise.reject(new Error("not asked for")))).toMatchObject({ lingers: false });
    expect(said).toEqual(["SQLite is going away"]);
    expect(process.emitWarning).toBe(stub);
    loading.mockReturnValue(undefined as never); // a Node built without SQLite
    expect(
      await loadEngine(
        "24.0.0",
        async () =>
          ({
            DatabaseSync: class {
              close() {}
            },
          }) as never,
      ),
    ).toMatchObject({ lingers: true });
  });

  test.each([
    ["20.20.2", false],
    ["22.15.1", false],
    ["22.16.0", true],
    ["22.23.3", true],
    ["23.11.0", false],
    ["24.0.0", true],
    ["24.21.0", true],
    ["26.0.0", true],
  ])("of Node %s is built in: %s", (version, own) => {
    expect(hasEngine(version)).toBe(own);
  });

  it("that is missing is told with what to do", async () => {
    const missing = () => Promise.reject(new Error("Cannot find package '@photostructure/sqlite'\nImported from here"));
    await expect(loadEngine("20.0.0", missing)).rejects.toMatchObject({
      code: "sqlite-missing",
      message: "SQLite does not load: Cannot find package '@photostructure/sqlite'",
      hint: expect.stringMatching(/Node 22\.16, 24.*npm install @photostructure\/sqlite.*--checkpoints memory/),
    });
    const broken = { DatabaseSync: class { constructor() { throw new Error("no native part"); } } } as never; // biome-ignore format: one line
    await expect(loadEngine("20.0.0", async () => broken)).rejects.toMatchObject({ code: "sqlite-missing" });
  });
});

describe("a file", () => {
  it("that was copied leaves no copy behind", async () => {
    const temporary = mkdtempSync(join(folder, "tmp-"));
    vi.stubEnv("TMPDIR", temporary);
    const file = newFile();
    (await openSqlite(file)).close();
    const db = await readSqlite(file);
    db.prepare("SELECT 1").get();
    db.close();
    db.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  const names = (file: string) => readdirSync(join(file, ".."));

  it("is opened with a log, and waits for the locks of others", async () => {
    const file = newFile();
    const db = await openSqlite(file);
    expect(db.pragma("journal_mode")).toBe("wal");
    expect(db.pragma("busy_timeout")).toBe(5000);
    expect(db.pragma("synchronous")).toBe(1);
    db.close();
    expect(names(file)).toHaveLength(1);
  });

  it("is read without a trace whatever it is called, and the copy is the reader's own", async () => {
    for (const name of ["plain", "a b#c%20?é'x", "ünï 😀"]) {
      const file = join(mkdtempSync(join(folder, "r-")), name);
      const db = await openSqlite(file);
      db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA user_version = 3");
      const live = await readSqlite(file);
      expect(live.readonly).toBe(!(await engine()).lingers);
      if (live.readonly) expect(() => live.exec("DELETE FROM t")).toThrow(/readonly/);
      expect(live.prepare("SELECT count(*) AS n FROM t").get()).toMatchObject({ n: 1 });
      live.close();
      const older = await readSqlite(file, (found) => found.pragma("user_version") === 4);
      expect(older.readonly).toBe(false);
      older.exec("DELETE FROM t");
      older.close();
      db.close();
      const before = readFileSync(file);
      const [one, two] = [await readSqlite(file), await readSqlite(file)];
      one.exec("INSERT INTO t VALUES (2)");
      expect(one.prepare("SELECT count(*) AS n FROM t").get()).toMatchObject({ n: 2 });
      expect(two.prepare("SELECT count(*) AS n FROM t").get()).toMatchObject({ n: 1 });
      expect(two.pragma("user_version")).toBe(3);
      for (const copy of [one, two]) copy.close();
      expect(names(file)).toEqual([name]);
      expect(readFileSync(file).equals(before)).toBe(true);
    }
  });

  it("that is none, damaged or missing is an error that names it", async () => {
    const text = newFile();
    writeFileSync(text, "this is no database, but it is long enough to look like one".repeat(40));
    const [inText, missing] = [join(text, "x.sqlite"), newFile()];
    const named = (path: string) => ({ code: "run-folder", message: expect.stringContaining(path) });
    for (const open of [openSqlite, readSqlite, lockFile]) {
      await expect(open(text), open.name).rejects.toMatchObject(named(text));
      await expect(open(inText), open.name).rejects.toMatchObject(named(inText));
    }
    await expect(readSqlite(missing)).rejects.toMatchObject(named(missing));
    expect(names(missing)).toEqual([]);
  });

  it("is locked by one at a time", async () => {
    const file = newFile();
    const release = await lockFile(file);
    expect(release).not.toBeNull();
    expect(await lockFile(file)).toBeNull();
    release?.();
    const next = await lockFile(file);
    expect(next).not.toBeNull();
    next?.();
  });
});
