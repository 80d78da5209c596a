/** Threads of a run's checkpoints: one a worker, which plays one episode after another, and one a fork. */

/** Workers were called lanes in the first version; a thread keeps the name under which it was begun. */
const WORKER = /^(?:worker|lane)-(\d+)$/;

/** Thread of a fork. */
export function forkThread(run: string, fork: string): string {
  return `${run}/fork-${fork}`;
}

/** Whether a thread is one of the run's own workers. */
export function isWorkerThread(run: string, thread: string): boolean {
  return numberOf(run, thread) !== null;
}

/**
 * Threads of so many workers, by number: those that are in the checkpoints already (all of them, for each may hold an unfinished episode),
 * and new ones for the other numbers.
 */
export function workerThreads(run: string, workers: number, known: readonly string[]): string[] {
  const threads = new Map<number, string>();
  for (let n = 0; n < workers; n++) threads.set(n, `${run}/worker-${n}`);
  for (const thread of known) {
    const n = numberOf(run, thread);
    if (n !== null) threads.set(n, thread);
  }
  return [...threads].sort(([a], [b]) => a - b).map(([, thread]) => thread);
}

function numberOf(run: string, thread: string): number | null {
  const found = thread.startsWith(`${run}/`) ? WORKER.exec(thread.slice(run.length + 1)) : null;
  return found === null ? null : Number(found[1]);
}
