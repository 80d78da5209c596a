/** Spelling of titles: forms under which two ways of writing count as the same title, from narrow to wide. */
import { oneLine } from "../../core/text.ts";
import { decodeEntities } from "./entities.ts";

/** Longest title that an answer carries, in UTF-16 units (the Actor's form, prompts/actor.ts). */
export const TITLE_LENGTH = 300;

/** As an answer carries it: one line, cut, in Unicode's composed form. */
export function asAnswered(title: string): string {
  return oneLine(title, TITLE_LENGTH).normalize("NFC");
}

/** Case aside, by full case folding: "STRASSE" and "Straße" are one. */
export function caseless(title: string): string {
  return asAnswered(title).toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * Case, accents, compatibility forms, HTML references, the place of the article and punctuation aside; empty when nothing is left.
 * Letters, marks, digits and symbols stay: "C++", "C#" and "C" are three titles, and so are "दल" and "दिल".
 */
export function folded(title: string): string {
  const text = articleFirst(decodeEntities(title).replace(/[™®©℠]/g, "")).replace(/[¼-¾⅐-⅞]/g, " $&");
  const letters = withoutAccents(text.normalize("NFKC").toUpperCase().toLowerCase());
  return letters
    .replace(/&/g, " and ")
    .replace(/♯/g, "#")
    .replace(/(?<![\p{L}\p{M}\p{N}])[-−](?=\p{N})/gu, " minus ")
    .replace(/\u200c|\u200d|[\ufe00-\ufe0f]|\u0640/g, "")
    .replace(/\u02bc/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}\p{S}#%]+|[\p{Sk}|]+/gu, " ")
    .replace(/ +/g, " ")
    .trim();
}

/**
 * Accents dropped where a script has them as decoration: Latin and Greek, and in Cyrillic the stress marks and the dots of ё.
 * Everywhere else a mark is part of a letter, as in й, ї, が, and in every Indic, Thai, Arabic and Hebrew word.
 */
export function withoutAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu, "$1")
    .replace(/([еЕ])\u0308/g, "$1")
    .replace(/([^гкГК\P{Script=Cyrillic}])[\u0300\u0301]/gu, "$1")
    .normalize("NFC");
}

const AFTER_COMMA =
  "The|A|An|Le|La|Les|L['’]|Un|Une|Des|Der|Die|Das|Ein|Eine|El|Los|Las|Una|Il|Lo|I|Gli|De|Het|Een|Den|Det|En|Et|O|Os|As|Um|Uma";
const LAST_ARTICLE = new RegExp(`^([^(]*?), (${AFTER_COMMA})(?= *\\(|$)`, "i");

/** "Matrix, The (1999)" becomes "The Matrix (1999)", in the languages that catalogues are sorted in so. */
export function articleFirst(title: string): string {
  return title.trim().replace(LAST_ARTICLE, (_, name, article) => `${article}${/['’]$/.test(article) ? "" : " "}${name}`);
}

/** A {@link folded} title without the article in front; null when it has none, or is nothing else. */
export function withoutArticle(spelling: string): string | null {
  const rest = /^(?:the|an?) (.+)$/.exec(spelling)?.[1];
  return rest ?? null;
}

/** A title apart from the year in brackets at its end; null where it has none or is nothing else. */
export function splitYear(title: string): { readonly name: string; readonly year: number | null } {
  const found = /^(.*\S)\s*[([]\s*(\d{4})(?:\s*[-–—]\s*(?:\d{4})?)?\s*[)\]]$/.exec(title.trim());
  return found === null ? { name: title, year: null } : { name: found[1] as string, year: Number(found[2]) };
}
