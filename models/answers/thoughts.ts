/** Thoughts in answers: marks of reasoning models in plain text, and what stands after the last thought. Linear time, whatever the text. */

/** An answer without its thoughts. */
export interface Spoken {
  /** What stands after the end of the last thought; empty while a thought is open. */
  text: string;
  /** Index of a thought that begins and never ends; null where there is none. */
  openAt: number | null;
}

// Every family of models has its own tag, so tags are known by the stem of their name; attributes, spaces and bars do no harm.
const NAME = "[\\w:▁-]{0,24}(?:think|thought|reason|scratchpad|monologue|reflection|analysis)[\\w:▁-]{0,12}";
const MARK = new RegExp(
  [
    `<\\|?\\s{0,3}(?<slash>\\/?)\\s{0,3}${NAME}(?:\\s[^<>]{0,80})?\\|?>`, // <think>, <seed:think>, <|begin_of_thought|>, <|START_THINKING|>
    "\\[(?<square>\\/?)(?:THINK|THINKING|REASONING)\\]",
    `◁(?<triangle>\\/?)${NAME}▷`,
    // Harmony names a channel a message: `final` is meant for the reader, and so are the arguments of a function.
    "<\\|channel\\|?>\\s{0,3}(?<channel>commentary\\s[^<>]{0,80}to=|[\\w-]{1,20})",
    "(?<end><channel\\|>|<unused95>|\\bhere is my response:)",
    "(?<begin><unused94>|\\bhere is my thought process:)",
  ].join("|"),
  "gi",
);
const SPECIAL = /<\|[\w-]{1,20}\|>/g;

/** Splits off thoughts. A lone end counts, for the beginning often stands in the prompt. An open thought means that there is no answer. */
export function withoutThoughts(answer: string): Spoken {
  if (isObject(answer)) return { text: answer, openAt: null }; // marks inside its strings are words
  let start = bareHarmony(answer);
  let openAt: number | null = null;
  for (const mark of answer.matchAll(MARK)) {
    if (!ends(mark)) {
      openAt ??= mark.index;
      continue;
    }
    openAt = null;
    start = Math.max(start, mark.index + mark[0].length);
  }
  if (openAt !== null) return { text: "", openAt };
  const text = answer.slice(start);
  return { text: /<\|channel\|?>/i.test(answer) ? text.replace(SPECIAL, " ") : text, openAt: null };
}

/** Whether a mark ends a thought; otherwise it begins one. */
function ends({ 0: mark, groups = {} }: RegExpExecArray): boolean {
  const { slash, square, triangle, channel, end, begin } = groups;
  if (begin !== undefined) return false;
  if (channel !== undefined) return /^final|to=$/i.test(channel);
  return end !== undefined || (slash ?? square ?? triangle) === "/" || /^<\|?\s{0,3}end[_▁-]/i.test(mark);
}

/** Where the answer begins in Harmony whose special tokens a server left away: `analysis…assistantfinal{…}`; else 0. */
function bareHarmony(answer: string): number {
  if (!/^\s{0,20}analysis/i.test(answer)) return 0;
  const last = [...answer.matchAll(/assistant\s?final/gi)].at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}

function isObject(text: string): boolean {
  const body = text.trim();
  if (!body.startsWith("{") || !body.endsWith("}")) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
