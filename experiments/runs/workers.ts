/** Lanes side by side. What an episode sees is decided by numbers, so that the number of lanes changes only the time. */
import { firstOf } from "../../core/errors.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { type Lane, type LanesOptions, openLane, playOn } from "./worker.ts";

/**
 * Plays the schedule.
 * Episodes start in order, as soon as a lane is free and everything they may see is there.
 * @throws what a node throws (a refused model, a spent budget, an abort); lanes in flight are waited for first.
 */
export async function playLanes(options: LanesOptions): Promise<void> {
  const { schedule, signal, written } = options;
  const done = new Set(options.finished);
  const lanes: Lane[] = [];
  for (const b of laneNumbers(options)) lanes.push(await openLane(options, `${options.run}/lane-${b}`, done, written));
  const claimed = new Set([...done, ...lanes.flatMap((l) => (l.unfinished === null ? [] : [l.unfinished.episode]))]);
  const waiting = schedule.filter((s) => !claimed.has(s.episode));
  const idle = [...lanes];
  const busy = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let upTo = 0;

  const take = (lane: Lane): Scheduled | null => {
    if (lane.unfinished !== null) return lane.unfinished;
    const next = waiting[0];
    return next !== undefined && next.sees <= upTo ? (waiting.shift() as Scheduled) : null;
  };
  const start = (lane: Lane, scheduled: Scheduled): void => {
    const playing = playOn(options, lane, scheduled, written)
      .then((episode) => {
        done.add(episode.episode);
        options.onEpisode(episode);
      })
      .catch((error) => {
        failure ??= { error: firstOf(error) };
      })
      .finally(() => {
        busy.delete(playing);
        idle.push(lane);
        options.onBusy?.(busy.size);
      });
    busy.add(playing);
    options.onBusy?.(busy.size);
  };
  for (;;) {
    while (done.has(upTo + 1)) upTo++;
    for (let i = 0; i < idle.length && failure === undefined && !signal?.aborted; ) {
      const scheduled = take(idle[i] as Lane);
      if (scheduled === null) i++;
      else start(idle.splice(i, 1)[0] as Lane, scheduled);
    }
    if (busy.size === 0) break;
    await Promise.race(busy);
  }
  if (failure !== undefined) throw failure.error;
  signal?.throwIfAborted();
}

function laneNumbers({ lanes, earlier }: LanesOptions): number[] {
  return [...new Set([...Array.from({ length: lanes }, (_, b) => b), ...earlier])].sort((a, b) => a - b);
}
