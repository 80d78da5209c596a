/** Open run, one that is being played: its ledger and checkpoints, what is finished so far, and the files written from that. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { sumBy } from "../../core/math.ts";
import { isOfflineSpec, type ResolvedSettings, type SettingsInput, specOfRole } from "../../core/settings.ts";
import type { OpenTracer } from "../../core/tracer.ts";
import type { Memories } from "../../memory/entries.ts";
import { asPriorMemories } from "../../memory/prior.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { sumTallies } from "../../models/ledger/usage.ts";
import type { RuntimeOptions } from "../../nodes/runtime.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { type Summary, summarise, type Usage } from "../evaluation/summary.ts";
import type { RunResult } from "./finished.ts";
import { makerOf } from "./store/made-by.ts";
import type { RunStore, RunWriter } from "./store/run-store.ts";

/** What a watcher is told while a run goes on. */
export interface Progress {
  readonly episode: Episode;
  readonly done: number;
  readonly total: number;
  readonly usage: Usage;
}

/** What a run is, where it is kept, and how it is played. */
export interface RunOptions {
  readonly settings: SettingsInput;
  /** Run folder; null keeps everything in memory. */
  readonly out: string | null;
  /** Memories to start from, seen by every episode (another run's, read by `parseMemories`). */
  readonly priorMemories?: Memories;
  /** Parallel episodes; changes nothing but the time. Default: 1. */
  readonly workers?: number;
  /** Longest wait for another process that plays the run, in ms. Default: 10,000. */
  readonly patienceMs?: number;
  /** Go on with the run in the folder. Default: false. */
  readonly resume?: boolean;
  /** `memory`: no databases (no resume), for machines where SQLite does not load. Default: `sqlite`. */
  readonly checkpoints?: "sqlite" | "memory";
  readonly runtime?: Omit<RuntimeOptions, "ledger">;
  readonly onStart?: (schedule: readonly Scheduled[], world: World) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Told how many workers are playing, whenever that changes. */
  readonly onBusy?: (busy: number) => void;
  /** Config of an episode's invoke (trace name, metadata, callbacks). */
  readonly traceOf?: (scheduled: Scheduled, run: string, settings: ResolvedSettings) => RunnableConfig;
  /** Told in one line what the run could not do for somebody else (traces not delivered); default: a line on stderr. */
  readonly onNotice?: (line: string) => void;
  /** Observer of the episodes. Default: none; `billp/experiments` gives the one that the environment asks for. */
  readonly openTracer?: OpenTracer;
  readonly signal?: AbortSignal;
}

/** Which run this is, and since when it goes on. Settings and world are resolved, once for all that is played. */
export interface RunHead {
  readonly run: string;
  readonly settings: ResolvedSettings;
  readonly world: World;
  readonly schedule: readonly Scheduled[];
  /** performance.now() at the start. */
  readonly begun: number;
}

/** A run that is being played by this process alone. */
export interface OpenRun extends RunHead, Pick<RunWriter, "saver" | "threads"> {
  readonly ledger: Ledger;
  /** Finished episodes by number. */
  readonly episodes: ReadonlyMap<number, Episode>;
  /** What each finished episode wrote, by number; 0: prior memories. Filled in as episodes end. */
  readonly memories: Map<number, Memories>;
  /** Keeps an episode that was finished elsewhere; nobody is told. */
  keep(episode: Episode): void;
  /** Keeps a finished episode and tells the watcher. */
  note(episode: Episode): void;
  /** Writes the run's files, and gives what they say. */
  write(): Promise<RunResult>;
  close(): void;
}

/**
 * Opens a run that was made in a store, with what earlier processes finished. While it is open, no other process can open it for playing.
 * @throws what {@link RunStore.writeRun} throws.
 */
export async function beginRun(
  store: RunStore,
  name: string,
  options: Omit<RunOptions, "settings" | "out">,
  head: RunHead,
): Promise<OpenRun> {
  const { run, settings, world, schedule, begun } = head;
  const writer = await store.writeRun(name, run, {
    databases: options.checkpoints !== "memory",
    signal: options.signal,
    patienceMs: options.patienceMs,
  });
  const { ledger } = writer;
  const episodes = await closedOnFailure(writer, async () => {
    await writer.noteMaker(makerOf(world, options.runtime?.prices));
    return writer.episodes();
  });
  const memories = new Map<number, Memories>(
    options.priorMemories === undefined ? [] : [[0, asPriorMemories(options.priorMemories)]],
  );
  const sorted = () => [...episodes.values()].sort((a, b) => a.episode - b.episode);
  const summary = (): Summary => {
    const { method, model, seed, fidelity, gamma } = settings;
    const about = { run, world: world.id, method, model, seed, fidelity };
    const ms = Math.round(performance.now() - begun);
    return summarise(about, sorted(), { world, gamma }, usageOf(ledger, settings), ms, episodes.size === schedule.length);
  };
  const result = (): RunResult => ({
    summary: summary(),
    episodes: sorted(),
    memories: [...memories].sort(([a], [b]) => a - b).map(([, m]) => m),
  });
  const keep = (episode: Episode) => {
    episodes.set(episode.episode, episode);
    writer.saveEpisode(episode);
  };
  return {
    ...head,
    ledger,
    saver: writer.saver,
    threads: writer.threads,
    episodes,
    memories,
    keep,
    note(episode) {
      keep(episode);
      options.onProgress?.({ episode, done: episodes.size, total: schedule.length, usage: usageOf(ledger, settings) });
    },
    async write() {
      const written = result();
      await writer.writeOut(written);
      return written;
    },
    close() {
      options.runtime?.sharedBudget?.leave(ledger);
      writer.close();
    },
  };
}

async function closedOnFailure<T>(writer: RunWriter, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** What a run's calls took so far, in all and by role; those of its forks left out. */
export function usageOf(ledger: Ledger, settings: ResolvedSettings): Usage {
  const byRole = ledger.usageByRole();
  const { calls, inputTokens, outputTokens, costUsd, cached } = sumTallies(Object.values(byRole));
  const outside = Object.entries(byRole).filter(([role]) => !isOfflineSpec(specOfRole(settings, role)));
  const estimatedCalls = sumBy(outside, ([, tally]) => tally.estimatedCalls);
  const { lost } = ledger.outlay();
  return {
    ...{ calls, inputTokens, outputTokens, costUsd },
    ...(cached ? { cached } : {}),
    ...(estimatedCalls > 0 ? { estimatedCalls } : {}),
    ...(lost.tries > 0 ? { lost } : {}),
    byRole,
  };
}
