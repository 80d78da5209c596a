/** What the package gives: the graphs and their runtime, settings, worlds, runs and their records, live sessions, errors. */
export { BillpError, type ErrorCode } from "./errors.ts";
export type { StudyResult } from "./experiments/comparison/result.ts";
export { type Episode, readEpisodes } from "./experiments/episode.ts";
export { type ForkOptions, type ForkReport, forkRun } from "./experiments/fork/fork.ts";
export type { ForkRecord } from "./experiments/fork/records.ts";
export { type Pruned, pruneRun } from "./experiments/prune.ts";
export type { Difference } from "./experiments/replay/difference.ts";
export { type LiveOptions, type LiveReport, replayLive } from "./experiments/replay/live.ts";
export { type ReplayOptions, type ReplayReport, replayRun } from "./experiments/replay/replay.ts";
export { type RunResult, runExperiment } from "./experiments/run.ts";
export type { Progress, RunOptions } from "./experiments/session.ts";
export { type ComparedStudy, type CompareOptions, compareStudy } from "./experiments/study/compare.ts";
export { estimateRun, type RunEstimate } from "./experiments/study/estimate.ts";
export { estimateStudy, type StudyEstimate } from "./experiments/study/estimate-study.ts";
export { planStudy, type StudyPlan } from "./experiments/study/jobs.ts";
export { listStudies, loadStudy, parseStudy, type Study, type StudyInput } from "./experiments/study/spec.ts";
export type { Summary } from "./experiments/summary.ts";
export { buildGraph } from "./graphs/billp.ts";
export { graph, session } from "./graphs/exported.ts";
export { buildSessionGraph } from "./graphs/session.ts";
export { openCheckpoints, type RunCheckpoints } from "./memory/checkpoints.ts";
export type { Experience, Memories, PlanEntry, Reflection, ValueEntry } from "./memory/entries.ts";
export { asGiven, mergeMemories, parseMemories } from "./memory/given.ts";
export { BranchingPostgresSaver } from "./memory/postgres-saver.ts";
export { RunSaver } from "./memory/run-saver.ts";
export { openResponseCache, type ResponseCache, type ResponseCacheOptions } from "./models/cache.ts";
export { createMemoryLedger, type Ledger } from "./models/ledger.ts";
export { openSqliteLedger, readSqliteLedger } from "./models/ledger-sqlite.ts";
export { createScript, type Reply, type Script } from "./models/scripted.ts";
export type { Kit, KitOf } from "./nodes/kit.ts";
export { createRuntime, type RuntimeOptions } from "./nodes/runtime.ts";
export { type Feedback, type LiveState, type Offer, type Person, SessionState } from "./nodes/session-state.ts";
export { BillpState, type Judgement, type Outcome, type Round, type State, type Update } from "./nodes/state.ts";
export { type Claim, claimsInProcess } from "./server/claims.ts";
export { type HttpOptions, serveSessions } from "./server/http.ts";
export { createSessions, type FirstTurn, type Sessions, type SessionsOptions, type Turn } from "./server/sessions.ts";
export {
  METHODS,
  type Method,
  POLICIES,
  type Policy,
  type ResolvedSettings,
  ROLES,
  type Role,
  resolveSettings,
  type Settings,
  type SettingsInput,
  SettingsSchema,
} from "./settings.ts";
export { type BuildReport, buildWorld } from "./worlds/build/build.ts";
export { type CheckRow, checkWorld } from "./worlds/check.ts";
export { type LoadedWorld, listWorlds, loadWorld } from "./worlds/load.ts";
export { type EpisodeState, type StepResult, step } from "./worlds/step.ts";
export type { Item, Rules, User, World } from "./worlds/world.ts";
