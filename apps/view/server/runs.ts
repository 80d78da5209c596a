/** Cache of a folder's runs, read when they are asked for and kept until their files change. */
import { LRUCache } from "lru-cache";
import { BillpError } from "../../../core/errors.ts";
import { operatorOf } from "../../../core/operator.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { memoriesOf } from "../../../methods/derived.ts";
import { definitionOf } from "../../../methods/registry.ts";
import type { LoadedWorld } from "../../../worlds/format/load.ts";
import { worldsOfRecords } from "../../../worlds/format/named.ts";
import { findRuns, folderOf } from "./folders.ts";
import { damagedCard, type RunRead, readCard, readRun } from "./run-read.ts";
import type { EpisodeRow, RunCard, RunPage } from "./shapes.ts";

/** Runs kept with all their episodes; cards are kept of every run. */
const KEPT = 6;

/** The runs below a folder. */
export interface Runs {
  readonly root: string;
  list(): Promise<RunCard[]>;
  /** @throws HTTPException 404. */
  card(id: string): Promise<RunCard>;
  /** @throws HTTPException 404; BillpError when its files are damaged. */
  read(id: string): Promise<RunRead>;
  page(id: string): Promise<RunPage>;
  /** Null when the world is not there any more. */
  worldOf(run: RunRead): Promise<LoadedWorld | null>;
}

/** Opens the runs below `root`, an absolute path. */
export function openRuns(root: string): Runs {
  const cards = new Map<string, { key: string; card: RunCard }>();
  const kept = new LRUCache<string, { key: string; run: Promise<RunRead> }>({ max: KEPT });

  async function read(id: string): Promise<RunRead> {
    const folder = folderOf(root, id);
    const { key } = await folderStore.state(folder);
    const known = kept.get(id);
    const run = known?.key === key ? known.run : readRun(folder, id);
    kept.set(id, { key, run });
    const found = await run.catch((error) => {
      kept.delete(id);
      throw error;
    });
    cards.set(id, { key, card: found.card });
    return found;
  }

  async function card(id: string): Promise<RunCard> {
    const { key } = await folderStore.state(folderOf(root, id));
    const known = cards.get(id);
    // A run being played may fall silent, which no file tells.
    if (known !== undefined && known.key === key && known.card.status !== "live") return known.card;
    const found = await readCard(folderOf(root, id), id).catch((error) => damagedCard(id, error));
    cards.set(id, { key, card: found });
    return found;
  }

  return {
    root,
    read,
    card,
    list: async () => Promise.all((await findRuns(root)).map(card)),
    async page(id) {
      const run = await read(id);
      const { card, settings, summary, episodes } = run;
      const rewardMax = (await worldOf(run))?.rewardMax ?? Math.max(1, ...episodes.flatMap((e) => e.rounds.map((r) => r.reward)));
      const about = { summary: definitionOf(settings.method).summary, memories: memoriesOf(settings.method) };
      return { card, about, settings: { ...settings }, summary, rows: episodes.map(rowOf), rewardMax };
    },
    worldOf,
  };
}

/** The row of an episode in the table. */
export function rowOf({ episode, user, split, end, len, return: total, rounds, faults }: Episode): EpisodeRow {
  const { planner = 0, actor = 0, critic = 0, reflector = 0 } = faults ?? {};
  const unusable = planner + actor + critic + reflector;
  return { episode, user, split, end, len, return: total, rewards: rounds.map((r) => r.reward), faults: unusable };
}

async function worldOf({ settings, card }: RunRead): Promise<LoadedWorld | null> {
  try {
    const world = await worldsOfRecords(operatorOf())(settings.world);
    return world.id === card.world ? world : null; // another version has other items
  } catch (error) {
    if (error instanceof BillpError) return null;
    throw error;
  }
}
