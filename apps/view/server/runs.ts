/** Cache of a folder's runs, read when they are asked for and kept until their files change. */
import { LRUCache } from "lru-cache";
import { BillpError } from "../../../core/errors.ts";
import { operatorOf } from "../../../core/operator.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { RunReader } from "../../../experiments/runs/store/run-store.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { definitionOf } from "../../../methods/registry.ts";
import type { LoadedWorld } from "../../../worlds/format/load.ts";
import { worldsOfRecords } from "../../../worlds/format/named.ts";
import { curvesOf } from "./curves.ts";
import { reasonsOf } from "./ending.ts";
import { changeable, factsOf, rulesOf } from "./facts.ts";
import { findRuns, folderOf } from "./folders.ts";
import { damagedCard, type RunRead, readCard, readRun, statusBy } from "./run-read.ts";
import type { EpisodeRow, RunCard, RunPage, Status } from "./shapes.ts";
import { memoryNamesOf, noMemory } from "./sight.ts";

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
    const read = known?.key === key ? await known.run.catch(() => null) : null;
    const same = known !== undefined && read !== null && (await standsAs(read.card.status, async () => read.reader));
    const run = same ? known.run : readRun(folder, id);
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
    if (known?.key === key && (await standsAs(known.card.status, () => folderStore.openRun(folderOf(root, id)))))
      return known.card;
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
      const world = await worldOf(run);
      const rules = rulesOf(world, settings);
      const { method } = settings;
      const noneKept = memoryNamesOf(settings).length === 0 ? noMemory(method) : null;
      const rows = episodes.map(rowOf);
      return {
        ...{ card, settings: { ...settings }, summary, rows },
        about: { summary: definitionOf(method).summary, noMemory: noneKept },
        facts: factsOf(settings, rules),
        reasons: reasonsOf(rules),
        changeable: changeable(settings),
        curves: curvesOf(rows, settings),
        rewardMax: rewardMaxOf(run, world),
      };
    },
    worldOf,
  };
}

/** Largest reward that a round can have: the world's, or where that is gone the largest of the run. */
export function rewardMaxOf({ episodes }: RunRead, world: LoadedWorld | null): number {
  return world?.rewardMax ?? Math.max(1, ...episodes.flatMap((e) => e.rounds.map((r) => r.reward)));
}

/** Whether a run whose files are unchanged is still what it was: that its process was killed, no file tells, but its lock does. */
async function standsAs(status: Status, open: () => Promise<RunReader>): Promise<boolean> {
  if (status === "finished" || status === "damaged") return true;
  return status === statusBy(await (await open()).beingWritten());
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
