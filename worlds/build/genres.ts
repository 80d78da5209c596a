/** Categories of items as logs write them: `A|B`, `A, B`, `A; B`, and lists of JSON or Python. */

/** Categories of every row, and what a person should know of how they were read. */
export interface Genres {
  readonly rows: readonly (readonly string[])[];
  readonly remarks: readonly string[];
}

const NONE = /^\(?(?:no genres listed|none|n\/a|null|nan|\\n|-)?\)?$/i;

/**
 * Reads the genre column as a whole, because one row alone does not say what its commas are: where any row has a bar, bars separate and
 * commas are part of a name; else semicolons; else commas. Lists are read as lists.
 */
export function readGenres(texts: readonly string[]): Genres {
  const lists = texts.map(asList);
  const plain = texts.filter((_, k) => lists[k] === null);
  const separator = ["|", ";", ","].find((sign) => plain.some((text) => text.includes(sign))) ?? "|";
  const rows = texts.map((text, k) => clean(lists[k] ?? text.split(separator)));
  const example = (sign: string) => JSON.stringify(plain.find((text) => text.includes(sign))?.slice(0, 60));
  const remarks: string[] = [];
  if (lists.some((list) => list !== null)) remarks.push("Categories were read from lists, an entry a category.");
  if (separator !== "|") {
    const sign = separator === "," ? "commas" : "semicolons";
    remarks.push(
      `Categories were split at ${sign}, as in ${example(separator)}; where they are part of a name, separate by | instead.`,
    );
  }
  const whole = [...new Set(rows.flat())].filter((name) => /[,;]/.test(name));
  if (separator === "|" && whole.length > 0)
    remarks.push(`${whole.length} categories hold a comma or semicolon and stay whole, such as ${JSON.stringify(whole[0])}.`);
  return { rows, remarks };
}

function clean(names: readonly string[]): string[] {
  const trimmed = names.map((name) => name.replace(/[\p{Cc}\s]+/gu, " ").trim()).filter((name) => !NONE.test(name));
  return [...new Set(trimmed)];
}

/** The names in `["A", "B"]`, `['A', 'B']`, or `[{"id": 1, "name": "A"}]`; null for anything else. */
function asList(text: string): string[] | null {
  if (!/^\s*\[[\s\S]*\]\s*$/.test(text)) return null;
  try {
    const found: unknown = JSON.parse(text);
    if (!Array.isArray(found)) return null;
    return found.map((entry) => String(typeof entry === "object" && entry !== null ? (entry.name ?? "") : entry));
  } catch {
    const quotedText = String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")`;
    const named = [...text.matchAll(new RegExp(String.raw`['"]name['"]\s*:\s*${quotedText}`, "g"))];
    const words = named.length > 0 ? named : [...text.matchAll(new RegExp(quotedText, "g"))];
    if (words.length > 0) return words.map((match) => (match[1] ?? match[2] ?? "").replace(/\\(.)/g, "$1"));
    return text.trim().slice(1, -1).split(","); // [A, B] without quotation marks
  }
}
