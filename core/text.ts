/** Cleaning of text that models, people and files give: control characters, white space, length. */

// Everything below space except tab and line feed, delete and the C1 block, bidirectional overrides, zero-width marks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text without control characters and without broken surrogates, so that it survives SQLite, JSON and terminals unchanged. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(CONTROL, "").replace(LONE, "\ufffd");
}

/** One line: {@link plain}, white space collapsed, trimmed, cut to at most `max` UTF-16 units without splitting a character. */
export function oneLine(text: string, max: number): string {
  return cut(plain(text).replace(/\s+/g, " ").trim(), max).trimEnd();
}

/** The first `max` UTF-16 units, never ending in half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
