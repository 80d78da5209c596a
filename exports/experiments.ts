/** Package entry `billp/experiments`: runs, forks, replays, studies and estimates, traced as the environment says. */

export { type Episode, readEpisodes } from "../experiments/evaluation/record.ts";
export type { Summary } from "../experiments/evaluation/summary.ts";
export { type CheckRow, checkWorld } from "../experiments/evaluation/world-check.ts";
export type { ForkOptions, ForkReport } from "../experiments/forks/fork.ts";
export type { ForkRecord } from "../experiments/forks/records.ts";
export type { Difference } from "../experiments/replay/difference.ts";
export { type LiveOptions, type LiveReport, replayLive } from "../experiments/replay/live.ts";
export { type ReplayOptions, type ReplayReport, replayRun } from "../experiments/replay/replay.ts";
export type { Progress, RunOptions } from "../experiments/runs/open-run.ts";
export { type MemoriesByEpisode, type PlayedEpisode, type Player, playEpisode } from "../experiments/runs/play-episode.ts";
export { type Pruned, pruneRun } from "../experiments/runs/prune.ts";
export type { RunResult } from "../experiments/runs/run.ts";
export { type RunPoolOptions, runPool } from "../experiments/runs/run-pool.ts";
export type { RunIdentity } from "../experiments/runs/store/identity.ts";
export type { RunEditor, RunReader, RunStore, RunWriter, WriteOptions } from "../experiments/runs/store/run-store.ts";
export { createMemoryStore, folderStore } from "../experiments/runs/store/store.ts";
export type { StudyResult } from "../experiments/studies/analysis/result.ts";
export type { ComparedStudy, CompareOptions } from "../experiments/studies/compare.ts";
export { estimateRun, type RunEstimate } from "../experiments/studies/estimate/estimate.ts";
export { estimateStudy, type StudyEstimate } from "../experiments/studies/estimate/estimate-study.ts";
export { type StudySchedule, scheduleStudy } from "../experiments/studies/spec/run-specs.ts";
export { listStudies, loadStudy, parseStudy, type Study, type StudyInput } from "../experiments/studies/spec/spec.ts";
export { compareStudy, forkRun, runExperiment } from "../integrations/tracing/traced-experiments.ts";
