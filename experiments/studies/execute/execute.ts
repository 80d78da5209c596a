/** Execution of a study: its runs side by side, each as soon as what it starts from is there. Decides when and where, never what. */

import { setMaxListeners } from "node:events";
import { BillpError, messageOf } from "../../../core/errors.ts";
import { workOff } from "../../../core/pool.ts";
import { isOfflineSpec, modelOf, ROLES } from "../../../core/settings.ts";
import { workOfRound } from "../../../methods/derived.ts";
import { isBuiltIn, isPolicy } from "../../../methods/registry.ts";
import type { World } from "../../../worlds/world.ts";
import type { Progress } from "../../runs/open-run.ts";
import type { RunSpec, StudySchedule } from "../spec/run-specs.ts";
import { begunRun, isFinished, type PlayRunOptions, playRun } from "./play-run.ts";
import { openProcess, type RunPlayer } from "./processes.ts";

export interface ExecuteOptions extends Omit<PlayRunOptions, "onProgress" | "signal"> {
  /** Runs at a time. */
  readonly parallelRuns: number;
  readonly signal?: AbortSignal;
  /** Told when a run goes on, and when it is over (`progress` null). */
  readonly onProgress?: (runSpec: RunSpec, progress: Progress | null) => void;
}

/** What came of it. */
export interface PlayedStudy {
  /** Why runs are not finished, by run id; a run that was never begun because of a stop is not listed. */
  readonly failed: ReadonlyMap<string, string>;
  /** Why the study as a whole was stopped: the budget, or an interruption. Null when every run was tried. */
  readonly stopped: BillpError | null;
}

/**
 * Plays what is not finished yet. Never throws for a run: a spent budget or an interruption stops the study, any other failure only its run.
 * Runs that were begun go on first (what they have spent counts from then on), then those that others wait for, then the longest.
 * Runs with in-process models play in processes of their own; all others in this one, under one limiter, one cache and one shared budget, and so do
 * runs whose models, worlds or methods are given in code, which no other process could load.
 */
export async function executeStudy(schedule: StudySchedule, options: ExecuteOptions): Promise<PlayedStudy> {
  const halt = new AbortController();
  setMaxListeners(0, halt.signal);
  const signal = options.signal === undefined ? halt.signal : AbortSignal.any([options.signal, halt.signal]);
  setMaxListeners(0, signal);
  const failed = new Map<string, string>();
  const done = new Set<string>();
  for (const runSpec of schedule.runSpecs) {
    try {
      if (await isFinished(runSpec, options.runs, { ...options.runtime, loadWorld: worldsOf(schedule) })) done.add(runSpec.id);
    } catch (error) {
      failed.set(runSpec.id, messageOf(error));
    }
  }
  const waiting = inTurn(schedule, options.runs).filter(({ id }) => !done.has(id) && !failed.has(id));
  const players = Array.from({ length: Math.min(options.parallelRuns, waiting.length) }, () =>
    openPlayer(schedule, { ...options, signal, onProgress: undefined }),
  );
  let stopped: BillpError | null = null;
  const play = async (runSpec: RunSpec, player: RunPlayer): Promise<void> => {
    try {
      await player.play(runSpec, (progress) => options.onProgress?.(runSpec, progress));
      done.add(runSpec.id);
      options.onProgress?.(runSpec, null);
    } catch (error) {
      if (error instanceof BillpError && (error.code === "budget" || error.code === "interrupted")) {
        stopped ??= error;
        halt.abort(error);
      } else failed.set(runSpec.id, messageOf(error));
    }
  };
  try {
    await workOff({ slots: players, take: () => takeNext(waiting, done, failed), play, signal });
  } catch (error) {
    if (!signal.aborted) throw error; // `stopped` says why
  } finally {
    for (const player of players) player.close();
  }
  if (options.signal?.aborted && stopped === null) stopped = reasonOf(options.signal);
  return { failed, stopped };
}

/** The worlds of a schedule by the id that settings name, loaded already. */
function worldsOf({ armsInWorlds }: StudySchedule): (id: string) => Promise<World> {
  return async (id) =>
    (armsInWorlds.find(({ settings }) => settings.world === id) as StudySchedule["armsInWorlds"][number]).world;
}

/** Takes the first run whose source is there; those whose source failed are taken out and fail with it. Null: none may start now. */
function takeNext(waiting: RunSpec[], done: ReadonlySet<string>, failed: Map<string, string>): RunSpec | null {
  for (const runSpec of waiting.filter((j) => j.priorMemories !== null && failed.has(j.priorMemories.run))) {
    failed.set(runSpec.id, "the run it takes its memories from failed");
    waiting.splice(waiting.indexOf(runSpec), 1);
  }
  const at = waiting.findIndex((j) => j.priorMemories === null || done.has(j.priorMemories.run));
  return at < 0 ? null : (waiting.splice(at, 1)[0] as RunSpec);
}

/** Runs in the order of their turn: begun ones, then those that others wait for, then the longest. */
function inTurn(schedule: StudySchedule, runs: string): RunSpec[] {
  const turn = (runSpec: RunSpec) =>
    workOf(runSpec) + (runSpec.priorMemories === null ? 1e6 : 0) + (begunRun(runs, runSpec.id) ? 1e9 : 0);
  return schedule.runSpecs
    .map((runSpec) => ({ runSpec, turn: turn(runSpec) }))
    .sort((a, b) => b.turn - a.turn)
    .map(({ runSpec }) => runSpec);
}

function openPlayer(schedule: StudySchedule, options: PlayRunOptions): RunPlayer {
  const { runtime } = options;
  const inCode = [runtime?.chat, runtime?.embedder, runtime?.loadWorld].some((part) => part !== undefined);
  if (!inCode && schedule.armsInWorlds.every(({ settings }) => isBuiltIn(settings.method) && isInProcess(settings)))
    return openProcess(options);
  return {
    play: (runSpec, onProgress) =>
      playRun(runSpec, { ...options, onProgress, runtime: { ...runtime, sharedBudget: runtime?.sharedBudget?.of(runSpec.id) } }),
    close() {},
  };
}

/** Whether a run calls nobody outside its process. */
function isInProcess(settings: StudySchedule["armsInWorlds"][number]["settings"]): boolean {
  const specs = [...ROLES.map((role) => modelOf(settings, role)), settings.embedding];
  return isPolicy(settings.method) || specs.every(isOfflineSpec);
}

/** Rough work of a run, in calls of a round times episodes: the longest begin first, and progress is told by it. */
export function workOf({ settings, episodes }: RunSpec): number {
  return episodes * workOfRound(settings.method ?? "billp");
}

function reasonOf(signal: AbortSignal): BillpError {
  return signal.reason instanceof BillpError ? signal.reason : new BillpError("interrupted", messageOf(signal.reason));
}
