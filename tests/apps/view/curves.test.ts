/** Curves of a run: whole windows alone, their intervals computed again, and the test as one mean. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { curvesOf, windowOf } from "../../../apps/view/server/curves.ts";
import type { EpisodeRow } from "../../../apps/view/server/shapes.ts";
import { bootstrapUsers } from "../../../experiments/evaluation/statistics/intervals.ts";

const row = (episode: number, total: number, split: EpisodeRow["split"] = "train"): EpisodeRow => {
  const end = { kind: "limit", reason: null } as const;
  return { episode, user: episode, split, end, len: 2 * total, return: total, rewards: [total], faults: 0 };
};
const rowsOf = (values: readonly number[], train = values.length) =>
  values.map((v, i) => row(i + 1, v, i < train ? "train" : "test"));

test("a window's mean has Student's interval, by the table: t(0.975; 9) = 2.262", () => {
  const { points, window } = curvesOf(rowsOf([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]), { train: 10, seed: 1 }).return;
  const half = 2.2621572 * Math.sqrt(82.5 / 9 / 10);
  expect(window).toBe(10);
  expect(points).toHaveLength(1);
  expect(points[0]).toMatchObject({ from: 1, to: 10, mean: 15.5 });
  expect(points[0]?.low).toBeCloseTo(15.5 - half, 6);
  expect(points[0]?.high).toBeCloseTo(15.5 + half, 6);
});

test("a band does not reach below 0 where nothing does", () => {
  const values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 90];
  expect(curvesOf(rowsOf(values), { train: 10, seed: 1 }).return.points[0]?.low).toBe(0);
  expect(curvesOf(rowsOf([-1, ...values.slice(1)]), { train: 10, seed: 1 }).return.points[0]?.low).toBeLessThan(0);
});

test("the test is one mean with the interval of the summary, and no continued curve", () => {
  const rows = rowsOf([...Array(10).fill(1), 4, 8, 6], 10);
  const { test: tested, points } = curvesOf(rows, { train: 10, seed: 7 }).return;
  const cells = [4, 8, 6].map((value, i) => ({ user: i + 11, value }));
  expect(tested).toEqual({ mean: 6, episodes: 3, interval: bootstrapUsers(cells, { seed: 7 }) });
  expect(points.map((p) => p.to)).toEqual([10]);
  expect(curvesOf(rows, { train: 10, seed: 7 }).len.test?.mean).toBe(12);
  expect(curvesOf(rowsOf([1, 2]), { train: 5, seed: 1 }).return.test).toBeNull();
});

describe("windows", () => {
  const plays = fc.record({
    train: fc.integer({ min: 0, max: 300 }),
    values: fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 }),
    gone: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 5 }),
  });

  test("are equal, whole and apart, whichever episodes are over; the rest is counted", () => {
    fc.assert(
      fc.property(plays, ({ train, values, gone }) => {
        const rows = rowsOf(values.slice(0, train)).filter((r) => !gone.includes(r.episode));
        const { window, points, outside } = curvesOf(rows, { train, seed: 1 }).return;
        for (const p of points) {
          const own = rows.filter((r) => r.episode >= p.from && r.episode <= p.to).map((r) => r.return);
          expect([own.length, p.to - p.from + 1, (p.from - 1) % window]).toEqual([window, window, 0]);
          expect(p.mean).toBeCloseTo(own.reduce((a, b) => a + b, 0) / window, 9);
          expect(p.low <= p.mean && p.mean <= p.high).toBe(true);
        }
        expect(points.length * window + outside).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });

  test("stay where they are while the run goes on", () => {
    expect([0, 5, 100, 151, 1000].map(windowOf)).toEqual([10, 10, 10, 11, 67]);
    const values = Array.from({ length: 200 }, (_, i) => (i * 7) % 13);
    const whole = curvesOf(rowsOf(values), { train: 200, seed: 1 }).return.points;
    const half = curvesOf(rowsOf(values.slice(0, 104)), { train: 200, seed: 1 }).return.points;
    expect(whole.slice(0, half.length)).toEqual(half);
  });
});
