/**
 * Package entry `billp`: graphs and their runtime, settings, worlds, memories, the seams of models, errors.
 * Beside it: `billp/experiments`, `billp/server` and `billp/testing` (exports/).
 */

export { BillpError, type ErrorCode } from "./core/errors.ts";
export type { Operator, OperatorOptions } from "./core/operator.ts";
export { type ResolvedSettings, ROLES, type Role, type Settings, type SettingsInput } from "./core/settings.ts";
export { type Database, openSqlite } from "./core/sqlite.ts";
export type { Told, ToldLevel } from "./core/told.ts";
export * from "./exports/moved.ts";
export { buildGraph } from "./graphs/billp.ts";
export { graph, session } from "./graphs/exported.ts";
export { buildSessionGraph } from "./graphs/session.ts";
export { openCheckpoints, type RunCheckpoints } from "./memory/checkpointers/run-checkpoints.ts";
export { RunSaver } from "./memory/checkpointers/run-saver.ts";
export { SqliteSaver } from "./memory/checkpointers/sqlite-saver.ts";
export type { Experience, Memories, PlanEntry, Reflection, ValueEntry } from "./memory/entries.ts";
export { asPriorMemories, mergeMemories, parseMemories } from "./memory/prior.ts";
export type { Choose, Method, MethodMemory, OptionalRole, Policy, Seat } from "./methods/definition/definition.ts";
export { defineMethod, definePolicy, methodNames, policyNames } from "./methods/registry.ts";
export { parseSettings, resolveSettings, SettingsSchema } from "./methods/settings.ts";
export { createMemoryLedger, type Ledger } from "./models/ledger/ledger.ts";
export { openSqliteLedger, readSqliteLedger } from "./models/ledger/sqlite-ledger.ts";
export { openResponseCache, type ResponseCache, type ResponseCacheOptions } from "./models/response-cache.ts";
export { createCallersRuntime } from "./nodes/callers-runtime.ts";
export type { ContextOf, NodeContext } from "./nodes/context.ts";
export { createRuntime, type RuntimeOptions } from "./nodes/runtime.ts";
export { type Feedback, type LiveState, type Offer, type Person, SessionState } from "./nodes/session-state.ts";
export { BillpState, type Judgement, type Outcome, type Round, type State, type Update } from "./nodes/state.ts";
export { type BuildReport, buildWorld } from "./worlds/build/build.ts";
export { type LoadedWorld, listWorlds, loadWorld } from "./worlds/format/load.ts";
export type { Mask, Outlook, QuitReason, Simulator, Stay, StepResult, UserState } from "./worlds/simulator.ts";
export type { PatienceParameters } from "./worlds/user-models/patience-parameters.ts";
export { createSimulator, type UserModel } from "./worlds/user-models/user-models.ts";
export type { Catalogue, Item, Rules, Truth, User, Users, World } from "./worlds/world.ts";
