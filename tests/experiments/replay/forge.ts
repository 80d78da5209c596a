/** Forging of run folders: one thing of a copy is changed, as somebody would who wants another result, or as a disk might. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { openSqlite } from "../../../core/sqlite.ts";
import { type RunFile, runFiles } from "../../../experiments/runs/store/files.ts";

/** A forgery of a run folder. */
export type Forge = (folder: string) => void | Promise<void>;

/** Changes the text of a file; what changes nothing is no forgery. */
export const text =
  (file: RunFile, change: (text: string) => string): Forge =>
  (folder) => {
    const path = runFiles(folder)[file];
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`nothing was forged in ${path}`);
    writeFileSync(path, after);
  };

/** Changes a JSON file, which keeps its form. */
export const json = (file: RunFile, change: (value: Json) => void): Forge =>
  text(file, (before) => {
    const value = JSON.parse(before) as Json;
    change(value);
    return `${JSON.stringify(value, null, 2)}\n`;
  });

/** Changes one line of a file of lines; the n-th from 0, or from the end where n is negative. */
export const line = (file: RunFile, n: number, change: (value: Json) => Json | null): Forge =>
  text(file, (before) => {
    const lines = before.trimEnd().split("\n");
    const at = n < 0 ? lines.length + n : n;
    const value = change(JSON.parse(lines[at] as string) as Json);
    const changed = value === null ? [] : [JSON.stringify(value)];
    return `${[...lines.slice(0, at), ...changed, ...lines.slice(at + 1)].join("\n")}\n`;
  });

/** Runs a statement on a database of the run. */
export const sql =
  (file: RunFile, statement: string): Forge =>
  async (folder) => {
    const db = await openSqlite(runFiles(folder)[file]);
    const { changes } = db.prepare(statement).run();
    db.close();
    if (changes === 0) throw new Error(`nothing was forged by ${statement}`);
  };

export const gone =
  (file: RunFile): Forge =>
  (folder) =>
    rmSync(runFiles(folder)[file]);

export const both =
  (...all: readonly Forge[]): Forge =>
  async (folder) => {
    for (const forge of all) await forge(folder);
  };

// biome-ignore lint/suspicious/noExplicitAny: the values are forged, whatever they are
export type Json = any;
