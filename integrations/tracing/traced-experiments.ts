/** Runs, forks and studies as the package and the command line give them: traced as the environment says, unless a tracer is given. */
import { type ForkOptions, type ForkReport, forkRun as fork } from "../../experiments/forks/fork.ts";
import type { RunOptions } from "../../experiments/runs/open-run.ts";
import { type RunResult, runExperiment as run } from "../../experiments/runs/run.ts";
import { type ComparedStudy, type CompareOptions, compareStudy as compare } from "../../experiments/studies/compare.ts";
import type { StudySchedule } from "../../experiments/studies/spec/run-specs.ts";
import { openTracing } from "./tracing.ts";

/** {@link run} with the tracer of the environment. */
export const runExperiment = (options: RunOptions): Promise<RunResult> => run({ openTracer: openTracing, ...options });

/** {@link fork} with the tracer of the environment. */
export const forkRun = (options: ForkOptions): Promise<ForkReport> => fork({ openTracer: openTracing, ...options });

/** {@link compare} with the tracer of the environment, in child processes too. */
export const compareStudy = (schedule: StudySchedule, options: CompareOptions): Promise<ComparedStudy> =>
  compare(schedule, { openTracer: openTracing, processEntry: TRACED_PROCESS, ...options });

const TRACED_PROCESS = new URL(import.meta.url.endsWith(".ts") ? "./traced-process.ts" : "./traced-process.js", import.meta.url);
