/** The graph as langgraph.json names it: playable from an empty input, with the offline model. Its server brings the checkpointer. */
import { createRuntime } from "../nodes/runtime.ts";
import { buildGraph } from "./billp.ts";

/** The compiled graph `billp`. Compiling opens nothing; worlds and models are loaded by the first node that needs them. */
export const graph = buildGraph(createRuntime());
