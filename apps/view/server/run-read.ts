/** Reads one run from its folder: from its files when they are there, from its database while it is being played. */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { BillpError, messageOf } from "../../../core/errors.ts";
import type { ResolvedSettings } from "../../../core/settings.ts";
import { readSqlite } from "../../../core/sqlite.ts";
import { totals } from "../../../experiments/evaluation/metrics.ts";
import { checkEpisode, type Episode, parseEpisodes, readText } from "../../../experiments/evaluation/record.ts";
import type { Summary } from "../../../experiments/evaluation/summary.ts";
import { type Parentage, readIdentity, runFiles } from "../../../experiments/runs/run-folder.ts";
import { isPolicy } from "../../../methods/registry.ts";
import type { RunCard, Status } from "./shapes.ts";

/** A run without a word for so long is not being played any more; a slow model's call takes less. */
const SILENT_MS = 180_000;

/** A run as it stands in its folder. */
export interface RunRead {
  readonly folder: string;
  readonly card: RunCard;
  readonly settings: ResolvedSettings;
  readonly summary: Summary | null;
  readonly episodes: readonly Episode[];
}

/** State of the folder's files: another text whenever one of them changed. */
export async function stateOf(folder: string): Promise<{ key: string; changed: number; writing: boolean }> {
  const files = Object.values(runFiles(folder)).flatMap((f) => (f.endsWith(".sqlite") ? [f, `${f}-wal`] : [f]));
  const stats = await Promise.all(files.map((f) => stat(f).catch(() => null)));
  return {
    key: stats.map((s) => (s === null ? "-" : `${s.mtimeMs}/${s.size}`)).join("|"),
    changed: Math.max(0, ...stats.map((s) => s?.mtimeMs ?? 0)),
    writing: existsSync(`${runFiles(folder).checkpoints}-wal`),
  };
}

/** Reads a run. @throws BillpError `run-folder` or `bad-input` naming the file that is damaged. */
export async function readRun(folder: string, id: string): Promise<RunRead> {
  const head = await readHead(folder);
  const episodes = await readPlayed(folder, head.open);
  return { folder, card: cardOf(id, head, episodes), settings: head.settings, summary: head.summary, episodes };
}

/** The card alone, which a finished run's summary tells without its episodes. */
export async function readCard(folder: string, id: string): Promise<RunCard> {
  const head = await readHead(folder);
  return cardOf(id, head, head.status === "finished" ? [] : await readPlayed(folder, head.open));
}

type Head = Awaited<ReturnType<typeof readHead>>;

async function readHead(folder: string) {
  const { run, world, settings: stored, parent } = await readIdentity(folder);
  if (typeof run !== "string" || typeof stored !== "object" || stored === null)
    throw new BillpError("run-folder", `${runFiles(folder).settings} holds no run's settings.`);
  const { changed, writing } = await stateOf(folder);
  const summary = await readSummary(folder);
  const finished = summary?.complete === true;
  const live = !finished && writing && Date.now() - changed < SILENT_MS;
  const status: Status = finished ? "finished" : live ? "live" : "stopped";
  return {
    run,
    world,
    parent,
    settings: stored as unknown as ResolvedSettings,
    changed,
    summary,
    status,
    open: writing && !finished,
  };
}

function cardOf(
  id: string,
  { run, world, parent, settings, changed, summary, status }: Head,
  episodes: readonly Episode[],
): RunCard {
  const { method, model, seed, fidelity, train } = settings;
  const ended = status === "finished" ? summary : null;
  const test = ended?.test ?? totals(episodes.filter((e) => e.split === "test"));
  return {
    ...{ id, run, world, method, model, seed, fidelity, status, changed },
    episodes: ended === null ? episodes.length : ended.train.episodes + ended.test.episodes,
    planned: (isPolicy(method) ? 0 : train) + settings.test,
    ...{ len: test.len, rTraj: test.rTraj, rEach: test.rEach },
    costUsd: summary?.usage.costUsd ?? null,
    parent: parent === undefined ? null : parentOf(id, parent),
  };
}

/** Where a run comes from. `billp fork --to run` puts it into `forks/` of its parent, unless told otherwise. */
function parentOf(id: string, { run, episode, round, overrides }: Parentage): RunCard["parent"] {
  const folder = /^(?:(.+)\/)?forks\/[^/]+$/.exec(id);
  return { id: folder === null ? null : (folder[1] ?? "."), run, episode, round, overrides };
}

/** The card of a run that cannot be read. */
export function damagedCard(id: string, error: unknown): RunCard {
  const nothing = {
    len: null,
    rTraj: null,
    rEach: null,
    costUsd: null,
    parent: null,
    episodes: 0,
    planned: 0,
    seed: 0,
    changed: 0,
  };
  const trouble = error instanceof BillpError ? error.message : `It cannot be read: ${messageOf(error)}`;
  return { id, run: id, world: "", method: "", model: "", fidelity: "", status: "damaged", ...nothing, trouble };
}

async function readSummary(folder: string): Promise<Summary | null> {
  try {
    return JSON.parse(await readFile(runFiles(folder).summary, "utf8")) as Summary;
  } catch {
    return null; // not there yet, or damaged: the episodes say all that is shown
  }
}

/** The episodes; while a run goes on they are in its database alone. */
async function readPlayed(folder: string, open: boolean): Promise<Episode[]> {
  const files = runFiles(folder);
  if (!open && existsSync(files.episodes)) return parseEpisodes(await readText(files.episodes), files.episodes);
  return existsSync(files.checkpoints) ? (await readRecords(files.checkpoints)).map(([, episode]) => episode) : [];
}

/** Episodes kept in the database by number, those of `known` left out. */
export async function readRecords(path: string, known: ReadonlySet<number> = new Set()): Promise<[number, Episode][]> {
  const db = await readSqlite(path);
  try {
    const there = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'billp_episodes'").get();
    if (there === undefined) return [];
    const numbers = db.prepare("SELECT episode FROM billp_episodes ORDER BY episode").pluck().all() as number[];
    const record = db.prepare("SELECT record FROM billp_episodes WHERE episode = ?").pluck();
    return numbers
      .filter((n) => !known.has(n))
      .map((n) => [n, checkEpisode(JSON.parse(record.get(n) as string), `episode ${n} in ${path}`)]);
  } finally {
    db.close();
  }
}
