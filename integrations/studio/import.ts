/** Import of a run's episodes as threads of a development server. The run's folder is read and never written. */

import { basename, dirname } from "node:path";
import { uuid5 } from "@langchain/langgraph-checkpoint";
import { BillpError, messageOf } from "../../core/errors.ts";
import { operatorOf } from "../../core/operator.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import type { Episode } from "../../experiments/evaluation/record.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import type { Memories } from "../../memory/entries.ts";
import { mergeMemories } from "../../memory/prior.ts";
import { isPolicy } from "../../methods/registry.ts";
import { folderOfRecord } from "../../worlds/format/named.ts";
import { superstepsOf } from "./supersteps.ts";

/** Namespace of thread ids: the same episode of the same run is the same thread in every session. */
const THREADS = "5f0b7f5e-7f0e-5c38-9b0a-0d9e4d1c2a77";
/** Longest wait for one thread; 10,000 memory entries take a few seconds. */
const IMPORT_MS = 120_000;

/** A run as Studio gets it. */
export interface StudioRun {
  readonly run: string;
  readonly settings: ResolvedSettings;
  /** The folder that the run's world lies in, for the server's BILLP_WORLDS; null of an embedded world. */
  readonly worlds: string | null;
  readonly memories: Memories;
  /** The episodes to be shown, as asked for. */
  readonly episodes: readonly Episode[];
}

/** An imported episode. */
export interface Imported {
  readonly episode: number;
  readonly thread: string;
  readonly rounds: number;
}

/**
 * Reads what is to be imported. `wanted` are episode numbers; without any, the last episode that was played.
 * @throws BillpError `run-folder`, `bad-input` (an episode that is not there, a damaged file) or `bad-settings` (a policy's run has no graph).
 */
export async function readStudioRun(folder: string, wanted: readonly number[]): Promise<StudioRun> {
  const reader = await folderStore.openRun(folder);
  const { run, settings } = reader.identity;
  if (isPolicy(settings.method))
    throw new BillpError("bad-settings", `${folder} was played by the policy ${settings.method}, which has no graph.`, {
      hint: "Studio shows runs of the methods in docs/methods.md.",
    });
  const played = [...(await reader.episodes()).values()];
  const memories = await reader.memories();
  const numbers = wanted.length > 0 ? wanted : played.slice(-1).map((e) => e.episode);
  const episodes = numbers.map((n) => {
    const found = played.find((e) => e.episode === n);
    if (found !== undefined) return found;
    throw new BillpError("bad-input", `${reader.where("episodes")} has no episode ${n}.`, {
      hint:
        played.length === 0
          ? "The run has not finished an episode yet."
          : `It has ${played[0]?.episode} to ${played.at(-1)?.episode}.`,
    });
  });
  if (episodes.length === 0 || memories === null)
    throw new BillpError("bad-input", `${folder} holds no episode with its memories.`, {
      hint: "Finish the run first: --resume.",
    });
  // The server takes worlds by their names alone, from the folder that it is given.
  const place = await folderOfRecord(settings.world, operatorOf().worlds);
  const world = place === null ? settings.world : basename(place);
  const worlds = place === null ? null : dirname(place);
  return { run, settings: { ...settings, world }, worlds, memories: mergeMemories(memories.values()), episodes };
}

/** Makes a thread per episode. @throws BillpError `bad-input` when the server does not take one. */
export async function importRun(apiUrl: string, { run, settings, memories, episodes }: StudioRun): Promise<Imported[]> {
  const imported: Imported[] = [];
  for (const episode of episodes) {
    const thread = uuid5(`${run}/episode-${episode.episode}`, THREADS);
    const metadata = { graph_id: "billp", run, episode: episode.episode, split: episode.split, user: episode.user };
    const supersteps = superstepsOf({ episode, settings, memories });
    await post(`${apiUrl}/threads`, { thread_id: thread, metadata, if_exists: "raise", supersteps });
    imported.push({ episode: episode.episode, thread, rounds: episode.rounds.length });
  }
  return imported;
}

async function post(url: string, body: object): Promise<void> {
  let why: string;
  try {
    const token = process.env.BILLP_SERVER_TOKEN?.trim();
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(url, {
      method: "POST",
      redirect: "error",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(IMPORT_MS),
    });
    if (answer.ok) return;
    why = `answer ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
  } catch (error) {
    why = messageOf(error);
  }
  throw new BillpError("bad-input", `The development server did not take the episode: ${why}`, {
    hint: "Its own lines above may say more.",
  });
}
