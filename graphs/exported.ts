/**
 * Graphs as langgraph.json names them: playable from an empty input, with the offline model. Their server brings the checkpointer. What comes in
 * is a caller's (forms show what a person would set): address, keys, budget and worlds are the operator's, from the environment (docs/langgraph.md).
 */
import { createCallersRuntime } from "../nodes/callers-runtime.ts";
import { SessionForm, SessionState } from "../nodes/session-state.ts";
import { BillpForm, BillpState } from "../nodes/state.ts";
import { buildGraph } from "./billp.ts";
import { shownAs } from "./form.ts";
import { buildSessionGraph } from "./session.ts";

/** The compiled graph `billp`. Compiling opens nothing; worlds and models are loaded by the first node that needs them. */
export const graph = buildGraph(createCallersRuntime(), undefined, shownAs(BillpState, BillpForm));

/** The compiled graph `session`, for a live person. */
export const session = buildSessionGraph(createCallersRuntime(), undefined, shownAs(SessionState, SessionForm));
