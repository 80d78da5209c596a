/** Prompt of the Reflector: ℓ = LLM(H), once, when the episode is over: a diagnosis of the end and a principle for the next person. */
import { z } from "zod";
import { line } from "./answer-fields.ts";
import { DATA_RULE, type Message, type Observation, observationSections, stayRule } from "./observation.ts";
import { section } from "./sections.ts";

/** Version of the Reflector's wording; it changes whenever an answer could. */
export const REFLECTOR_VERSION = 1;

/** The Reflector's answer: diagnosis before principle. */
export const ReflectorAnswer = z.object({
  diagnosis: line(1200, 0).describe("what happened"),
  principle: line(600).describe("what to do next time"),
});

export interface ReflectorValues {
  readonly observation: Observation;
  /** True when the person left, false when the stay was cut off at the step limit. */
  readonly left: boolean;
  readonly total: number;
}

/** The Reflector's prompt. */
export function reflectorPrompt({ observation, left, total }: ReflectorValues): Message[] {
  const { noun, told } = observation;
  const look = told.diagnosis === null ? "" : `Look at the last rounds: ${told.diagnosis} `;
  const system = [
    `You are the Reflector of a ${noun.one} recommender. ${stayRule(observation)}`,
    `The stay below is over. First diagnose: why did the person leave when they did, or what kept them to the end? ${look}` +
      `Then state one principle, in a sentence or two, that will help to keep the next person longer. It must hold for other people too: speak of kinds and of the order of kinds, not of single ${noun.many}.`,
    DATA_RULE,
  ];
  return [
    { role: "system", content: system.join("\n") },
    {
      role: "user",
      content: `${observationSections(observation)}\n${section("end", [{ left, rounds: observation.rounds.length, sum_of_ratings: Math.round(total * 100) / 100 }])}`,
    },
  ];
}
