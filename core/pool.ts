/** Pool: tasks side by side, one a slot at a time, each started as soon as its turn has come and a slot is free. */
import { firstOf } from "./errors.ts";

/** What a pool works on. Decides when and where something is done, never what. */
export interface PoolOptions<Slot, Task> {
  readonly slots: readonly Slot[];
  /** The next task of a free slot; null when none may start on it now. Asked anew whenever a task has ended. */
  readonly take: (slot: Slot) => Task | null;
  readonly play: (task: Task, slot: Slot) => Promise<void>;
  /** After it nothing is started any more. */
  readonly signal?: AbortSignal;
  /** Told how many slots are busy, whenever that changes. */
  readonly onBusy?: (busy: number) => void;
}

/**
 * Works until nothing is left that may start.
 * @throws the first failure, or the abort reason; nothing is started after it, and what is in flight is waited for first.
 */
export async function workOff<Slot, Task>({ slots, take, play, signal, onBusy }: PoolOptions<Slot, Task>): Promise<void> {
  const idle = [...slots];
  const busy = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const start = (slot: Slot, task: Task): void => {
    const playing = (async () => play(task, slot))()
      .catch((error) => {
        failure ??= { error: firstOf(error) };
      })
      .finally(() => {
        busy.delete(playing);
        idle.push(slot);
        onBusy?.(busy.size);
      });
    busy.add(playing);
    onBusy?.(busy.size);
  };
  for (;;) {
    for (let i = 0; i < idle.length && failure === undefined && !signal?.aborted; ) {
      const task = take(idle[i] as Slot);
      if (task === null) i++;
      else start(idle.splice(i, 1)[0] as Slot, task);
    }
    if (busy.size === 0) break;
    await Promise.race(busy);
  }
  if (failure !== undefined) throw failure.error;
  signal?.throwIfAborted();
}
