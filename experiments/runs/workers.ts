/** Lanes side by side. What an episode sees is decided by numbers, so that the number of lanes changes only the time. */
import { firstOf } from "../../core/errors.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { openWorker, playOn, type Worker, type WorkersOptions } from "./worker.ts";

/**
 * Plays the schedule.
 * Episodes start in order, as soon as a lane is free and everything they may see is there.
 * @throws what a node throws (a refused model, a spent budget, an abort); lanes in flight are waited for first.
 */
export async function playWorkers(options: WorkersOptions): Promise<void> {
  const { schedule, signal, memoriesByEpisode } = options;
  const done = new Set(options.finished);
  const workers: Worker[] = [];
  for (const b of workerNumbers(options))
    workers.push(await openWorker(options, `${options.run}/lane-${b}`, done, memoriesByEpisode));
  const claimed = new Set([...done, ...workers.flatMap((l) => (l.unfinished === null ? [] : [l.unfinished.episode]))]);
  const waiting = schedule.filter((s) => !claimed.has(s.episode));
  const idle = [...workers];
  const busy = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let upTo = 0;

  const take = (worker: Worker): Scheduled | null => {
    if (worker.unfinished !== null) return worker.unfinished;
    const next = waiting[0];
    return next !== undefined && next.visibleUpTo <= upTo ? (waiting.shift() as Scheduled) : null;
  };
  const start = (worker: Worker, scheduled: Scheduled): void => {
    const playing = playOn(options, worker, scheduled, memoriesByEpisode)
      .then((episode) => {
        done.add(episode.episode);
        options.onEpisode(episode);
      })
      .catch((error) => {
        failure ??= { error: firstOf(error) };
      })
      .finally(() => {
        busy.delete(playing);
        idle.push(worker);
        options.onBusy?.(busy.size);
      });
    busy.add(playing);
    options.onBusy?.(busy.size);
  };
  for (;;) {
    while (done.has(upTo + 1)) upTo++;
    for (let i = 0; i < idle.length && failure === undefined && !signal?.aborted; ) {
      const scheduled = take(idle[i] as Worker);
      if (scheduled === null) i++;
      else start(idle.splice(i, 1)[0] as Worker, scheduled);
    }
    if (busy.size === 0) break;
    await Promise.race(busy);
  }
  if (failure !== undefined) throw failure.error;
  signal?.throwIfAborted();
}

function workerNumbers({ workers, earlier }: WorkersOptions): number[] {
  return [...new Set([...Array.from({ length: workers }, (_, b) => b), ...earlier])].sort((a, b) => a - b);
}
