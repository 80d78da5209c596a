/** Reader of one run: from its files when they are there, from its database while it is being played. */

import { BillpError, messageOf } from "../../../core/errors.ts";
import type { ResolvedSettings } from "../../../core/settings.ts";
import { totals } from "../../../experiments/evaluation/metrics.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { Summary } from "../../../experiments/evaluation/summary.ts";
import type { Parentage } from "../../../experiments/runs/store/identity.ts";
import type { RunReader } from "../../../experiments/runs/store/run-store.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { isPolicy } from "../../../methods/registry.ts";
import type { RunCard, Status } from "./shapes.ts";

/** A run as it stands in its folder. */
export interface RunRead {
  readonly folder: string;
  readonly reader: RunReader;
  readonly card: RunCard;
  readonly settings: ResolvedSettings;
  readonly summary: Summary | null;
  readonly episodes: readonly Episode[];
}

/** Reads a run. @throws BillpError `run-folder` or `bad-input` naming the file that is damaged. */
export async function readRun(folder: string, id: string): Promise<RunRead> {
  const head = await readHead(folder);
  const episodes = await readPlayed(head);
  return {
    folder,
    reader: head.reader,
    card: cardOf(id, head, episodes),
    settings: head.settings,
    summary: head.summary,
    episodes,
  };
}

/** The card alone, which a finished run's summary tells without its episodes. */
export async function readCard(folder: string, id: string): Promise<RunCard> {
  const head = await readHead(folder);
  return cardOf(id, head, head.status === "finished" ? [] : await readPlayed(head));
}

type Head = Awaited<ReturnType<typeof readHead>>;

async function readHead(folder: string) {
  const reader = await folderStore.openRun(folder);
  const { run, world, settings, parent } = reader.identity;
  const { changed } = await reader.state();
  // The lock first: a run that ends between the two questions is then told as finished, and not as stopped.
  const status = statusBy(await reader.beingWritten());
  const summary = await reader.summary();
  return { reader, run, world, parent, settings, changed, summary, status: summary?.complete === true ? "finished" : status };
}

/** What the lock says of a run that has not ended. A killed process holds none, however lately it wrote. */
export function statusBy(beingWritten: boolean | null): Status {
  return beingWritten === null ? "unknown" : beingWritten ? "live" : "stopped";
}

/** The episodes; while a run goes on they are in its database alone. */
async function readPlayed({ reader }: Head): Promise<Episode[]> {
  return [...(await reader.episodes({ fileIsEnough: true })).values()];
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
