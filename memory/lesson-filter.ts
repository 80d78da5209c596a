/**
 * Filter of what one person's stay may put into memories that others are shown: free text of Reflector and Planner. What is learned is of
 * categories, their order and numbers; sentences that name the person's items, or that speak to a model of its instructions, are left out.
 */
import { isLessonWord } from "./lesson-words.ts";

/** Gives the part of a text that may be shared; empty when nothing may. @param own Titles of the person's history and rounds. */
export type LessonFilter = (text: string, own: readonly string[]) => string;

/** What a filter lets through. */
export interface LessonFilterOptions {
  /** Categories of the catalogue, and its words for an item. */
  readonly words: readonly string[];
  /**
   * True for live people: every word is one of {@link isLessonWord}, of `words`, or a number; another one becomes "…", and a sentence with more
   * than a few of them goes. False for simulated users, who have nothing to hide: only titles and instructions go.
   */
  readonly closed: boolean;
}

/** Share of words outside the vocabulary up to which a sentence is kept, without them. */
const UNKNOWN_SHARE = 0.25;
/** A count of more numbers than this in one sentence could spell an address or a telephone number. */
const NUMBERS = 6;

/** The filter that changes nothing: fidelity `paper` keeps reflections whole, as published. */
export const unfiltered: LessonFilter = (text) => text;

/** Makes a filter. */
export function createLessonFilter({ words, closed }: LessonFilterOptions): LessonFilter {
  const catalogue = new Set(words.flatMap((w) => wordsIn(fold(w))));
  const known = (word: string) => isLessonWord(word) || catalogue.has(word);
  return (text, own) => {
    const titles = own.map(phraseOf).filter((phrase) => phrase !== null);
    const shared = (part: string) => !instructs(part) && !names(part, titles);
    if (!closed) {
      const all = sentences(text);
      const kept = all.filter(shared);
      return kept.length === all.length ? text : kept.join(" ").trim();
    }
    // Signs outside the vocabulary go before sentences are told apart, for they can hide where one ends.
    const first = sentences(normal(text)).filter(shared).join(" ").replace(SIGNS, " ");
    const said = sentences(first)
      .filter(shared)
      .flatMap((part) => closedSentence(part, known));
    return said.join(" ").trim();
  };
}

const normal = (text: string) => text.replace(/[^…]+/gu, (t) => t.normalize("NFKC"));
const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsIn = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Sentences: a mark ends one where a space or nothing follows, so that neither 4.5 nor an address is cut. */
function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?;؟।]+)\s+|(?<=[。！？])|\n+/u)
    .map((s) => s.trim())
    .filter((s) => s !== "");
}

/** A title as it can be found in a sentence: words without the year; null for one word, which may be any word. */
function phraseOf(title: string): string | null {
  const found = wordsIn(fold(title.replace(/\s*\(\d{4}\)\s*$/, "")));
  return found.length < 2 && !/[^\p{Script=Latin}\p{N}\p{P}\p{Z}]/u.test(title) ? null : ` ${found.join(" ")} `;
}

/** Whether a sentence names an item: by its title, or by a year in brackets as titles have it. */
function names(sentence: string, titles: readonly string[]): boolean {
  const plain = ` ${wordsIn(fold(sentence)).join(" ")} `;
  return /\(\s*(1[89]|20)\d\d\s*\)/.test(sentence) || titles.some((t) => plain.includes(t));
}

/** Words by which a text speaks of a model's instructions, its form of answer, or a secret, in Latin letters; whole words. */
const LATIN = [
  "ignor*|disregard*|overrid*|bypass*|jailbreak*|forget (?:all|any|every|the|what|your)|vergiss|oublie*|olvida*|esque[cç]a|dimentica*|zapomnij|unut*",
  "instruction*|instruccion*|istruzion*|instruc[oõ]es|anweisung*|talimat*|polecen*|bỏ qua|hướng dẫn|bo qua|huong dan",
  "(?:system|developer) (?:prompt|message|role|note|override)|prompts?|assistant|chatbot|language model|as an ai|you are|act as|pretend|role ?play",
  "(?:reply|output|print|write) (?:only|with|the following|this)|(?:answer|respond|say|repeat) (?:exactly|the following|verbatim|in json|back)",
  "verbatim|api key|password|passwort|secret*|token",
]
  .join("|")
  .replaceAll("*", "\\p{L}*");
/** The same in other scripts, where words are not told apart by spaces alone. */
const OTHERS =
  "игнорир|инструкц|забудь|пароль|ігнор|تجاهل|تعليمات|انس |התעלם|הוראות|नज़रअंदाज़|अनदेखा|निर्देश|忽略|无视|無視|指令|指示|무시|지시|เพิกเฉย|คำสั่ง|αγνό|οδηγί";
const INSTRUCTION = new RegExp(`(?<![\\p{L}\\p{M}])(?:${LATIN})(?![\\p{L}\\p{M}])|${OTHERS}`, "iu");
const MARKUP = /[<>{}[\]`|\\@#]|https?:|www\.|\p{Cf}|\p{Cc}(?<!\n)/u;

function instructs(sentence: string): boolean {
  return (
    MARKUP.test(sentence) || INSTRUCTION.test(sentence) || INSTRUCTION.test(sentence.normalize("NFKD").replace(/\p{M}/gu, ""))
  );
}

/** What is neither word, number nor one of the signs of plain sentences. */
const SIGNS = /[^\p{L}\p{M}\p{N} .,:;%()'’"–—…!?-]/gu;

/** The sentence in the closed vocabulary; none when too much of it lies outside. */
function closedSentence(sentence: string, known: (word: string) => boolean): string[] {
  const all = wordsIn(sentence);
  const numbers = all.filter((w) => /^\p{N}+$/u.test(w));
  const allowed = (w: string) => (/^\p{N}/u.test(w) ? /^\d{1,3}$/.test(w) : /^\p{L}+$/u.test(w) && known(fold(w)));
  const unknown = all.filter((w) => !allowed(w)).length;
  if (all.length === 0 || numbers.length > NUMBERS || unknown / all.length > UNKNOWN_SHARE) return [];
  const text = sentence.replace(/[\p{L}\p{N}\p{M}]+/gu, (w) => (allowed(w) ? w : "…"));
  // A mark that nothing stands before is no sentence.
  return [
    text
      .replace(/\s+/g, " ")
      .replace(/^[^\p{L}\p{N}]+/u, "")
      .trim(),
  ];
}
