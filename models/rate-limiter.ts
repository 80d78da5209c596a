/** Rate limiter of all calls of a run: so many at a time, so many a minute. */
import PQueue from "p-queue";

/** Runs tasks within its limits. */
export interface Limiter {
  /** Runs the task when its turn comes. An aborted signal takes it out of the line. */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Limits; absent means none. */
export interface Limits {
  /** Calls in flight at most. */
  maxConcurrentCalls?: number;
  /** Calls started a minute at most, spread evenly rather than in bursts. */
  perMinute?: number;
}

/** A limiter to share between role clients and embedders of one run. */
export function createLimiter(limits: Limits = {}): Limiter {
  const { maxConcurrentCalls: concurrent, perMinute } = limits;
  if (!concurrent && !perMinute) return { run: (task) => task() };
  // Slices of a tenth of a second or more: short enough to be even, long enough not to spin.
  const perSlice = perMinute ? Math.max(1, Math.floor(perMinute / 600)) : Number.POSITIVE_INFINITY;
  const queue = new PQueue({
    concurrency: concurrent ?? Number.POSITIVE_INFINITY,
    ...(perMinute ? { interval: (60_000 * perSlice) / perMinute, intervalCap: perSlice } : {}),
  });
  return { run: async (task, signal) => (await queue.add(task, signal ? { signal } : {})) as Awaited<ReturnType<typeof task>> };
}
