/** Package entry `billp/server`: sessions of live people, their HTTP server, and the PostgreSQL checkpointer. */

export { locksInProcess, type SessionLock } from "../apps/server/claims.ts";
export { type HttpOptions, type SessionsAppOptions, serveSessions, sessionsApp } from "../apps/server/http.ts";
export { createSessions, type FirstTurn, type Sessions, type SessionsOptions, type Turn } from "../apps/server/sessions.ts";
export { openPostgresSaver, type PostgresCheckpointer } from "../memory/checkpointers/postgres-saver.ts";
