/** Graphs as langgraph.json names them: playable from an empty input, with the offline model. Their server brings the checkpointer. */
import { createRuntime } from "../nodes/runtime.ts";
import { buildGraph } from "./billp.ts";
import { buildSessionGraph } from "./session.ts";

/** The compiled graph `billp`. Compiling opens nothing; worlds and models are loaded by the first node that needs them. */
export const graph = buildGraph(createRuntime());

/** The compiled graph `session`, for a live person. */
export const session = buildSessionGraph(createRuntime());
