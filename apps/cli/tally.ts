/** Running figures of a run, and their line in as many columns as there are. */
import type { Progress } from "../../experiments/runs/open-run.ts";
import { clock, figure, short, usd } from "./text.ts";

/** What the progress line shows. */
export interface Tally {
  readonly done: number;
  readonly total: number;
  readonly phase: "train" | "test" | null;
  /** Means over the finished episodes of the phase seen in this session. */
  readonly len: number | null;
  readonly return: number | null;
  readonly calls: number;
  readonly tokens: number;
  readonly costUsd: number | null;
  /** Whether some of the tokens are estimates. */
  readonly estimated: boolean;
  readonly elapsedMs: number;
  /** Null until enough episodes of this session have ended ({@link timeLeft}). */
  readonly leftMs: number | null;
}

/** Keeps the figures. `clockMs` is the time, for tests. */
export function createTally(clockMs: () => number = () => performance.now()) {
  const begun = clockMs();
  let [total, done, before] = [0, 0, 0];
  let last: Progress | null = null;
  const phases = { train: { n: 0, len: 0, sum: 0 }, test: { n: 0, len: 0, sum: 0 } };
  return {
    start(episodes: number): void {
      total = episodes;
    },
    note(progress: Progress): void {
      const { episode } = progress;
      // A resumed run begins with its earlier episodes counted as done.
      if (last === null) before = progress.done - 1;
      last = progress;
      [done, total] = [progress.done, progress.total];
      const phase = phases[episode.split];
      phase.n++;
      phase.len += episode.len;
      phase.sum += episode.return;
    },
    now(): Tally {
      const name = last?.episode.split ?? null;
      const phase = name === null ? null : phases[name];
      const elapsedMs = clockMs() - begun;
      const usage = last?.usage;
      const played = done - before;
      return {
        done,
        total,
        phase: name,
        len: phase === null ? null : phase.len / phase.n,
        return: phase === null ? null : phase.sum / phase.n,
        calls: usage?.calls ?? 0,
        tokens: (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
        costUsd: usage === undefined ? 0 : usage.costUsd,
        estimated: (usage?.estimatedCalls ?? 0) > 0,
        elapsedMs,
        leftMs: timeLeft(elapsedMs, {
          done: played,
          left: total - done,
          enough: Math.min(32, Math.max(3, (total - before) / 10)),
        }),
      };
    },
  };
}

/** Work of this session, in one unit: what is done, what is left, and how much must be done before the rest can be reckoned from it. */
export interface Work {
  readonly done: number;
  readonly left: number;
  readonly enough: number;
}

/** Time left in ms by the work left; null while too little is done to tell: the first to finish are the short ones, and all workers are still at their first. */
export function timeLeft(elapsedMs: number, { done, left, enough }: Work): number | null {
  return done === 0 || done < enough ? null : (elapsedMs / done) * left;
}

/** Figures in words, the most important first; the last ones are left out when the line would be too long. */
export function wordsOf(tally: Tally, width: number): string {
  const about = tally.estimated ? "~" : "";
  const parts = [
    `${tally.done}/${tally.total}${tally.phase === null ? "" : ` ${tally.phase}`}`,
    `Len ${figure(tally.len, 1)}`,
    `return ${figure(tally.return, 1)}`,
    tally.leftMs === null || tally.done === tally.total ? `${clock(tally.elapsedMs)} gone` : `${clock(tally.leftMs)} left`,
    `${about}${usd(tally.costUsd)}`,
    `${short(tally.calls)} calls`,
    `${about}${short(tally.tokens)} tokens`,
  ];
  while (parts.length > 1 && parts.join("  ").length > width) parts.pop();
  return parts.join("  ").slice(0, width);
}
