/** Prompt of the Critic: V(s) = LLM(s, remembered values). Its unit and range are stated in the prompt. */
import { z } from "zod";
import { line, number } from "./answer-fields.ts";
import { DATA_RULE, type Message, type Observation, observationSections, stayRule } from "./observation.ts";
import { section } from "./sections.ts";

/** Version of the Critic's wording; it changes whenever an answer could. */
export const CRITIC_VERSION = 1;

/** The Critic's answer: reason before the value. Values outside the range are clipped by the node, and counted. */
export const CriticAnswer = answerOn(null);

/** The same for a scale, so that "7/10" is known for a part of it. Made once a scale: schemas are compared by identity. */
export function criticAnswer(min: number, max: number): typeof CriticAnswer {
  const known = onScale.get(`${min} ${max}`) ?? answerOn({ min, max });
  onScale.set(`${min} ${max}`, known);
  return known;
}

const onScale = new Map<string, typeof CriticAnswer>();

function answerOn(scale: { min: number; max: number } | null) {
  return z.object({
    reason: line(1200, 0).describe("what speaks for and against"),
    value: number(scale).describe("the value, a number on the scale stated"),
  });
}

export interface CriticValues {
  readonly observation: Observation;
  /** M_C, nearest first. */
  readonly remembered: readonly { value: number; distance: number }[];
  /** `return`: the expected discounted sum of ratings, 0..max. `integer`: the reference's −5..5 (fidelity `paper`). */
  readonly scale: { kind: "return"; max: number; gamma: number } | { kind: "integer" };
}

/** The Critic's prompt. */
export function criticPrompt({ observation, remembered, scale }: CriticValues): Message[] {
  const { noun } = observation;
  const unit =
    scale.kind === "integer"
      ? "State the promise of the situation as an integer from -5 (about to leave, nothing pleases) to 5 (will stay long and rate well)."
      : `State the expected discounted sum of the ratings still to come: the next rating, plus ${scale.gamma} times the one after it, plus ${scale.gamma} squared times the next, and so on; ratings after the person has left count 0. The value is a number from 0 (they leave with the next ${noun.one}) to ${scale.max} (every coming rating is the best possible).`;
  const system = [
    `You are the Critic of a ${noun.one} recommender. ${stayRule(observation)}`,
    `Judge the situation the person is in now, before the next ${noun.one} is chosen. ${unit}`,
    "The section values holds what like situations of earlier people turned out to be worth on the same scale, with their likeness (1 is the same situation).",
    DATA_RULE,
  ];
  const values = remembered.map((r) => ({
    value: Math.round(r.value * 100) / 100,
    likeness: Math.round((1 - r.distance) * 1000) / 1000,
  }));
  return [
    { role: "system", content: system.join("\n") },
    { role: "user", content: `${observationSections(observation)}\n${section("values", values)}` },
  ];
}
