/** The contract of a pool of episodes, for any schedule; and a broken pool is found. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runPool } from "../../experiments/runs/run-pool.ts";
import { assertVisible, played, type RunPool, runPoolContract, schedule } from "../../testing/run-pool.ts";

for (const { name, run } of runPoolContract(runPool)) test(name, run);

test("whatever the schedule, the workers and the times: every episode once, in order, none before what it may see", async () => {
  const cases = fc.record({
    n: fc.integer({ min: 0, max: 25 }),
    lag: fc.integer({ min: 1, max: 8 }),
    workers: fc.integer({ min: 1, max: 6 }),
    times: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 7 }),
    done: fc.uniqueArray(fc.integer({ min: 1, max: 25 })),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, lag, workers, times, done }) => {
      const all = schedule(n, lag);
      const over = done.filter((episode) => episode <= n);
      const { events, most } = await played(runPool, all, workers, times, { done: over });
      const starts = events.flatMap(([kind, episode]) => (kind === "start" ? [episode] : []));
      expect(starts).toEqual(all.map((s) => s.episode).filter((episode) => !over.includes(episode)));
      expect(most).toBeLessThanOrEqual(workers);
      assertVisible(
        [...over.map((episode) => ["end", episode] as const), ...events].flatMap((e) => (e[1] <= n ? [e] : [])),
        all,
      );
    }),
    { numRuns: 60 },
  );
});

test("a broken pool is found: one that looks at nothing, goes on after a failure, or gives up too soon", async () => {
  const broken: Record<string, RunPool> = {
    blind: (options) => runPool({ ...options, schedule: options.schedule.map((s) => ({ ...s, visibleUpTo: 0 })) }),
    deaf: ({ signal: _, ...options }) => runPool(options),
    stubborn: (options) => runPool({ ...options, play: (...args) => options.play(...args).catch(() => {}) }),
    lazy: ({ schedule: all, ...options }) => runPool({ ...options, schedule: all.slice(0, -1) }),
    single: ({ workers, ...options }) => runPool({ ...options, workers: workers.slice(0, 1) }),
  };
  for (const [why, pool] of Object.entries(broken)) {
    const results = await Promise.allSettled(runPoolContract(pool).map((check) => check.run()));
    expect(
      results.some((r) => r.status === "rejected"),
      why,
    ).toBe(true);
  }
});
