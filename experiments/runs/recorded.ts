/** Recorded run, ready to be executed again: settings, world, episodes and memory entries as they stand in its store. */

import { BillpError } from "../../core/errors.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import type { Memories } from "../../memory/entries.ts";
import { isPolicy } from "../../methods/registry.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import type { Parentage } from "./store/identity.ts";
import type { RunReader } from "./store/run-store.ts";
import { folderStore } from "./store/store.ts";

/** A run as its folder records it. */
export interface RecordedRun {
  readonly folder: string;
  /** The run's parts, for what is read only when it is needed. */
  readonly reader: RunReader;
  readonly run: string;
  readonly settings: ResolvedSettings;
  /** The server its models were asked at, as a record; null: the providers' own. */
  readonly server: string | null;
  readonly world: World;
  readonly policy: boolean;
  /** Every episode the run was to play. */
  readonly schedule: readonly Scheduled[];
  /** Episodes that were finished, by number. */
  readonly episodes: ReadonlyMap<number, Episode>;
  /** What each episode wrote, by number; 0 for prior memories. Null when nothing was written out yet (a killed run). */
  readonly memories: ReadonlyMap<number, Memories> | null;
  /** The lines of the episodes, and those of the memories by the episode that wrote them, as they stand there; null where a file is missing. */
  readonly lines: { readonly episodes: ReadonlyMap<number, string> | null; readonly memory: ReadonlyMap<number, string> | null };
  /** Made by a version that kept no made-by.jsonl: its records lack what was added since. */
  readonly earlier: boolean;
  /** The fork this run goes on from; null of any other. */
  readonly parent: Parentage | null;
}

/**
 * Reads a run folder; nothing is written to it.
 * @throws BillpError `run-folder` or `bad-input` when it holds no run or a damaged one, `bad-world` when its world is another by now.
 */
export async function readRecorded(folder: string, worldBy?: (id: string) => Promise<World>): Promise<RecordedRun> {
  const reader = await folderStore.openRun(folder);
  const { run, settings, server = null, priorMemories, parent } = reader.identity;
  const world = await reader.world(worldBy);
  const [episodes, memories] = [await reader.episodes(), await reader.memories()];
  if (priorMemories !== undefined && memories === null)
    throw new BillpError(
      "run-folder",
      `${reader.where("memory")} is missing, and the run was given memories that only it holds.`,
      {
        hint: "Finish the run with `billp run --resume`, which writes the file.",
      },
    );
  return {
    folder,
    reader,
    run,
    settings,
    server,
    world,
    policy: isPolicy(settings.method),
    schedule: await reader.schedule(async () => world),
    episodes,
    memories,
    lines: { episodes: await reader.lines("episodes"), memory: await reader.lines("memory") },
    earlier: (await reader.makers()).length === 0,
    parent: parent ?? null,
  };
}
