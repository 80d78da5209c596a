/** Contract suite of a pool of episodes: order, visibility, failure and abort. */
import assert from "node:assert/strict";
import type { Scheduled } from "../experiments/evaluation/schedule.ts";
import type { RunPoolOptions } from "../experiments/runs/run-pool.ts";
import type { Check } from "./check.ts";

/** A pool: plays a schedule with its workers. */
export type RunPool = (options: RunPoolOptions<number>) => Promise<void>;

/** What happened in a pool, in order. */
type Event = readonly ["start" | "end", number];

/** The checks. */
export function runPoolContract(pool: RunPool): Check[] {
  return [
    check("episodes start in order, each once, as many at a time as there are workers", async () => {
      const { events, most } = await played(pool, schedule(9, 9), 3, [5, 1, 2]);
      assert.deepEqual(startsOf(events), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
      assert.equal(most, 3);
    }),
    check("none starts before every episode that it may see is over", async () => {
      for (const lag of [1, 2, 4]) {
        const { events } = await played(pool, schedule(12, lag), 4, [3, 1, 4, 1, 5]);
        assertVisible(events, schedule(12, lag));
      }
    }),
    check("episodes that are over are not played again, and may be seen", async () => {
      const { events } = await played(pool, schedule(6, 1), 2, [1], { done: [1, 2, 4] });
      assert.deepEqual(startsOf(events), [3, 5, 6]);
    }),
    check("a begun episode is taken up by its worker first, and by nobody else", async () => {
      const all = schedule(5, 5);
      const takers = new Map<number, number>();
      const begun = (worker: number) => (worker === 1 ? (all[3] as Scheduled) : null);
      await pool({
        schedule: all,
        workers: [0, 1],
        begun,
        play: async ({ episode }, worker) => void takers.set(episode, worker),
      });
      assert.equal(takers.get(4), 1);
      assert.deepEqual([...takers.keys()].sort(), [1, 2, 3, 4, 5]);
    }),
    check("after a failure nothing starts, what is in flight ends, and the first failure is thrown", async () => {
      const events: Event[] = [];
      const play = async ({ episode }: Scheduled) => {
        events.push(["start", episode]);
        await turns(episode);
        if (episode === 2 || episode === 3) throw new Error(`no ${episode}`);
        events.push(["end", episode]);
      };
      await assert.rejects(pool({ schedule: schedule(9, 9), workers: [0, 1, 2, 3], play }), /no 2/);
      assert.deepEqual(startsOf(events).slice(0, 4), [1, 2, 3, 4]);
      assert.ok(!startsOf(events).includes(9));
      assert.ok(events.some(([kind, episode]) => kind === "end" && episode === 4));
    }),
    check("after an abort nothing starts, what is in flight ends, and the reason is thrown", async () => {
      const stop = new AbortController();
      const events: Event[] = [];
      const play = async ({ episode }: Scheduled) => {
        events.push(["start", episode]);
        if (episode === 2) stop.abort(new Error("enough"));
        await turns(3);
        events.push(["end", episode]);
      };
      await assert.rejects(pool({ schedule: schedule(9, 9), workers: [0, 1], play, signal: stop.signal }), /enough/);
      assert.deepEqual(startsOf(events), [1, 2]);
      assert.equal(events.length, 4);
    }),
    check("a schedule that cannot go on is an error, not an end", async () => {
      const stuck = [{ episode: 1, user: 0, split: "train", visibleUpTo: 1 }] as const;
      await assert.rejects(pool({ schedule: stuck, workers: [0], play: async () => {} }));
    }),
    check("says how many workers are busy, and that none is at the end", async () => {
      const told: number[] = [];
      await pool({ schedule: schedule(5, 5), workers: [0, 1], play: () => turns(1), onBusy: (n) => void told.push(n) });
      assert.deepEqual([Math.max(...told), told.at(-1)], [2, 0]);
    }),
  ];
}

const check = (name: string, run: () => Promise<void>): Check => ({ name, run });

/** Episodes 1 to n, each of which sees those up to `lag` before it. */
export function schedule(n: number, lag: number): Scheduled[] {
  return Array.from({ length: n }, (_, i) => ({
    episode: i + 1,
    user: i,
    split: "train",
    visibleUpTo: Math.max(0, i + 1 - lag),
  }));
}

/** Plays a schedule; episode i takes the i-th of `times`, in turns of the event loop, which come again. */
export async function played(
  pool: RunPool,
  all: readonly Scheduled[],
  workers: number,
  times: readonly number[],
  more: Partial<RunPoolOptions<number>> = {},
): Promise<{ readonly events: readonly Event[]; readonly most: number }> {
  const events: Event[] = [];
  let [busy, most] = [0, 0];
  const play = async ({ episode }: Scheduled) => {
    events.push(["start", episode]);
    most = Math.max(most, ++busy);
    await turns(times[(episode - 1) % times.length] as number);
    busy--;
    events.push(["end", episode]);
  };
  await pool({ schedule: all, workers: Array.from({ length: workers }, (_, w) => w), play, ...more });
  return { events, most };
}

/** Asserts that every episode started after all that it may see had ended. @throws AssertionError. */
export function assertVisible(events: readonly Event[], all: readonly Scheduled[]): void {
  const over = new Set<number>();
  for (const [kind, episode] of events) {
    if (kind === "end") over.add(episode);
    const { visibleUpTo } = all.find((s) => s.episode === episode) as Scheduled;
    if (kind === "start") for (const seen of all) assert.ok(seen.episode > visibleUpTo || over.has(seen.episode));
  }
}

const startsOf = (events: readonly Event[]): number[] => events.filter(([kind]) => kind === "start").map(([, n]) => n);

async function turns(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await new Promise((resume) => setImmediate(resume));
}
