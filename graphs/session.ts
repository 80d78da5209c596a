/** Graph `session`: the loop of `billp` around one live person, who answers where the simulated user would. Wiring only. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { awaitFeedback } from "../nodes/await-feedback.ts";
import { beginEpisode } from "../nodes/begin-episode.ts";
import type { ContextOf, NodeContext } from "../nodes/context.ts";
import { criticEvaluate } from "../nodes/critic-evaluate.ts";
import { liveContext } from "../nodes/live-person.ts";
import { macroPlan } from "../nodes/macro-plan.ts";
import { microAct } from "../nodes/micro-act.ts";
import { reflect } from "../nodes/reflect.ts";
import { type LiveState, type LiveUpdate, SessionState } from "../nodes/session-state.ts";
import { TRACE_POLICY, untraced } from "../nodes/trace-policy.ts";
import { afterCritic, afterStep, openRound, RECURSION_LIMIT } from "./billp.ts";

type Node = (state: LiveState, context: NodeContext, config: RunnableConfig) => Promise<LiveUpdate>;

/**
 * Builds the graph; see {@link buildGraph} of `billp`. A checkpointer is needed, here or from a server: a session waits in it.
 * The nodes get a context in which the person is the one user (nodes/live-person.ts); there is no simulator in it.
 */
export function buildSessionGraph(contextOf: ContextOf, checkpointer?: BaseCheckpointSaver, input: unknown = SessionState) {
  const node = (run: Node) => async (state: LiveState, config: RunnableConfig) => {
    const context = await contextOf(state.settings);
    return run(state, liveContext(context, state.person, state.users.split), config);
  };
  const traced = { tracePolicy: TRACE_POLICY };
  return new StateGraph({ state: SessionState, input: input as typeof SessionState })
    .addNode("begin-episode", node(beginEpisode), traced)
    .addNode("macro-plan", node(macroPlan), traced)
    .addNode("micro-act", node(microAct), traced)
    .addNode("await-feedback", node(awaitFeedback), traced)
    .addNode("critic-evaluate", node(criticEvaluate), traced)
    .addNode("reflect", node(reflect), traced)
    .addEdge(START, "begin-episode")
    .addConditionalEdges("begin-episode", untraced(openRound), ["macro-plan", "critic-evaluate", "micro-act"])
    .addEdge("macro-plan", "micro-act")
    .addConditionalEdges("micro-act", untraced(afterAct), ["await-feedback", "reflect"])
    .addConditionalEdges("await-feedback", untraced(afterFeedback), [
      "await-feedback",
      "macro-plan",
      "critic-evaluate",
      "micro-act",
      "reflect",
    ])
    .addConditionalEdges("critic-evaluate", untraced(afterCritic), ["micro-act", "reflect"])
    .addEdge("reflect", END)
    .compile({ checkpointer, name: "session" })
    .withConfig({ recursionLimit: RECURSION_LIMIT });
}

/** Something to offer: the person is asked. Nothing (no usable answer, or no item left): the session ends as `unusable`. */
export function afterAct(state: LiveState): "await-feedback" | "reflect" {
  return state.action?.item == null ? "reflect" : "await-feedback";
}

/** A refused answer is asked for again; else as after a step of the simulated user. */
export function afterFeedback(state: LiveState): "await-feedback" | ReturnType<typeof afterStep> {
  return state.refused === null ? afterStep(state) : "await-feedback";
}
