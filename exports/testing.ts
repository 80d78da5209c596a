/** Package entry `billp/testing`: a scripted model, and the contract suite of every seam. Any test runner can run them. */

export { createScript, type Reply, type Script } from "../models/scripted.ts";
export type { Check } from "../testing/check.ts";
export { methodContract } from "../testing/method.ts";
export { type PolicyCase, policyContract } from "../testing/policy.ts";
export { runPoolContract } from "../testing/run-pool.ts";
export { type RunStoreCase, runStoreContract } from "../testing/run-store.ts";
export { type SimulatorCase, simulatorContract } from "../testing/simulator.ts";
export { tracerContract } from "../testing/tracer.ts";
export { catalogueContract, truthContract, usersContract } from "../testing/world.ts";
