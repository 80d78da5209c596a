/** Echoes: answers that give back the words of the form, or the example of the prompt. They look like answers and say nothing. */
import type { Message } from "../../core/message.ts";
import type { Field, Shape } from "./answer-shape.ts";
import { objectsIn } from "./extract-json.ts";

/** Which essential field is an echo, in words a model can act on; undefined where none is. */
export function echoIn(value: object, shape: Shape, messages: readonly Message[]): string | undefined {
  for (const field of shape.fields) {
    const said = (value as Record<string, unknown>)[field.name];
    if (!field.essential || typeof said !== "string") continue;
    const [words, form] = [bare(said), wordsOfForm(field)];
    // A word of signs alone may be a title (★); dots and brackets are what a form has in the place of one.
    if (words === "" ? /^[\s.…<>[\]{}()"'`_-]*$/u.test(said) : form.has(words))
      return `${field.name}: it gives back the words of the form`;
    if (examplesIn(messages).some((example) => example[field.name] === said))
      return `${field.name}: it is the example's, word for word`;
  }
  return undefined;
}

const ARTICLES = ["", "a ", "an ", "the ", "your ", "exact ", "the exact "];

function wordsOfForm({ name, description }: Field): Set<string> {
  const types = ["string", "str", "text", "a string", "string value"];
  const about = description === "" ? [] : [bare(description), `string ${bare(description)}`];
  return new Set([...types, ...ARTICLES.flatMap((a) => [`${a}${name}`, `${a}${name} here`]), ...about]);
}

/** Letters and digits alone. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The objects of example sections. */
function examplesIn(messages: readonly Message[]): Record<string, unknown>[] {
  const sections = messages.flatMap(({ content }) => [...content.matchAll(/^<example>\n([\s\S]*?)\n<\/example>$/gm)]);
  return sections.flatMap(([, lines = ""]) => [...objectsIn(lines)].map((found) => found.value));
}
