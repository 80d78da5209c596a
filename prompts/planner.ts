/** Prompt of the Planner: t_n = LLM(s_n, rounds so far, K reflections), the macro level of the paper. */
import { z } from "zod";
import { line } from "./answer-fields.ts";
import { DATA_RULE, type Message, type Observation, observationSections, stayRule } from "./observation.ts";
import { section } from "./sections.ts";

/** Version of the Planner's wording; it changes whenever an answer could. */
export const PLANNER_VERSION = 1;

/** The Planner's answer: reason before plan. */
export const PlannerAnswer = z.object({
  reason: line(1200, 0).describe("what the stay so far shows"),
  plan: line(600).describe("the plan"),
});

export interface PlannerValues {
  readonly observation: Observation;
  /** Principles drawn from earlier people's stays, nearest first. */
  readonly reflections: readonly string[];
  /** Earlier plans in like states and what they were worth, nearest first; null when plan memory is off. */
  readonly plans: readonly { plan: string; advantage: number }[] | null;
  /** A short example of a stay, by someone who is in no world: categories liked and disliked. */
  readonly example: { history: readonly string[]; liked: readonly string[]; disliked: readonly string[] };
}

/** The Planner's prompt. */
export function plannerPrompt({ observation, reflections, plans, example }: PlannerValues): Message[] {
  const { noun, told } = observation;
  const follow = ["Follow what they rated well", "move away from what they rated poorly"];
  const vary = told.planning === null ? "" : ", how to vary them so that the person stays";
  const advice = told.planning === null ? follow.join(" and ") : `${follow.join(", ")}, and ${told.planning}`;
  const system = [
    `You are the Planner of a ${noun.one} recommender. ${stayRule(observation)}`,
    `Write the plan for the coming rounds: which kinds (categories) of ${noun.many} to offer next and in which order${vary}, and what to keep away from. ` +
      `${advice}. ` +
      "Where lessons from earlier people are given, apply those that fit this one.",
    `The plan must begin with the kind to offer in the very next round. It names kinds, not single ${noun.many}.`,
    DATA_RULE,
    "An example with another person:",
    section("example", [
      { history: example.history, rated_well: example.liked, rated_poorly: example.disliked },
      { plan: examplePlan(example.liked, example.disliked, told.planning !== null) },
    ]),
  ];
  const user = [observationSections(observation), section("lessons", reflections)];
  if (plans !== null)
    user.push(
      section(
        "earlier-plans",
        plans.map((p) => ({ plan: p.plan, advantage: round2(p.advantage) })),
      ),
    );
  return [
    { role: "system", content: system.join("\n") },
    { role: "user", content: user.join("\n") },
  ];
}

/** The plan of the example; it comes back to a kind after a rest where the person is said to want one. */
function examplePlan(liked: readonly string[], disliked: readonly string[], rests: boolean): string {
  const [a = "a kind they know", b = "another kind"] = liked;
  const away = disliked[0] === undefined ? "" : ` Keep away from ${disliked[0]}.`;
  if (!rests) return `Next ${a}, then ${b}.${away}`;
  return `Next ${a}, then ${b}, then something they have not had yet, before coming back to ${a}.${away}`;
}

function round2(x: number): number {
  return Math.round(x * 100) / 100;
}
