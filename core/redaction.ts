/** Redaction of keys from errors, ledgers and logs. */

const PATTERNS: readonly [RegExp, string][] = [
  [/\b(?:sk|rk|pk|gsk|xai|hf|lsv2)[-_](?=[A-Za-z0-9_*-]*[0-9*])[A-Za-z0-9_*-]{12,}/g, "[key]"],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, "[key]"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{12,}/g, "$1 [key]"],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, "$1[key]@"],
];

/** The text with everything that looks like a key, and the literal values of `*_API_KEY` variables and the like, replaced by `[key]`. */
export function redact(text: string): string {
  return redactor()(text);
}

/** {@link redact} with the environment read once, for the many answers of a run. */
export function redactor(): (text: string) => string {
  const values = secrets();
  const clean = (text: string) => {
    let out = text;
    for (const value of values) if (out.includes(value)) out = out.replaceAll(value, "[key]");
    for (const [pattern, by] of PATTERNS) out = out.replace(pattern, by);
    return out;
  };
  return (text) => {
    if (!ESCAPED.test(text)) return clean(text);
    const open = opened(text);
    const out = clean(open);
    return out === open ? clean(text) : out;
  };
}

/** Escapes that JSON allows and does not need: a key in an answer may be written with them, and would be itself again when parsed. */
const ESCAPED = /\\(?:\/|u00[2-7])/i;

/** The text with needless escapes undone, which mean the same without; quotes and backslashes get their short ones. */
function opened(text: string): string {
  return text.replace(/\\(?:\\|\/|u00([2-7][0-9a-f]))/gi, (found, code: string | undefined) => {
    if (code === undefined) return found === "\\/" ? "/" : found;
    const letter = String.fromCharCode(Number.parseInt(code, 16));
    return /["\\]/.test(letter) ? `\\${letter}` : letter;
  });
}

/** The value as plain JSON with {@link redact} applied to every text in it; names of fields stay. */
export function redactValue<T>(value: T, clean: (text: string) => string = redactor()): T {
  return JSON.parse(JSON.stringify(value), (_, v: unknown) => (typeof v === "string" ? clean(v) : v)) as T;
}

/** Names of variables that hold secrets. */
const SECRET = /(_API_KEY|_ACCESS_KEY|_SECRET_KEY|_PRIVATE_KEY|_TOKEN|_SECRET|_PASSWORD|_HEADERS)$/;

/** Secret values in the environment now. Very short values are skipped: replacing them would garble ordinary words. */
function secrets(): string[] {
  const found: string[] = [];
  for (const [name, value = ""] of Object.entries(process.env)) {
    // A list of headers, as OpenTelemetry has it: `name=value,name=value`.
    const parts = name.endsWith("_HEADERS") ? value.split(",").map((pair) => pair.slice(pair.indexOf("=") + 1).trim()) : [value];
    if (SECRET.test(name)) found.push(...parts.filter((part) => part.length >= 8));
  }
  return found.sort((a, b) => b.length - a.length);
}
