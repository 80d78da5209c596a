/** Names of the first version of the package, still given by `billp` in this one. The next version drops them. */

import { BUILT_IN_METHODS, BUILT_IN_POLICIES } from "../methods/built-in.ts";

/** @deprecated Now `methodNames()`, which has those of a user of the package, too. */
export const METHODS: readonly string[] = BUILT_IN_METHODS.map(({ name }) => name);
/** @deprecated Now `policyNames()`, which has those of a user of the package, too. */
export const POLICIES: readonly string[] = BUILT_IN_POLICIES.map(({ name }) => name);

/** @deprecated Now `asPriorMemories`. */
export { asPriorMemories as asGiven } from "../memory/prior.ts";
/** @deprecated Now `ContextOf` and `NodeContext`. */
export type { ContextOf as KitOf, NodeContext as Kit } from "../nodes/context.ts";
/** @deprecated From `billp/experiments`. */
export {
  type CheckRow,
  type ComparedStudy,
  type CompareOptions,
  checkWorld,
  compareStudy,
  type Difference,
  type Episode,
  estimateRun,
  estimateStudy,
  type ForkOptions,
  type ForkRecord,
  type ForkReport,
  forkRun,
  type LiveOptions,
  type LiveReport,
  listStudies,
  loadStudy,
  type Progress,
  type Pruned,
  parseStudy,
  pruneRun,
  type ReplayOptions,
  type ReplayReport,
  type RunEstimate,
  type RunOptions,
  type RunResult,
  readEpisodes,
  replayLive,
  replayRun,
  runExperiment,
  type Study,
  type StudyEstimate,
  type StudyInput,
  type StudyResult,
  type StudySchedule as StudyPlan,
  type Summary,
  scheduleStudy as planStudy,
} from "./experiments.ts";
/** @deprecated From `billp/server`. */
export {
  createSessions,
  type FirstTurn,
  type HttpOptions,
  locksInProcess as claimsInProcess,
  type SessionLock as Claim,
  type Sessions,
  type SessionsOptions,
  serveSessions,
  type Turn,
} from "./server.ts";
/** @deprecated From `billp/testing`. */
export { createScript, type Reply, type Script } from "./testing.ts";
