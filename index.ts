/** What the package gives: the graphs and their runtime, settings, worlds, runs and their records, live sessions, errors. */

export { locksInProcess as claimsInProcess, type SessionLock as Claim } from "./apps/server/claims.ts";
export { type HttpOptions, type SessionsAppOptions, serveSessions, sessionsApp } from "./apps/server/http.ts";
export { createSessions, type FirstTurn, type Sessions, type SessionsOptions, type Turn } from "./apps/server/sessions.ts";
export { BillpError, type ErrorCode } from "./core/errors.ts";
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
} from "./core/settings.ts";
export { type Episode, readEpisodes } from "./experiments/evaluation/record.ts";
export type { Summary } from "./experiments/evaluation/summary.ts";
export { type CheckRow, checkWorld } from "./experiments/evaluation/world-check.ts";
export type { ForkOptions, ForkReport } from "./experiments/forks/fork.ts";
export type { ForkRecord } from "./experiments/forks/records.ts";
export type { Difference } from "./experiments/replay/difference.ts";
export { type LiveOptions, type LiveReport, replayLive } from "./experiments/replay/live.ts";
export { type ReplayOptions, type ReplayReport, replayRun } from "./experiments/replay/replay.ts";
export type { Progress, RunOptions } from "./experiments/runs/open-run.ts";
export { type Pruned, pruneRun } from "./experiments/runs/prune.ts";
export type { RunResult } from "./experiments/runs/run.ts";
export type { StudyResult } from "./experiments/studies/analysis/result.ts";
export type { ComparedStudy, CompareOptions } from "./experiments/studies/compare.ts";
export { estimateRun, type RunEstimate } from "./experiments/studies/estimate/estimate.ts";
export { estimateStudy, type StudyEstimate } from "./experiments/studies/estimate/estimate-study.ts";
export { type StudySchedule as StudyPlan, scheduleStudy as planStudy } from "./experiments/studies/spec/run-specs.ts";
export { listStudies, loadStudy, parseStudy, type Study, type StudyInput } from "./experiments/studies/spec/spec.ts";
export { buildGraph } from "./graphs/billp.ts";
export { graph, session } from "./graphs/exported.ts";
export { buildSessionGraph } from "./graphs/session.ts";
export { compareStudy, forkRun, runExperiment } from "./integrations/tracing/traced-experiments.ts";
export { BranchingPostgresSaver } from "./memory/checkpointers/postgres-saver.ts";
export { openCheckpoints, type RunCheckpoints } from "./memory/checkpointers/run-checkpoints.ts";
export { RunSaver } from "./memory/checkpointers/run-saver.ts";
export type { Experience, Memories, PlanEntry, Reflection, ValueEntry } from "./memory/entries.ts";
export { asPriorMemories as asGiven, mergeMemories, parseMemories } from "./memory/prior.ts";
export { createMemoryLedger, type Ledger } from "./models/ledger/ledger.ts";
export { openSqliteLedger, readSqliteLedger } from "./models/ledger/sqlite-ledger.ts";
export { openResponseCache, type ResponseCache, type ResponseCacheOptions } from "./models/response-cache.ts";
export { createScript, type Reply, type Script } from "./models/scripted.ts";
export type { ContextOf as KitOf, NodeContext as Kit } from "./nodes/context.ts";
export { createRuntime, type RuntimeOptions } from "./nodes/runtime.ts";
export { type Feedback, type LiveState, type Offer, type Person, SessionState } from "./nodes/session-state.ts";
export { BillpState, type Judgement, type Outcome, type Round, type State, type Update } from "./nodes/state.ts";
export { type BuildReport, buildWorld } from "./worlds/build/build.ts";
export { type LoadedWorld, listWorlds, loadWorld } from "./worlds/load.ts";
export type { Mask, QuitReason, Simulator, StepResult, UserState } from "./worlds/simulator.ts";
export { createSimulator, type UserModel } from "./worlds/user-models/user-models.ts";
export type { Catalogue, Item, Rules, Truth, User, Users, World } from "./worlds/world.ts";
