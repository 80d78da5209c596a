/** The pool of episodes: none before what it may see is over, each once, one a worker at a time; failures and aborts end it in order. */
import { describe, expect, it } from "vitest";
import type { Scheduled } from "../../../experiments/evaluation/schedule.ts";
import { runPool } from "../../../experiments/runs/run-pool.ts";

/** Ten episodes with a lag of so many. */
const scheduleOf = (lag: number): Scheduled[] =>
  Array.from({ length: 10 }, (_, i) => ({ episode: i + 1, user: i, split: "train", visibleUpTo: Math.max(0, i + 1 - lag) }));

/** Plays with an order of ends that is nothing like that of starts; notes both. */
async function played(lag: number, workers: number, more: Partial<Parameters<typeof runPool<number>>[0]> = {}) {
  const events: string[] = [];
  const over = new Set<number>(more.done ?? []);
  const busy = new Set<number>();
  await runPool<number>({
    schedule: scheduleOf(lag),
    workers: Array.from({ length: workers }, (_, b) => b),
    async play({ episode, visibleUpTo }, worker) {
      for (let e = 1; e <= visibleUpTo; e++) expect(over, `episode ${episode} needs ${e}`).toContain(e);
      expect(busy).not.toContain(worker);
      busy.add(worker);
      events.push(`${episode}`);
      for (let turns = (episode * 7) % 5; turns >= 0; turns--) await new Promise((next) => setImmediate(next));
      over.add(episode);
      busy.delete(worker);
    },
    ...more,
  });
  return events.map(Number);
}

describe("a pool", () => {
  it.each([
    [1, 1],
    [1, 4],
    [3, 3],
    [4, 2],
    [20, 8],
  ])("with a lag of %i and %i workers starts every episode once, in order, when it may", async (lag, workers) => {
    expect(await played(lag, workers)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("plays what is left of a run, and lets a worker take up what it had begun", async () => {
    const schedule = scheduleOf(3);
    const rest = await played(3, 2, { done: [1, 2, 4], begun: (worker) => (worker === 1 ? (schedule[4] as Scheduled) : null) });
    expect(rest.toSorted((a, b) => a - b)).toEqual([3, 5, 6, 7, 8, 9, 10]);
    expect(rest.slice(0, 2).toSorted()).toEqual([3, 5]);
  });

  it("throws the first failure when those in flight have ended, and starts nothing more", async () => {
    const started: number[] = [];
    let ended = 0;
    const failing = runPool<number>({
      schedule: scheduleOf(20),
      workers: [0, 1, 2],
      async play({ episode }) {
        started.push(episode);
        if (episode === 2) throw new Error("refused");
        for (let i = 0; i < 9; i++) await new Promise((next) => setImmediate(next));
        ended++;
      },
    });
    await expect(failing).rejects.toThrow("refused");
    expect([started, ended]).toEqual([[1, 2, 3], 2]);
  });

  it("stops at an abort with its reason", async () => {
    const stop = new AbortController();
    const started: number[] = [];
    const aborted = runPool<number>({
      schedule: scheduleOf(20),
      workers: [0],
      signal: stop.signal,
      async play({ episode }) {
        started.push(episode);
        if (episode === 3) stop.abort(new Error("enough"));
      },
    });
    await expect(aborted).rejects.toThrow("enough");
    expect(started).toEqual([1, 2, 3]);
  });
});
