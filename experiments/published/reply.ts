/** Readers of what the recorded models said: the action line of the actor, the number of the critic, and when two titles are one. */

/** Longest reply looked at, in characters; a longer one is cut, so that no reply costs more than a moment. */
const LONGEST = 10_000;

/**
 * The title in a recorded action such as `recommend[Title]`; null when the reply recommends nothing.
 * The title is taken as it stands: quotes, years and authors belong to the proposal (see {@link titleForms}).
 * Accepted besides: other case, a leading "Action 3:", spaces, round or curly brackets, a missing closing bracket, brackets in
 * the title (up to the last closing bracket of the line), and text after the line, which is ignored.
 */
export function parseReply(text: string): string | null {
  const start = /\brecommend[ \t]*([[({])/i.exec(text.slice(0, LONGEST));
  if (start === null) return null;
  const from = start.index + start[0].length;
  const rest = (text.slice(from, from + LONGEST).split(/[\r\n]/, 1)[0] ?? "").trim();
  const close = rest.lastIndexOf({ "[": "]", "(": ")", "{": "}" }[start[1] as "[" | "(" | "{"]);
  const title = (close < 0 ? rest : rest.slice(0, close)).trim();
  return title === "" ? null : title;
}

/**
 * The critic's integer from −5 to 5 in free text; null when there is none or no single one.
 * The number a reply opens with counts; otherwise the reply must hold exactly one distinct number.
 */
export function parseCritic(text: string): number | null {
  const plain = text
    .slice(0, LONGEST)
    .replace(/[\u2212\u2013]/g, "-")
    .trim();
  const numbers = plain.match(/(?<![\w.])[-+]?\d+(?:\.\d+)?(?!\w)/g) ?? [];
  const first = numbers[0];
  if (first === undefined) return null;
  if (!plain.startsWith(first) && new Set(numbers.map(Number)).size > 1) return null;
  const value = Number(first) + 0;
  return Number.isInteger(value) && Math.abs(value) <= 5 ? value : null;
}

const ENTITIES: Record<string, string> = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">", "#39": "'", nbsp: " " };

/** A title for comparison: HTML entities read, trade marks gone, quotes straight, case and spacing levelled. */
export function foldTitle(text: string): string {
  return text
    .replace(/&(#?\w{1,8});/g, (all, name: string) => ENTITIES[name.toLowerCase()] ?? all)
    .replace(/[®™©]/g, "")
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/** Readings of a proposal, most literal first: as it stands, without outer quotes, without a closing year, without "by" an author. */
export function titleForms(proposal: string): string[] {
  const literal = foldTitle(proposal);
  const bare = literal.replace(/^(['"])(.*)\1$/, "$2").trim();
  const yearless = bare.replace(/ ?\(\d{4}\)$/, "");
  const by = yearless.lastIndexOf(" by ");
  const authorless = by > 0 ? yearless.slice(0, by).replace(/^(['"])(.*)\1$/, "$2") : yearless;
  return [...new Set([literal, bare, yearless, authorless])].filter((t) => t !== "");
}

/** Whether a proposal names the item of this title in any of its readings. */
export function sameTitle(proposal: string, title: string): boolean {
  return titleForms(proposal).includes(foldTitle(title));
}
