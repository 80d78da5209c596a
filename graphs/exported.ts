/**
 * Graphs as langgraph.json names them: playable from an empty input, with the offline model. Their server brings the checkpointer. What comes in
 * is a caller's, by a form of what a person would set (`buildGraph` takes every field): address, keys, budget and worlds are the operator's, from the environment (docs/langgraph.md).
 */
import { createCallersRuntime } from "../nodes/callers-runtime.ts";
import { SessionForm } from "../nodes/session-state.ts";
import { BillpForm } from "../nodes/state.ts";
import { buildGraph } from "./billp.ts";
import { buildSessionGraph } from "./session.ts";

/** The compiled graph `billp`. Compiling opens nothing; worlds and models are loaded by the first node that needs them. */
export const graph = buildGraph(createCallersRuntime(), undefined, BillpForm);

/** The compiled graph `session`, for a live person. */
export const session = buildSessionGraph(createCallersRuntime(), undefined, SessionForm);
