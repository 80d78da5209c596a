/** Package entry `billp/testing`: a scripted model, and the contract suite of every seam. Any test runner can run them. */

export { createScript, type Reply, type Script } from "../models/scripted.ts";
export { callLedgerContract } from "../testing/call-ledger.ts";
export type { Check } from "../testing/check.ts";
export { checkpointerContract } from "../testing/checkpointer.ts";
export { methodContract } from "../testing/method.ts";
export { type PolicyCase, policyContract } from "../testing/policy.ts";
export { type ReportOf, reportContract } from "../testing/report.ts";
export { retrieverContract } from "../testing/retriever.ts";
export { type RoleClientParts, roleClientContract } from "../testing/role-client.ts";
export { runPoolContract } from "../testing/run-pool.ts";
export { type RunStoreCase, runStoreContract } from "../testing/run-store.ts";
export { type SimulatorCase, simulatorContract } from "../testing/simulator.ts";
export { tracerContract } from "../testing/tracer.ts";
export { catalogueContract, truthContract, usersContract } from "../testing/world.ts";
