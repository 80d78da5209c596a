/** What stands around a title in an answer: list numbers, bullets, quotation marks, labels, markup, and what follows its year. */
import { decodeEntities } from "./entities.ts";

const AROUND: readonly [RegExp, string][] = [
  [/^\s*(?:[-*•·–—>]+\s+|#?\d{1,4}\s*[.):]\s*(?=\D)|\(\d{1,4}\)\s+|#\d{1,4}\s+|\[\d{1,4}\]\s*)/u, ""],
  [/^\s*(?:title|film|movie|item|answer|recommendation|name)\s*:\s+/i, ""],
  [/^([*_`~]{1,3})(.+)\1$/u, "$2"],
  [/^["“”„«»‹›「『《〈‘’‚'](.+)["“”„«»‹›」』》〉‘’'][.,;]?$/u, "$1"],
  [/^["“”„«»‹›「『《〈‘’‚'*_]+([^"“”„«»‹›」』》〉‘’']+)["“”„«»‹›」』》〉‘’'*_]+(?=\s*[([]\d{4})/u, "$1"],
  [/^(.*[([]\d{4}[)\]])(?:\s*[:;,.|*_"”–—-].*|\s+\[.*\])$/u, "$1"],
];

/** The title as it stands, then with less and less around it; each once. */
export function formsOf(answer: string): string[] {
  const forms = [answer];
  let text = decodeEntities(answer).trim();
  for (let pass = 0; pass < 4; pass++) {
    if (text !== "" && !forms.includes(text)) forms.push(text);
    for (const [around, kept] of AROUND) {
      const inner = text.replace(around, kept).trim();
      if (inner === "" || inner === text) continue;
      text = inner;
      if (!forms.includes(text)) forms.push(text);
    }
  }
  return forms;
}
