/** Clocks of tests: time-outs that run out when the test says so, and the processor time of this process. No test measures the wall's. */
import { vi } from "vitest";

/** Time-outs held back by {@link holdTimeouts}. */
export interface HeldTimeouts {
  /** Lets every one that is set by now run out. */
  runOut(): void;
}

/**
 * Holds back every `setTimeout` of exactly `ms` milliseconds: it fires at {@link HeldTimeouts.runOut} and at no other time, however
 * slow the machine is. Choose an `ms` that nothing else uses. The spy ends with the test (`restoreMocks`).
 */
export function holdTimeouts(ms: number): HeldTimeouts {
  const held = new Map<object, () => void>();
  const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((task: () => void, delay?: number, ...rest: []) => {
    const timer = set(task, delay, ...rest);
    if (delay === ms) {
      clear(timer);
      held.set(timer, task);
    }
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    if (typeof timer === "object" && timer !== null) held.delete(timer);
    clear(timer);
  });
  return {
    runOut() {
      const due = [...held.values()];
      held.clear();
      for (const task of due) task();
    },
  };
}

/** Milliseconds of processor time that the task takes in this process: other processes do not count. */
export function cpuMs(task: () => unknown): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Lets the waits of this process pass `factor` times as fast: `setTimeout` of half a second or more, and `AbortSignal.timeout`. For code
 * whose patience cannot be set. Real answers must still come in time: a minute's patience at 20 is three seconds'.
 */
export function hurry(factor: number): void {
  const set = globalThis.setTimeout;
  const timeout = AbortSignal.timeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((task: () => void, delay = 0, ...rest: []) =>
    set(task, delay >= 500 ? delay / factor : delay, ...rest)) as typeof setTimeout);
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout.call(AbortSignal, Math.ceil(ms / factor)));
}
