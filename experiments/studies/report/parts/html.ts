/** HTML by template: every value is escaped unless it is HTML already, so that nothing in the data can become markup. */

/** A piece of finished HTML. */
export interface Html {
  readonly html: string;
}

type Value = Html | string | number | null | readonly (Html | string)[];

/** Text as it may stand in an element or in a quoted attribute; characters that no page may hold are dropped. */
export function escapeHtml(text: string): string {
  return clean(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Without control characters (a line break becomes a space), without halves of characters, without marks that turn the direction of text. */
export function clean(text: string): string {
  const spaced = text.toWellFormed().replace(/[\t\n\v\f\r\u2028\u2029]+/g, " ");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
  return spaced.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** Template: `html\`<p>${text}</p>\`` escapes `text`, takes Html as it is, joins lists, and leaves null out. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.map((part, i) => part + (i < values.length ? show(values[i] as Value) : "")).join("") };
}

function show(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  if ("html" in value) return value.html;
  return value.map(show).join("\n");
}

/** HTML that was made elsewhere, such as a drawing. */
export const raw = (text: string): Html => ({ html: text });

/** Text from the data with the paper's names of measures set as it sets them: R_traj with a subscript. */
export function prose(text: string): Html {
  return raw(escapeHtml(text).replace(/\bR_(traj|each)\b/g, "R<sub>$1</sub>"));
}
