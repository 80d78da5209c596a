/** What a run holds open while it plays: the databases, the finished episodes, and the files written from them. */

import type { RunnableConfig } from "@langchain/core/runnables";
import type { ResolvedSettings, SettingsInput } from "../../core/settings.ts";
import type { OpenTracer } from "../../core/tracer.ts";
import { openCheckpoints, type RunCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import type { Memories } from "../../memory/entries.ts";
import { asPriorMemories } from "../../memory/prior.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { sumTallies } from "../../models/ledger/usage.ts";
import type { RuntimeOptions } from "../../nodes/runtime.ts";
import type { World } from "../../worlds/world.ts";
import { checkEpisode, type Episode, episodeLine } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { type Summary, summarise, type Usage } from "../evaluation/summary.ts";
import { replaceFile, runFiles, writeProjections } from "./run-folder.ts";
import { lockRun } from "./run-lock.ts";

/** What a watcher is told while a run goes on. */
export interface Progress {
  readonly episode: Episode;
  readonly done: number;
  readonly total: number;
  readonly usage: Usage;
}

export interface RunOptions {
  readonly settings: SettingsInput;
  /** Run folder; null keeps everything in memory. */
  readonly out: string | null;
  /** Memories to start from, seen by every episode (another run's, read by `parseMemories`). */
  readonly priorMemories?: Memories;
  /** Parallel episodes; changes nothing but the time. */
  readonly workers?: number;
  readonly resume?: boolean;
  /** `memory`: no databases (no resume), for machines where SQLite does not load. */
  readonly checkpoints?: "sqlite" | "memory";
  readonly runtime?: Omit<RuntimeOptions, "ledger">;
  readonly onStart?: (schedule: readonly Scheduled[], world: World) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly onBusy?: (busy: number) => void;
  /** Config of an episode's invoke (trace name, metadata, callbacks). */
  readonly traceOf?: (scheduled: Scheduled, run: string, settings: ResolvedSettings) => RunnableConfig;
  /** Told in one line what the run could not do for somebody else (traces not delivered); default: a line on stderr. */
  readonly onNotice?: (line: string) => void;
  /** Observer of the episodes. Default: none; `billp/experiments` gives the one that the environment asks for. */
  readonly openTracer?: OpenTracer;
  readonly signal?: AbortSignal;
}

/** Which run this is, and since when it goes on. */
export interface SessionHead {
  readonly run: string;
  readonly settings: ResolvedSettings;
  readonly world: World;
  readonly schedule: readonly Scheduled[];
  /** performance.now() at the start. */
  readonly begun: number;
}

export interface Session extends SessionHead {
  readonly ledger: Ledger;
  /** Null with `checkpoints: memory`, where LangGraph's own in-memory saver serves. */
  readonly checkpoints: RunCheckpoints | null;
  readonly episodes: Map<number, Episode>;
  readonly memories: Map<number, Memories>;
  /** Keeps an episode that was finished elsewhere; nobody is told. */
  keep(episode: Episode): void;
  /** Keeps a finished episode and tells the watcher. */
  note(episode: Episode): void;
  /** Finished episodes by number. */
  sorted(): Episode[];
  /** What each episode wrote, by number; first the memories given from outside. */
  memoriesByEpisode(): Memories[];
  summary(): Summary;
  /** Writes episodes.jsonl, memory.jsonl, index.jsonl and summary.json. */
  write(): Promise<void>;
  close(): void;
}

/**
 * Opens the databases and reads what an earlier session finished. While a session is open, no other process can open one of the same run.
 * @throws BillpError `run-folder` when another process plays the run, and what the databases throw.
 */
export async function openSession(options: RunOptions, head: SessionHead): Promise<Session> {
  if (options.out === null || options.checkpoints === "memory") return sessionOf(options, head, () => {});
  const free = await lockRun(options.out, options.signal);
  try {
    return await sessionOf(options, head, free);
  } catch (error) {
    free();
    throw error;
  }
}

async function sessionOf(options: RunOptions, head: SessionHead, free: () => void): Promise<Session> {
  const files = options.out === null || options.checkpoints === "memory" ? null : runFiles(options.out);
  const checkpoints = options.checkpoints === "memory" ? null : await openCheckpoints(files?.checkpoints ?? ":memory:");
  const ledger = files === null ? createMemoryLedger({ replay: false }) : await openSqliteLedger(files.calls);
  const episodes = new Map<number, Episode>();
  for (const [n, record] of checkpoints?.episodes() ?? [])
    episodes.set(n, checkEpisode(JSON.parse(record), `episode ${n} in ${files?.checkpoints}`));
  const memories = new Map<number, Memories>(
    options.priorMemories === undefined ? [] : [[0, asPriorMemories(options.priorMemories)]],
  );
  const sorted = () => [...episodes.values()].sort((a, b) => a.episode - b.episode);
  const memoriesByEpisode = () => [...memories].sort(([a], [b]) => a - b).map(([, m]) => m);
  const summary = () => {
    const { run, settings, world, begun } = head;
    const { method, model, seed, fidelity, gamma } = settings;
    const usage = usageOf(ledger);
    return summarise(
      { run, world: world.id, method, model, seed, fidelity },
      sorted(),
      { world, gamma },
      usage,
      Math.round(performance.now() - begun),
      episodes.size === head.schedule.length,
    );
  };
  const keep = (episode: Episode) => {
    episodes.set(episode.episode, episode);
    checkpoints?.saveEpisode(episode.episode, episodeLine(episode));
  };
  return {
    ...head,
    ledger,
    checkpoints,
    episodes,
    memories,
    sorted,
    memoriesByEpisode,
    summary,
    keep,
    note(episode) {
      keep(episode);
      options.onProgress?.({ episode, done: episodes.size, total: head.schedule.length, usage: usageOf(ledger) });
    },
    async write() {
      if (options.out === null) return;
      const own = checkpoints?.positions().filter((p) => p.thread.startsWith(`${head.run}/lane-`)) ?? []; // not those of forks
      await writeProjections(options.out, sorted(), memoriesByEpisode(), own);
      await replaceFile(runFiles(options.out).summary, `${JSON.stringify(summary(), null, 2)}\n`);
    },
    close() {
      options.runtime?.sharedBudget?.leave(ledger);
      ledger.close();
      checkpoints?.close();
      free();
    },
  };
}

function usageOf(ledger: Ledger): Usage {
  const byRole = ledger.usageByRole();
  const { calls, inputTokens, outputTokens, costUsd, cached } = sumTallies(Object.values(byRole));
  return { calls, inputTokens, outputTokens, costUsd, ...(cached ? { cached } : {}), byRole };
}
