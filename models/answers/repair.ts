/**
 * Repairs: what is asked after an answer that cannot be used. It differs from what was asked before: the fault and a shorter form in words,
 * without the bad answer, which small models give back byte for byte.
 */
import type { Message } from "../../core/message.ts";
import type { Form } from "./answer-methods.ts";
import type { Misfit } from "./fit-answer.ts";
import type { Given } from "./read-message.ts";

/** Room for an answer that was cut off: at least, and at most, in tokens. */
const ROOM = { least: 1024, most: 32_768 };

/** The question again, with what was wrong. `failed` counts the answers so far. */
export function repaired(messages: readonly Message[], form: Form, { reason }: Misfit, failed: number): readonly Message[] {
  const answers = failed === 1 ? "Your last answer" : `Your last ${failed} answers`;
  const which = failed === 1 ? reason : `the last one: ${reason}`;
  const first = Object.keys((form.json.properties ?? {}) as object)[0];
  const begin = failed === 1 || first === undefined ? "" : ` Begin with {"${first}": and end with }.`;
  return withWords(
    messages,
    `${answers} could not be used: ${which}.\n${form.words}\nGive the object alone, without explanation.${begin}`,
  );
}

/** Words go to the end of the last message: the nearer to the answer, the better small models keep to them. */
export function withWords(messages: readonly Message[], words: string): readonly Message[] {
  const last = messages.at(-1);
  if (last?.role !== "user") return [...messages, { role: "user", content: words }];
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${words}` }];
}

/** Room in tokens for the next answer: twice what one that was cut off had; what earlier ones were given stays. */
export function roomAfter(room: number | undefined, given: Given, misfit: Misfit): number | undefined {
  if (!misfit.cut) return room;
  const had = Math.max(room ?? 0, given.outputTokens ?? 0);
  return Math.min(ROOM.most, Math.max(ROOM.least, 2 * had));
}

/** Whether a server refuses a call for the room it asks for, which is more than it gives: the same call without it may be taken. */
export function refusesRoom(error: unknown): boolean {
  const { status, message } = (error ?? {}) as { status?: unknown; message?: unknown };
  return (status === 400 || status === 422) && /max_?(completion_?|output_?|new_?)?tokens/i.test(String(message));
}

/** Whether asking again can help: not where the question itself is longer than the model reads. */
export function isHopeless({ ended, text }: Given): boolean {
  return ended === "context-overflow" && text === "";
}
