/** Package entry `billp/testing`: a scripted model, and the contract suite of every seam. Any test runner can run them. */

export { createScript, type Reply, type Script } from "../models/scripted.ts";
