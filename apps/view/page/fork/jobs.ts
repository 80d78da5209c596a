/** Forks that were asked for: followed for the whole page, so that they go on while one looks elsewhere, and found again after a reload. */
import { useEffect, useState } from "preact/hooks";
import type { ForkJob, ForkWish } from "../../server/shapes.ts";
import { api, ask, forget, type Refusal } from "../base/api.ts";

const EVERY_MS = 400;
/** A form is made anew for every round that one goes through; the server is not asked anew for each. */
const AGAIN_MS = 3000;

/** Jobs that the server knows, and wishes that it refused, the latest first. */
let known: readonly ForkJob[] = [];
let refused: readonly ForkJob[] = [];
let looked = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();

/** All jobs, kept up to date. */
export function useJobs(): readonly ForkJob[] {
  const [, draw] = useState(0);
  useEffect(() => {
    const tell = () => draw((n) => n + 1);
    watchers.add(tell);
    if (performance.now() - looked > AGAIN_MS) void lookUp();
    return () => void watchers.delete(tell);
  }, []);
  return [...refused, ...known];
}

/** Asks for a fork. What the server refuses becomes a failed job, so that the form can say it. */
export async function startFork(wish: ForkWish): Promise<void> {
  refused = refused.filter((job) => !isOf(job, wish));
  try {
    known = [await ask<ForkJob>(api("fork"), wish), ...known];
  } catch (error) {
    refused = [failed(wish, error as Refusal), ...refused];
  }
  settle();
}

/** The latest job of an episode or of a fork of it. */
export function jobOf(jobs: readonly ForkJob[], place: Pick<ForkWish, "run" | "episode" | "from">): ForkJob | null {
  return jobs.find((job) => isOf(job, place)) ?? null;
}

/** Runs whose files changed between two looks, because a job of theirs ended. */
export function endedSince(before: readonly ForkJob[], now: readonly ForkJob[]): string[] {
  const playing = new Set(before.filter((j) => j.state === "playing").map((j) => j.job));
  return [...new Set(now.filter((j) => playing.has(j.job) && j.state !== "playing").map((j) => j.wish.run))];
}

async function lookUp(): Promise<void> {
  looked = performance.now();
  try {
    const now = await ask<readonly ForkJob[]>(api("jobs"));
    for (const run of endedSince(known, now)) forget(run);
    known = now;
  } catch (error) {
    known = known.map((job) => (job.state === "playing" ? { ...job, ...failed(job.wish, error as Refusal), job: job.job } : job));
  }
  settle();
}

/** Tells the watchers, and looks again as long as something is being played. */
function settle(): void {
  clearTimeout(timer);
  if (known.some((job) => job.state === "playing")) timer = setTimeout(() => void lookUp(), EVERY_MS);
  for (const tell of watchers) tell();
}

function isOf({ wish }: ForkJob, { run, episode, from }: Pick<ForkWish, "run" | "episode" | "from">): boolean {
  return wish.run === run && wish.episode === episode && wish.from === from;
}

function failed(wish: ForkWish, { message, hint }: Refusal): ForkJob {
  const nothing = { done: 0, total: 0, forks: [], runs: [] };
  return { job: "", wish, state: "failed", ...nothing, message, ...(hint === undefined ? {} : { hint }) };
}
