/** The run folder: settings.json, the two databases, and the files projected from them. */
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BillpError, messageOf } from "../../core/errors.ts";
import type { Position } from "../../memory/checkpointers/run-checkpoints.ts";
import type { Memories } from "../../memory/entries.ts";
import { type Episode, episodeLine } from "../evaluation/record.ts";
import { memoryLines } from "./projection.ts";

/** What identifies a run; a resumed run must match it field by field. */
export interface RunIdentity {
  readonly run: string;
  readonly world: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Set when the run goes on from a fork of another. */
  readonly parent?: Parentage;
}

/** Where a run comes from that goes on from a fork. */
export interface Parentage {
  /** Id of the run that was forked, and of the fork. */
  readonly run: string;
  readonly fork: string;
  /** The episode that the fork played; those before it are the parent's, those after it were played anew. */
  readonly episode: number;
  readonly round: number;
  readonly overrides: readonly string[];
  /** Its stream of sampling seeds, see `seedOf`. */
  readonly stream: number;
}

/** Paths within a run folder. */
export function runFiles(folder: string) {
  const at = (name: string) => join(folder, name);
  return {
    settings: at("settings.json"),
    episodes: at("episodes.jsonl"),
    memory: at("memory.jsonl"),
    summary: at("summary.json"),
    index: at("index.jsonl"),
    checkpoints: at("checkpoints.sqlite"),
    calls: at("calls.sqlite"),
    lock: at("lock.sqlite"),
    forks: at("forks.jsonl"),
  };
}

/**
 * Makes the folder of a new run, or checks that an existing one can be resumed.
 * @throws BillpError `run-folder` when the folder holds another run, other files, or (with `resume`) no run.
 */
export async function claimFolder(folder: string, identity: RunIdentity, resume: boolean): Promise<void> {
  const files = runFiles(folder);
  if (existsSync(files.settings)) {
    if (!resume) throw occupied(`${folder} already holds a run`);
    return compare(await readIdentity(folder), identity, files.settings);
  }
  const foreign = existsSync(folder) && readdirSync(folder).some((name) => !LEFT_BEHIND.test(name));
  if (foreign) throw occupied(`${folder} holds files that are not a run's`);
  if (resume)
    throw new BillpError("run-folder", `${folder} holds no run to resume`, { hint: "Leave --resume away to start one there." });
  await mkdir(folder, { recursive: true });
  const beside = `${files.settings}.${process.pid}.tmp`; // two processes may begin the same run at once
  await writeFile(beside, `${JSON.stringify(identity, null, 2)}\n`);
  await rename(beside, files.settings);
}

/** What a process leaves that was killed before the folder was a run's. */
const LEFT_BEHIND = /^(settings\.json(\.\d+)?\.tmp|lock\.sqlite(-journal)?)$/;

/** Removes a run's files by their names; anything else in its folder stays. */
export async function clearRun(folder: string): Promise<void> {
  const files = Object.values(runFiles(folder)).flatMap((file) => [file, `${file}-wal`, `${file}-shm`, `${file}.tmp`]);
  for (const file of files) await rm(file, { force: true });
}

/** Reads settings.json of a run. @throws BillpError `run-folder` when it is missing or damaged. */
export async function readIdentity(folder: string): Promise<RunIdentity> {
  const file = runFiles(folder).settings;
  try {
    return JSON.parse(await readFile(file, "utf8")) as RunIdentity;
  } catch (error) {
    throw new BillpError("run-folder", `${file} cannot be read: ${messageOf(error)}`, {
      hint: "Is this a folder made by `billp run --out`?",
      cause: error,
    });
  }
}

/** Writes the projections: the same episodes give the same bytes, whatever the lanes and the time. */
export async function writeProjections(
  folder: string,
  episodes: readonly Episode[],
  memories: readonly Memories[],
  positions: readonly Position[],
): Promise<void> {
  const files = runFiles(folder);
  await replaceFile(files.episodes, episodes.map((e) => `${episodeLine(e)}\n`).join(""));
  await replaceFile(files.memory, memoryLines(memories));
  await replaceFile(files.index, positions.map((p) => `${JSON.stringify(p)}\n`).join(""));
}

/** Writes a file whole or not at all: a reader never sees half of it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.tmp`;
  await writeFile(beside, text);
  await rename(beside, path);
}

function occupied(what: string): BillpError {
  return new BillpError("run-folder", `${what}`, { hint: "Go on with it by --resume, or name another folder with --out." });
}

function compare(stored: RunIdentity, wanted: RunIdentity, file: string): void {
  const there: Record<string, unknown> = { ...stored.settings, "world version": stored.world };
  const now: Record<string, unknown> = { ...wanted.settings, "world version": wanted.world };
  const fields = [...new Set([...Object.keys(there), ...Object.keys(now)])];
  const differing = fields.filter((f) => JSON.stringify(there[f]) !== JSON.stringify(now[f]));
  if (differing.length === 0) return;
  const name = (f: string) => (f === "given" ? "memories" : f);
  const show = (f: string) => `${name(f)} (${JSON.stringify(there[f] ?? "none")} there, ${JSON.stringify(now[f] ?? "none")} now)`;
  throw new BillpError("resume-mismatch", `The run in ${file} has other settings: ${differing.map(show).join(", ")}`, {
    hint: "Resume with the settings (and the memories) it was started with, or name another folder with --out.",
  });
}
