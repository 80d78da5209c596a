/** Plays the runs of a study side by side, each as soon as what it starts from is there. Decides when and where, never what. */
import { setMaxListeners } from "node:events";
import { BillpError, messageOf } from "../../../core/errors.ts";
import { isOfflineSpec, modelOf, ROLES } from "../../../core/settings.ts";
import { workOfRound } from "../../../methods/derived.ts";
import { isBuiltIn, isPolicy } from "../../../methods/registry.ts";
import type { Progress } from "../../runs/open-run.ts";
import type { RunSpec, StudySchedule } from "../spec/run-specs.ts";
import { begunRun, finishedRun, type PlayRunOptions, playRun } from "./play-run.ts";
import { openProcess, type Player } from "./processes.ts";

export interface ExecuteOptions extends Omit<PlayRunOptions, "onProgress" | "signal"> {
  /** Runs at a time. */
  readonly parallelRuns: number;
  readonly signal?: AbortSignal;
  /** Told when a run goes on, and when it is over (`progress` null). */
  readonly onProgress?: (runSpec: RunSpec, progress: Progress | null) => void;
}

/** What came of it. */
export interface PlayedStudy {
  /** Why runs are not finished, by job; a run that was never begun because of a stop is not listed. */
  readonly failed: ReadonlyMap<string, string>;
  /** Why the study as a whole was stopped: the budget, or an interruption. Null when every run was tried. */
  readonly stopped: BillpError | null;
}

/**
 * Plays what is not finished yet. Never throws for a run: a spent budget or an interruption stops the study, any other failure only its run.
 * Runs that were begun go on first (what they have spent counts from then on), then those that others wait for, then the longest.
 * Runs with in-process models play in processes of their own; all others in this one, under one limiter, one cache and one purse, and so do
 * runs whose models, worlds or methods are given in code, which no other process could load.
 */
export async function executeStudy(plan: StudySchedule, options: ExecuteOptions): Promise<PlayedStudy> {
  const halt = new AbortController();
  setMaxListeners(0, halt.signal);
  const signal = options.signal === undefined ? halt.signal : AbortSignal.any([options.signal, halt.signal]);
  setMaxListeners(0, signal);
  const failed = new Map<string, string>();
  const done = new Set(plan.runSpecs.filter((j) => finishedRun(options.runs, j.id) !== null).map((j) => j.id));
  const turn = (runSpec: RunSpec) =>
    workOf(runSpec) + (runSpec.priorMemories === null ? 1e6 : 0) + (begunRun(options.runs, runSpec.id) ? 1e9 : 0);
  const waiting = plan.runSpecs
    .filter((j) => !done.has(j.id))
    .map((runSpec) => ({ runSpec, turn: turn(runSpec) }))
    .sort((a, b) => b.turn - a.turn)
    .map(({ runSpec }) => runSpec);
  const players = Array.from({ length: Math.min(options.parallelRuns, waiting.length) }, () =>
    openPlayer(plan, { ...options, signal, onProgress: undefined }),
  );
  let stopped: BillpError | null = null;

  const take = (): RunSpec | undefined => {
    for (const runSpec of waiting.filter((j) => j.priorMemories !== null && failed.has(j.priorMemories.run))) {
      failed.set(runSpec.id, "the run it takes its memories from failed");
      waiting.splice(waiting.indexOf(runSpec), 1);
    }
    const at = waiting.findIndex((j) => j.priorMemories === null || done.has(j.priorMemories.run));
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const play = async (player: Player, runSpec: RunSpec): Promise<void> => {
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
  const busy = new Set<Promise<void>>();
  const idle = [...players];
  try {
    while (!signal.aborted || busy.size > 0) {
      while (idle.length > 0 && !signal.aborted) {
        const runSpec = take();
        if (runSpec === undefined) break;
        const player = idle.pop() as Player;
        const playing = play(player, runSpec).finally(() => {
          busy.delete(playing);
          idle.push(player);
        });
        busy.add(playing);
      }
      if (busy.size === 0) break;
      await Promise.race(busy);
    }
  } finally {
    for (const player of players) player.close();
  }
  if (options.signal?.aborted && stopped === null) stopped = reasonOf(options.signal);
  return { failed, stopped };
}

function openPlayer(plan: StudySchedule, options: PlayRunOptions): Player {
  const { runtime } = options;
  const inCode = [runtime?.chat, runtime?.embedder, runtime?.loadWorld].some((part) => part !== undefined);
  if (!inCode && plan.armsInWorlds.every(({ settings }) => isBuiltIn(settings.method) && isInProcess(settings)))
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
