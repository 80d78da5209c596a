/** What a run folder says was played: settings, episodes as they stand in the files, and what each wrote into the memories. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { BillpError } from "../../core/errors.ts";
import type { ResolvedSettings, SettingsInput } from "../../core/settings.ts";
import { readSqlite } from "../../core/sqlite.ts";
import { MEMORY_NAMES, type Memories, noMemories } from "../../memory/entries.ts";
import { parseMemories } from "../../memory/prior.ts";
import { isPolicy } from "../../methods/registry.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { loadWorld } from "../../worlds/load.ts";
import type { World } from "../../worlds/world.ts";
import { checkEpisode, type Episode, parseEpisodes } from "../evaluation/record.ts";
import { type Scheduled, scheduleOf } from "../evaluation/schedule.ts";
import { finishedSummary } from "./finished.ts";
import { type Parentage, type RunIdentity, readIdentity, runFiles } from "./run-folder.ts";

/** A run as its folder records it. */
export interface RecordedRun {
  readonly folder: string;
  readonly run: string;
  readonly settings: ResolvedSettings;
  readonly world: World;
  readonly policy: boolean;
  /** Every episode the run was to play. */
  readonly schedule: readonly Scheduled[];
  /** Episodes that were finished, by number. */
  readonly episodes: ReadonlyMap<number, Episode>;
  /** What each episode wrote, by number; 0 for what the run was given. Null when memory.jsonl is not there (a run killed before it wrote one). */
  readonly memories: ReadonlyMap<number, Memories> | null;
  /** The lines of episodes.jsonl, and those of memory.jsonl by the episode that wrote them, as they stand there; null where a file is missing. */
  readonly lines: { readonly episodes: ReadonlyMap<number, string> | null; readonly memory: ReadonlyMap<number, string> | null };
  /** The fork this run goes on from; null of any other. */
  readonly parent: Parentage | null;
}

/**
 * Reads a run folder; nothing is written to it.
 * @throws BillpError `run-folder` or `bad-input` when it holds no run or a damaged one, `bad-world` when its world is another by now.
 */
export async function readRecorded(folder: string, worldBy: (id: string) => Promise<World> = loadWorld): Promise<RecordedRun> {
  const identity = await readIdentity(folder);
  const settings = settingsOf(identity.settings);
  const world = await worldBy(settings.world);
  if (world.id !== identity.world)
    throw new BillpError(
      "bad-world",
      `The run in ${folder} was played in ${identity.world}, and ${settings.world} is ${world.id} now.`,
      {
        hint: "Bring back the world of the run, or play the run again.",
      },
    );
  const files = runFiles(folder);
  const [episodes, memory] = await Promise.all([textOf(files.episodes), textOf(files.memory)]);
  const given = (identity.settings as { given?: string }).given !== undefined;
  if (given && memory === null)
    throw new BillpError("run-folder", `${files.memory} is missing, and the run was given memories that only it holds.`, {
      hint: "Finish the run with `billp run --resume`, which writes the file.",
    });
  return {
    folder,
    run: identity.run,
    settings,
    world,
    policy: isPolicy(settings.method),
    schedule: scheduleOf(settings, world),
    episodes: await episodesOf(folder, episodes),
    memories: memory === null ? null : byEpisode(parseMemories(memory, files.memory)),
    lines: { episodes: linesOf(episodes), memory: linesOf(memory) },
    parent: identity.parent ?? null,
  };
}

/** The settings of a run, without the hash of what it was given. */
export function settingsOf(stored: RunIdentity["settings"]): ResolvedSettings {
  const { given: _, ...settings } = stored as SettingsInput & { given?: string };
  return resolveSettings(settings);
}

/** Episodes of the file, and those that a killed run had finished but not written there. */
async function episodesOf(folder: string, text: string | null): Promise<Map<number, Episode>> {
  const files = runFiles(folder);
  const found = new Map<number, Episode>();
  if (finishedSummary(folder) === null && existsSync(files.checkpoints)) {
    const db = await readSqlite(files.checkpoints);
    try {
      const known = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'billp_episodes'").get() !== undefined;
      const rows = known ? db.prepare("SELECT episode, record FROM billp_episodes").all() : [];
      for (const { episode, record } of rows as { episode: number; record: string }[])
        found.set(episode, checkEpisode(JSON.parse(record), `episode ${episode} in ${files.checkpoints}`));
    } finally {
      db.close();
    }
  }
  if (text !== null) for (const e of parseEpisodes(text, files.episodes)) found.set(e.episode, e); // the file is what is compared
  return new Map([...found].sort(([a], [b]) => a - b));
}

async function textOf(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, "utf8") : null;
}

/** The lines of a text by the episode they name. They were parsed before, so that each is JSON. */
function linesOf(text: string | null): Map<number, string> | null {
  if (text === null) return null;
  const lines = new Map<number, string>();
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const { episode } = JSON.parse(line) as { episode: number };
    lines.set(episode, `${lines.get(episode) ?? ""}${line}\n`);
  }
  return lines;
}

/** Memories apart by the episode that wrote each entry. */
export function byEpisode(all: Memories): Map<number, Memories> {
  const parts = new Map<number, Memories>();
  for (const name of MEMORY_NAMES)
    for (const entry of all[name]) {
      const part = parts.get(entry.episode) ?? noMemories();
      parts.set(entry.episode, part);
      (part[name] as unknown[]).push(entry);
    }
  return parts;
}
