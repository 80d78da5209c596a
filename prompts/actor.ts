/** Prompt of the Actor: a'_n = LLM(s_n, t_n, remembered cases, category tool), the micro level of the paper. Grounding follows in the node. */
import { z } from "zod";
import { line } from "./answer-fields.ts";
import { DATA_RULE, type Message, type Observation, observationSections, stayRule } from "./observation.ts";
import { section } from "./sections.ts";

/** Version of the Actor's wording; it changes whenever an answer could. */
export const ACTOR_VERSION = 1;

/** The Actor's answer: reason before the title. */
export const ActorAnswer = z.object({
  reason: line(1200, 0).describe("why this one"),
  title: line(300).describe("the title"),
});

/** A remembered case: what an earlier person in a like state was offered, and whether it turned out well. */
export interface SeenCase {
  readonly title: string;
  readonly good: boolean;
  readonly distance: number;
}

export interface ActorValues {
  readonly observation: Observation;
  /** t_n; null for methods without a Planner. */
  readonly plan: string | null;
  /** M_A, nearest first; null for methods without it. */
  readonly cases: readonly SeenCase[] | null;
  /** The category tool: kinds in the recent window, and kinds the person may still want to explore. */
  readonly recent: readonly string[];
  readonly explore: readonly string[];
  /** Catalogue items near the plan, as the catalogue spells them; null in fidelity `paper`. */
  readonly shortlist: readonly { title: string; categories: readonly string[] }[] | null;
}

/** The Actor's prompt. */
export function actorPrompt({ observation, plan, cases, recent, explore, shortlist }: ActorValues): Message[] {
  const { noun, told } = observation;
  const recentKinds = told.recentKinds === null ? "" : `; ${told.recentKinds}`;
  const system = [
    `You are the Actor of a ${noun.one} recommender. ${stayRule(observation)}`,
    `Choose the one ${noun.one} for this round. ` +
      (plan === null ? "" : "Carry out the plan: the kind it names first is the kind to offer now. ") +
      (observation.repeatsEnd ? `Do not offer a ${noun.one} of the history or of an earlier round.` : ""),
    `The section recent-kinds names the kinds of the last rounds${recentKinds}. The section explore names kinds not offered lately; they are a hint, never a title.`,
    cases === null
      ? ""
      : `The section cases holds what was offered to earlier people in like states: prefer what turned out well (good: true), and keep away from what did not; likeness is 1 for the same state.`,
    shortlist === null
      ? `Name a ${noun.one} by its exact title.`
      : `The section catalogue holds ${noun.many} that can be had and fit the plan. Others can be had too; copy the title exactly as written where you take one from a section.`,
    DATA_RULE,
  ].filter((l) => l !== "");
  const user = [observationSections(observation)];
  if (plan !== null) user.push(section("plan", [plan]));
  user.push(section("recent-kinds", recent), section("explore", explore));
  if (cases !== null)
    user.push(
      section(
        "cases",
        cases.map((c) => ({ title: c.title, good: c.good, likeness: Math.round((1 - c.distance) * 1000) / 1000 })),
      ),
    );
  if (shortlist !== null) user.push(section("catalogue", shortlist));
  return [
    { role: "system", content: system.join("\n") },
    { role: "user", content: user.join("\n") },
  ];
}
