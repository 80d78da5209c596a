/** Graph `billp`: both loops of the paper at one root, so that time travel lands on the exact node of the exact round. Wiring only. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { partsOf } from "../methods/derived.ts";
import { beginEpisode, userCount } from "../nodes/begin-episode.ts";
import type { ContextOf, SimulatedContext } from "../nodes/context.ts";
import { criticEvaluate } from "../nodes/critic-evaluate.ts";
import { environmentStep } from "../nodes/environment-step.ts";
import { macroPlan } from "../nodes/macro-plan.ts";
import { microAct } from "../nodes/micro-act.ts";
import { reflect } from "../nodes/reflect.ts";
import { BillpState, type State, type Update } from "../nodes/state.ts";
import { TRACE_POLICY, untraced } from "../nodes/trace-policy.ts";

type Node = (state: State, context: SimulatedContext, config: RunnableConfig) => Promise<Update>;
type Entry = "macro-plan" | "critic-evaluate" | "micro-act";

/** LangGraph's default of 25 supersteps ends after eight rounds; this is the largest number it takes. */
export const RECURSION_LIMIT = 2 ** 31 - 1;

/**
 * Builds the graph. `kitOf` gives the nodes their world and models; the checkpointer is the caller's (a server brings its own).
 * `input` says which fields can be given at the start; all of the state's by default.
 * Compiling opens nothing: no file, client or environment is read before a node runs.
 */
export function buildGraph(contextOf: ContextOf, checkpointer?: BaseCheckpointSaver, input: unknown = BillpState) {
  const node = (run: Node) => async (state: State, config: RunnableConfig) => run(state, await contextOf(state.settings), config);
  const traced = { tracePolicy: TRACE_POLICY };
  return new StateGraph({ state: BillpState, input: input as typeof BillpState })
    .addNode("begin-episode", node(beginEpisode), traced)
    .addNode("macro-plan", node(macroPlan), traced)
    .addNode("micro-act", node(microAct), traced)
    .addNode("environment-step", node(environmentStep), traced)
    .addNode("critic-evaluate", node(criticEvaluate), traced)
    .addNode("reflect", node(reflect), traced)
    .addEdge(START, "begin-episode")
    .addConditionalEdges("begin-episode", untraced(openRound), ["macro-plan", "critic-evaluate", "micro-act"])
    .addEdge("macro-plan", "micro-act")
    .addEdge("micro-act", "environment-step")
    .addConditionalEdges("environment-step", untraced(afterStep), ["macro-plan", "critic-evaluate", "micro-act", "reflect"])
    .addConditionalEdges("critic-evaluate", untraced(afterCritic), ["micro-act", "reflect"])
    .addConditionalEdges("reflect", untraced(nextUser), ["begin-episode", END])
    .compile({ checkpointer, name: "billp" })
    .withConfig({ recursionLimit: RECURSION_LIMIT });
}

/** Where a round begins: Planner and Critic side by side, as far as the method has them; else the Actor. */
export function openRound(state: State): Entry[] {
  const parts = partsOf(state.settings.method);
  const first: Entry[] = [];
  if (parts.planner) first.push("macro-plan");
  if (parts.critic) first.push("critic-evaluate");
  return first.length === 0 ? ["micro-act"] : first;
}

/** The user stays: next round. The episode ended: the Critic settles, where there is one, then reflect. */
export function afterStep(state: State): (Entry | "reflect")[] {
  if (state.rounds.at(-1)?.end == null) return openRound(state);
  return partsOf(state.settings.method).critic ? ["critic-evaluate"] : ["reflect"];
}

/** After a judgement: the Actor's turn, unless the episode is over. */
export function afterCritic(state: State): "micro-act" | "reflect" {
  return state.rounds.at(-1)?.end == null ? "micro-act" : "reflect";
}

/** More users to play, or the end of the invoke. */
export function nextUser(state: State): "begin-episode" | typeof END {
  return state.cursor < userCount(state.users) ? "begin-episode" : END;
}
