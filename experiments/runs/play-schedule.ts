/** Playing of what is left of a run by its workers: a thread of the graph each, or none where a policy plays. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { buildGraph } from "../../graphs/billp.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import type { OpenRun, RunOptions } from "./open-run.ts";
import { type Player, playEpisode } from "./play-episode.ts";
import { runPool } from "./run-pool.ts";
import { workerThreads } from "./store/threads.ts";
import { openWorker, type Worker } from "./worker.ts";

/** How a schedule is played. */
export interface PlayScheduleOptions extends Pick<RunOptions, "workers" | "signal" | "onBusy" | "runtime"> {
  /** Called once per finished episode, in the order of finishing; keeps the record. */
  readonly onEpisode: (episode: Episode) => void;
  /** Told in one line what is to be known while the run is played; default: a line on stderr. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Config of an episode's invoke: trace name, tags, callbacks. */
  readonly configFor: (scheduled: Scheduled) => RunnableConfig;
}

/** Plays the episodes of a run's schedule that are not finished. @throws what {@link runPool} throws. */
export function playSchedule(run: OpenRun, policy: boolean, options: PlayScheduleOptions): Promise<void> {
  return policy ? playPolicy(run, options) : playGraph(run, options);
}

async function playPolicy(run: OpenRun, { workers = 1, signal, onBusy, onEpisode }: PlayScheduleOptions): Promise<void> {
  const player: Player = { settings: run.settings, world: run.world, graph: null };
  await runPool({
    schedule: run.schedule,
    workers: Array.from({ length: workers }, () => null),
    play: async (scheduled) => onEpisode((await playEpisode(player, scheduled, run.memories)).record),
    signal,
    onBusy,
  });
}

async function playGraph(run: OpenRun, options: PlayScheduleOptions): Promise<void> {
  const { workers = 1, signal, onBusy, onEpisode, onNotice, configFor } = options;
  const loadWorld = async () => run.world;
  const graph = buildGraph(createRuntime({ onNotice, ...options.runtime, ledger: run.ledger, loadWorld }), run.saver);
  const player: Player = { settings: run.settings, graph };
  const threads = await openThreads(run, workers, graph, onEpisode);
  await runPool<Worker>({
    schedule: run.schedule,
    workers: threads,
    begun: (worker) => worker.unfinished,
    done: run.episodes.keys(),
    async play(scheduled, { thread, held, unfinished }) {
      const config = { ...configFor(scheduled), configurable: { thread_id: thread }, durability: "async" as const, signal };
      const begun = scheduled === unfinished;
      const { record, memories } = await playEpisode(player, scheduled, run.memories, { config, held, begun });
      if (!run.memories.has(record.episode)) run.memories.set(record.episode, memories);
      onEpisode(record);
    },
    signal,
    onBusy,
  });
}

/** Opens the workers' threads, and takes over what earlier processes finished in them. */
async function openThreads(
  run: OpenRun,
  workers: number,
  graph: ReturnType<typeof buildGraph>,
  onEpisode: PlayScheduleOptions["onEpisode"],
): Promise<Worker[]> {
  const opened: Worker[] = [];
  for (const thread of workerThreads(run.run, workers, run.threads())) {
    const { worker, memories, last } = await openWorker(graph, thread, run.schedule, new Set(run.episodes.keys()));
    for (const [episode, entries] of memories) if (!run.memories.has(episode)) run.memories.set(episode, entries);
    if (last !== null && !run.episodes.has(last.episode)) onEpisode(last);
    opened.push(worker);
  }
  return opened;
}
