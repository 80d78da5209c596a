/** Pool of episodes: many side by side, in the order of the schedule, none before what it may see is there. */
import { workOff } from "../../core/pool.ts";
import type { Scheduled } from "../evaluation/schedule.ts";

/** What a pool plays. What an episode sees is decided by numbers, so that the number of workers changes only the time. */
export interface RunPoolOptions<Worker> {
  /** By episode number. */
  readonly schedule: readonly Scheduled[];
  /** Who plays; each one episode at a time. */
  readonly workers: readonly Worker[];
  readonly play: (scheduled: Scheduled, worker: Worker) => Promise<void>;
  /** Episodes that are over already; they are not played. */
  readonly done?: Iterable<number>;
  /** The episode that a worker has begun before: it takes that one up first, and nobody else does. Null: none. */
  readonly begun?: (worker: Worker) => Scheduled | null;
  readonly signal?: AbortSignal;
  /** Told how many workers are playing, whenever that changes. */
  readonly onBusy?: (busy: number) => void;
}

/**
 * Plays the schedule. An episode starts in its turn, as soon as a worker is free and every episode that it may see is over.
 * @throws the first failure, or the abort reason; nothing is started after it, and the episodes in flight are waited for first.
 */
export async function runPool<Worker>(options: RunPoolOptions<Worker>): Promise<void> {
  const { schedule, workers, play, begun = () => null, signal, onBusy } = options;
  const done = new Set(options.done);
  const own = new Map(workers.flatMap((worker) => pairOf(worker, begun(worker))));
  const claimed = new Set([...own.values()].map((s) => s.episode));
  const waiting = schedule.filter((s) => !done.has(s.episode) && !claimed.has(s.episode));
  const numbers = schedule.map((s) => s.episode);
  let over = 0; // so many of the schedule's first episodes are done
  const visible = ({ visibleUpTo }: Scheduled): boolean => {
    while (over < numbers.length && done.has(numbers[over] as number)) over++;
    return over === numbers.length || visibleUpTo < (numbers[over] as number);
  };
  await workOff<Worker, Scheduled>({
    slots: workers,
    take(worker) {
      const mine = own.get(worker);
      if (mine !== undefined && own.delete(worker)) return mine;
      const next = waiting[0];
      return next !== undefined && visible(next) ? (waiting.shift() as Scheduled) : null;
    },
    async play(scheduled, worker) {
      await play(scheduled, worker);
      done.add(scheduled.episode);
    },
    signal,
    onBusy,
  });
  if (waiting.length > 0) throw new Error(`episode ${waiting[0]?.episode} waits for one that is not in the schedule`);
}

function pairOf<Worker>(worker: Worker, scheduled: Scheduled | null): [Worker, Scheduled][] {
  return scheduled === null ? [] : [[worker, scheduled]];
}
