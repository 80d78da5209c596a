/** Asks the server for a fork, and follows it until it is played. */
import { useEffect, useState } from "preact/hooks";
import type { ForkJob } from "../../server/shapes.ts";
import { api, ask, forget, type Refusal } from "../base/api.ts";

const EVERY_MS = 400;

/** What is asked for. */
export interface ForkWish {
  readonly run: string;
  readonly episode: number;
  readonly round: number;
  readonly overrides: readonly string[];
  readonly repeat: number;
  readonly from: string | null;
  readonly to: "episode" | "run";
}

const failed = (error: Refusal): ForkJob => {
  return { job: "", state: "failed", done: 0, total: 0, forks: [], runs: [], message: error.message, hint: error.hint };
};

/** The job, null before the first, and what starts one. */
export function useFork(run: string): { job: ForkJob | null; start: (wish: ForkWish) => void } {
  const [job, setJob] = useState<ForkJob | null>(null);
  useEffect(() => {
    if (job?.state !== "playing") return;
    const timer = setInterval(() => {
      ask<ForkJob>(api("fork", { job: job.job })).then(
        (now) => {
          if (now.state !== "playing") forget(run);
          setJob(now);
        },
        (error: Refusal) => setJob(failed(error)),
      );
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [job?.job, job?.state, run]);
  return { job, start: (wish) => void ask<ForkJob>(api("fork"), wish).then(setJob, (error: Refusal) => setJob(failed(error))) };
}
