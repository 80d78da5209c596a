/** Curves of a run: means over whole windows of its training with their bands, and its test as one mean with its interval. */
import { mean, sd } from "../../../core/math.ts";
import { bootstrapUsers } from "../../../experiments/evaluation/statistics/intervals.ts";
import { intervalOf } from "../../../experiments/evaluation/statistics/student.ts";
import type { Curve, Curves, EpisodeRow } from "./shapes.ts";

/** Fewest episodes of a window, so that its interval means something, and about how many windows a long training has. */
const LEAST = 10;
const WINDOWS = 15;

/** Episodes of a window: by how many the run is to train on, so that windows stay where they are while it goes on. */
export function windowOf(train: number): number {
  return Math.max(LEAST, Math.ceil(train / WINDOWS));
}

/** Both curves of the episodes so far. `train`: training episodes that the run is to play; `seed`: the run's, of the bootstrap. */
export function curvesOf(
  rows: readonly EpisodeRow[],
  { train, seed }: { readonly train: number; readonly seed: number },
): Curves {
  const window = windowOf(train);
  return { return: curveOf(rows, "return", window, seed), len: curveOf(rows, "len", window, seed) };
}

function curveOf(rows: readonly EpisodeRow[], field: "return" | "len", window: number, seed: number): Curve {
  const training = rows.filter((r) => r.split === "train");
  const byWindow = new Map<number, number[]>();
  for (const row of training) {
    const at = Math.floor((row.episode - 1) / window);
    byWindow.set(at, [...(byWindow.get(at) ?? []), row[field]]);
  }
  const whole = [...byWindow].filter(([, values]) => values.length === window).sort(([a], [b]) => a - b);
  const points = whole.map(([at, values]) => {
    const [m, spread] = [mean(values) as number, sd(values) as number];
    const [low, high] = intervalOf({ mean: m, se: spread / Math.sqrt(window), df: window - 1 });
    // Sums of rewards and numbers of rounds do not lie below 0, where a symmetric interval may.
    const floor = values.every((v) => v >= 0) ? 0 : low;
    return { from: at * window + 1, to: (at + 1) * window, mean: m, low: Math.max(low, floor), high };
  });
  const test = rows.filter((r) => r.split === "test").sort((a, b) => a.episode - b.episode);
  const interval = bootstrapUsers(
    test.map((r) => ({ user: r.user, value: r[field] })),
    { seed },
  );
  const total = mean(test.map((r) => r[field]));
  return {
    window,
    points,
    outside: training.length - whole.length * window,
    test: total === null ? null : { mean: total, interval, episodes: test.length },
  };
}
