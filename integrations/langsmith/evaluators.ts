/** Evaluators of the played episodes of an experiment. Each evaluator is one function, and its name is the column in LangSmith. */
import type { EvaluationResult } from "langsmith/evaluation";
import { quitOf, type RecordedOutcome } from "./example.ts";

/** Outputs of a played example; nothing when it failed. */
export interface PlayedOutcome extends RecordedOutcome {
  /** Mean distance of two accepted items; null with fewer than two. */
  readonly diversity: number | null;
  readonly rounds: readonly { plan: string | null; title: string | null; reward: number; accepted: boolean }[];
}

interface Given {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own type
  readonly outputs?: Record<string, any>;
}

type Result = EvaluationResult | { results: EvaluationResult[] };

/** Nothing to say of a run that failed, or of a number that is not there. */
const NOTHING: Result = { results: [] };
const outcomeIn = ({ outputs }: Given): PlayedOutcome | null => (outputs?.end === undefined ? null : (outputs as PlayedOutcome));

function len(given: Given): Result {
  const played = outcomeIn(given);
  return played === null ? NOTHING : { key: "len", score: played.len };
}

function returned(given: Given): Result {
  const played = outcomeIn(given);
  return played === null ? NOTHING : { key: "return", score: played.return };
}

function rEach(given: Given): Result {
  const played = outcomeIn(given);
  return played?.rEach == null ? NOTHING : { key: "rEach", score: played.rEach };
}

function diversity(given: Given): Result {
  const played = outcomeIn(given);
  return played?.diversity == null ? NOTHING : { key: "diversity", score: played.diversity };
}

function quit(given: Given): Result {
  const played = outcomeIn(given);
  return played === null ? NOTHING : { key: "quit", value: quitOf(played) };
}

/** All of them, in the order of their columns. */
export const EVALUATORS = [len, returned, rEach, diversity, quit];
