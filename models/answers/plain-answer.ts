/** Answers without a form: a bare title, a list line, "7 out of 10". Only what cannot mean anything else is read; prose is no answer. */
import type { Message } from "../../core/message.ts";
import { oneLine } from "../../core/text.ts";
import type { Field } from "./answer-shape.ts";

/** What a text says of the one essential field; undefined where it does not say it plainly. */
export function plainAnswer(text: string, field: Field, messages: readonly Message[]): string | undefined {
  const lines = text
    .replace(/^\s*```\w*\s*$/gm, "")
    .replace(/<\/?\w{1,20}>/g, "")
    .split("\n")
    .map((line) => line.replace(/\*\*|__/g, "").trim())
    .filter((line) => line !== "");
  const [first, ...rest] = lines;
  if (first === undefined) return undefined;
  const labelled = lines.map((line) => LABEL.exec(line)).find((label) => label?.[1]?.toLowerCase() === field.name)?.[2];
  if (field.kind === "number") return labelled ?? (rest.length === 0 ? first : undefined);
  if (field.kind !== "text") return undefined;
  if (labelled !== undefined) return labelled;
  const told = field.name === "title" ? null : TOLD.exec(first);
  if (told?.[1]?.toLowerCase() === field.name) return told[2];
  if (field.name === "title") return rest.length === 0 ? titleOf(first, messages) : undefined;
  const items = lines.filter((line) => ITEM.test(line));
  return items.length > 1 && items.length === lines.length ? items.map((line) => line.replace(ITEM, "")).join("; ") : undefined;
}

const LABEL = /^["'#\s-]{0,4}([a-z]{1,20})["']?\s{0,3}[:=]\s{0,3}(\S.{0,2000})$/i;
/** "The plan is …" */
const TOLD = /^(?:the|my) ([a-z]{1,20}) is:?\s{1,3}(\S.{0,2000})$/i;
const ITEM = /^(?:\d{1,3}[.)]|[-*•])\s+/;

/** A line that is a title: one that the prompt shows, or one with its year. */
function titleOf(line: string, messages: readonly Message[]): string | undefined {
  const title = listLine(line);
  const without = title.replace(ITEM, "");
  const shown = titlesIn(messages);
  return [title, without].find((t) => shown.has(t.toLowerCase())) ?? (/^.{1,200}\(\d{4}\)$/.test(without) ? without : undefined);
}

function titlesIn(messages: readonly Message[]): Set<string> {
  const quoted = messages.flatMap(({ content }) =>
    [...content.matchAll(/"title":("(?:[^"\\\n]|\\.)*")/g)].map((m) => m[1] as string),
  );
  return new Set(quoted.map((q) => String(JSON.parse(q)).toLowerCase()));
}

/** `12. Heat (1995) - Crime` is Heat (1995). A number without more behind the year stays: `9. april (2015)` is a film. */
function listLine(text: string): string {
  const said = oneLine(text.replace(/^\s*[-*•]\s+/, ""), 2000).replace(/^(["'`])(.*)\1$/, "$2");
  return /^(?:\d{1,3}[.)]\s+)?(.{1,1000}?\(\d{4}\))\s*(?:\s[-–—|:]|[[|:;,])/.exec(said)?.[1] ?? said;
}
