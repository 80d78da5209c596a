/** Fitting of answers to a schema: what a model said, read as far as it can mean but one thing. Total: no text makes it throw. */
import type { z } from "zod";
import type { Message } from "../../core/message.ts";
import { cut } from "../../core/text.ts";
import { reshape, type Shape, shapeOf } from "./answer-shape.ts";
import { echoIn } from "./echo.ts";
import { ANSWER_LIMIT, type Found, objectsIn } from "./extract-json.ts";
import { plainAnswer } from "./plain-answer.ts";
import type { Given } from "./read-message.ts";
import { withoutThoughts } from "./thoughts.ts";

/** The result of fitting: a value of the schema's type, or why there is none, in words a model can act on. */
export type Fit<T> = { ok: true; value: T } | Misfit;

/** An answer that cannot be used. */
export interface Misfit {
  ok: false;
  reason: string;
  /** Whether it broke off in the middle, so that more room may help. */
  cut: boolean;
}

/**
 * Reads an answer: the first object behind its thoughts that fits the schema; else the first that means it; else a plain text that does.
 * Later objects cannot override an earlier one of the same kind. Echoes of the form or of the prompt's example are no answers.
 * @param given the text, and why it ended: of an answer that was cut off only closed objects are read.
 * @param messages the question, whose examples and titles are known.
 */
export function fitAnswer<T>(given: Given, schema: z.ZodType<T>, messages: readonly Message[] = []): Fit<T> {
  if (given.ended === "refusal") return misfit(whyNone("", given), false); // whatever its words look like
  const { text, openAt } = withoutThoughts(given.text);
  if (openAt !== null) return misfit("the thoughts in it never end, and no answer follows them", true);
  const shape = shapeOf(schema);
  let objects = [...objectsIn(text)];
  const open = objects.some((o) => !o.closed);
  if (given.ended !== undefined) objects = objects.filter((o) => o.closed);
  const refused: string[] = [];
  const take = (value: unknown): { ok: true; value: T } | undefined => {
    const parsed = schema.safeParse(value);
    const echo = parsed.success ? echoIn(parsed.data as object, shape, messages) : undefined;
    if (parsed.success && echo === undefined) return { ok: true, value: parsed.data };
    if (echo !== undefined)
      refused.unshift(echo); // says more than that a field is missing
    else refused.push(issuesOf(parsed.error, shape));
    return undefined;
  };
  const fit = firstOf(objects, (o) => take(o.value)) ?? firstOf(objects, (o) => meant(o, shape, take));
  if (fit) return fit;
  if (given.ended === undefined && objects.length === 0 && shape.only) {
    const said = plainAnswer(cut(text, ANSWER_LIMIT), shape.only, messages);
    const taken = said === undefined ? undefined : take(reshape({ [shape.only.name]: said }, shape));
    if (taken) return taken;
  }
  const broken = open || given.ended === "length";
  return misfit(refused.find((why) => why !== "") ?? whyNone(text, given), broken);
}

function meant<R>(object: Found, shape: Shape, take: (value: unknown) => R | undefined): R | undefined {
  const made = reshape(object.value, shape);
  return made === undefined ? undefined : take(made);
}

function whyNone(text: string, { ended, text: all }: Given): string {
  if (ended === "length") return "it was cut off before it was complete";
  if (ended === "refusal") return "it is a refusal";
  if (ended === "content-filter") return "a filter stopped it";
  if (ended === "context-overflow") return "the question is longer than the model reads";
  if (text.trim()) return "there is no JSON object in it";
  return all.trim() ? "nothing follows the thoughts in it" : "it is empty";
}

/** What is wrong with the essential fields; a missing explanation is no fault. */
function issuesOf(error: z.ZodError | undefined, { fields }: Shape): string {
  const told = new Set<PropertyKey | undefined>(fields.filter((f) => !f.essential && f.kind === "text").map((f) => f.name));
  return (error?.issues ?? [])
    .filter((i) => !told.has(i.path[0]))
    .slice(0, 4)
    .map((i) => `${i.path.join(".") || "answer"}: ${i.message}`)
    .join("; ");
}

function firstOf<A, B>(list: readonly A[], make: (a: A) => B | undefined): B | undefined {
  for (const a of list) {
    const made = make(a);
    if (made !== undefined) return made;
  }
  return undefined;
}

function misfit(reason: string, broken: boolean): Misfit {
  return { ok: false, reason: cut(reason, 500), cut: broken };
}
