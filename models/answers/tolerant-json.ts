/**
 * Tolerant JSON reader for what small models write: other quotes, bare words, missing commas and last braces, raw line breaks. It never invents:
 * a string that does not end is told apart, so that an answer cut in the middle of a title is no title. Linear time.
 */

/** An object that was read. */
export interface Read {
  value: Record<string, unknown>;
  /** Index behind it. */
  end: number;
  /** False where closing braces were missing at the end of the text. */
  closed: boolean;
}

const DEPTH = 16;
const QUOTES: Record<string, string> = { '"': '"', "'": "'", "`": "`", "“": "”", "”": "”", "„": "“", "‘": "’", "«": "»" };
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: " ", f: " " };
const WORDS: Record<string, unknown> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  undefined: null,
};

/** Reads the object that begins at `start`, where a brace stands; undefined where there is none. */
export function readObject(text: string, start: number): Read | undefined {
  const reader = new Reader(text, start);
  try {
    const value = reader.object(0);
    return { value, end: reader.at, closed: reader.closed };
  } catch (error) {
    if (error instanceof NotAnObject) return undefined;
    throw error;
  }
}

class NotAnObject extends Error {}

class Reader {
  at: number;
  closed = true;
  readonly #text: string;

  constructor(text: string, start: number) {
    this.#text = text;
    this.at = start;
  }

  object(depth: number): Record<string, unknown> {
    if (depth > DEPTH) throw new NotAnObject();
    const out = Object.create(null) as Record<string, unknown>;
    this.at++;
    for (;;) {
      this.#skip(/[\s,;]*/y);
      if (this.#ends("}")) return { ...out };
      const key = this.#key();
      this.#skip(/\s*/y);
      if (!/[:=]/.test(this.#here())) throw new NotAnObject();
      this.at++;
      this.#skip(/>?\s*/y);
      if (this.at >= this.#text.length) throw new NotAnObject(); // a field without its value
      out[key] = this.#value(depth + 1);
    }
  }

  #list(depth: number): unknown[] {
    if (depth > DEPTH) throw new NotAnObject();
    const out: unknown[] = [];
    this.at++;
    for (;;) {
      this.#skip(/[\s,;]*/y);
      if (this.#ends("]")) return out;
      if (this.#here() === "}") return out; // the bracket is missing, the brace is not
      out.push(this.#value(depth + 1));
    }
  }

  #value(depth: number): unknown {
    const c = this.#here();
    if (c === "{") return this.object(depth);
    if (c === "[") return this.#list(depth);
    if (c in QUOTES) return this.#string();
    const word = this.#take(/[^,}\]\n]*/y).trim();
    if (word === "") throw new NotAnObject();
    if (word in WORDS) return WORDS[word];
    return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word) ? Number(word) : word;
  }

  #key(): string {
    if (this.#here() in QUOTES) return this.#string();
    const key = this.#take(/[\p{L}\p{N}_$.-]+/uy);
    if (key === "") throw new NotAnObject();
    return key;
  }

  /** A quoted string. A quote ends it where the text goes on as after a string; any other is a quote inside it. */
  #string(): string {
    const text = this.#text;
    const open = text[this.at] as string;
    const close = QUOTES[open] as string;
    let out = "";
    for (let i = this.at + 1; i < text.length; i++) {
      const c = text[i] as string;
      if (c === "\\") {
        const code = text[i + 1] === "u" ? /^[\da-f]{4}$/i.exec(text.slice(i + 2, i + 6)) : null;
        const next = text[++i] ?? "";
        out += code ? String.fromCharCode(Number.parseInt(code[0], 16)) : (ESCAPES[next] ?? next);
        if (code) i += 4;
      } else if ((c === close || (open === "“" && c === '"')) && this.#goesOn(i + 1)) {
        this.at = i + 1;
        return out;
      } else out += c;
    }
    throw new NotAnObject(); // a string that does not end
  }

  #goesOn(index: number): boolean {
    AFTER.lastIndex = index;
    return AFTER.test(this.#text);
  }

  /** Passes the closing bracket; the end of the text stands for all that are missing. */
  #ends(bracket: string): boolean {
    if (this.at >= this.#text.length) {
      this.closed = false;
      return true;
    }
    if (this.#here() !== bracket) return false;
    this.at++;
    return true;
  }

  #here(): string {
    return this.#text[this.at] ?? "";
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  #skip(pattern: RegExp): void {
    this.#take(pattern);
  }
}

/** What follows a string: a bracket, a comma, a colon, the end; or another field or value, whose comma is missing. */
const AFTER = /\s{0,200}(?:[,:}\]=]|$|\n\s{0,200}["'“]|["“'][\w ]{1,30}["”']\s{0,20}:)/y;
