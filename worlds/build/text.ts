/** Text of log files: bytes decoded strictly, so that what is not of the encoding is refused with its line and never replaced. */
import { createReadStream } from "node:fs";
import { BillpError } from "../../core/errors.ts";

/** What was noticed of a file while it was read. */
export interface Noticed {
  /** The last line when no line break ends it, as where a copy was cut off; else null. */
  open: string | null;
  /** Bytes beyond ASCII that are valid UTF-8 throughout: true, none: null. */
  isUtf8: boolean | null;
}

/** What the bytes 0x80 to 0x9f mean in windows-1252, which `latin1` means as well on the web; a blank where nothing is defined. */
const WINDOWS = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** The canonical name of an encoding; null when it is not known here. */
export function encodingOf(label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).encoding;
  } catch {
    return null;
  }
}

/**
 * Text of a file in pieces of whole lines.
 * @param encoding A label that {@link encodingOf} knows. @param noticed Is filled in.
 * @throws BillpError `bad-input` naming file and line of what is not of the encoding; the file system's errors.
 */
export async function* readPieces(file: string, encoding: string, noticed: Noticed): AsyncGenerator<string> {
  const decode = decoderOf(encoding);
  const unit = encodingOf(encoding)?.startsWith("utf-16") ? 2 : 1;
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let [rest, line, first]: [Buffer, number, boolean] = [Buffer.alloc(0), 1, true];
  const textOf = (bytes: Buffer): string => {
    const text = decode(bytes) ?? refuse(file, encoding, line, bytes, unit, decode);
    line += count(text);
    return text;
  };
  noticed.isUtf8 = null;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    if (first) refuseOther(file, chunk, encoding);
    first = false;
    noticed.isUtf8 = stillUtf8(noticed.isUtf8, chunk, utf8);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = lastBreak(bytes, unit);
    rest = bytes.subarray(end);
    if (end > 0) yield textOf(bytes.subarray(0, end));
  }
  const last = rest.length === 0 ? "" : textOf(rest);
  noticed.open = last === "" ? null : last;
  if (last !== "") yield last;
}

/** Decoder of whole lines; null for bytes that are not of the encoding. */
function decoderOf(encoding: string): (bytes: Buffer) => string | null {
  if (encodingOf(encoding) === "windows-1252")
    return (bytes) => {
      const text = bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (c) => WINDOWS[c.charCodeAt(0) - 0x80] as string);
      return bytes.some((b) => b >= 0x80 && b <= 0x9f && WINDOWS[b - 0x80] === " ") ? null : text;
    };
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };
}

/** Refuses the first line of the bytes that does not decode. */
function refuse(
  file: string,
  encoding: string,
  line: number,
  bytes: Buffer,
  unit: number,
  decode: (b: Buffer) => string | null,
): never {
  let at = line;
  for (let from = 0; from < bytes.length; at++) {
    const next = nextBreak(bytes, from, unit);
    if (decode(bytes.subarray(from, next)) === null) break;
    from = next;
  }
  throw new BillpError("bad-input", `${file}, line ${at}: holds bytes that are no ${encoding} text.`, {
    hint: "Say how it is written: --encoding windows-1252 (what Excel and old files use), latin1, utf-16le, shift_jis …; or save it as UTF-8.",
  });
}

/** Refuses what is plainly something else, by its first bytes. */
function refuseOther(file: string, bytes: Buffer, encoding: string): void {
  const begins = (...first: number[]) => first.every((byte, k) => bytes[k] === byte);
  const wide = encodingOf(encoding)?.startsWith("utf-16") ?? false;
  const other = (what: string, hint: string) => new BillpError("bad-input", `${file} ${what}.`, { hint });
  if (begins(0x1f, 0x8b) || begins(0x50, 0x4b, 3, 4)) throw other("is packed, not text", "Unpack it first (gunzip, unzip).");
  if (!wide && begins(0xff, 0xfe)) throw other("is UTF-16 text", "Read it with --encoding utf-16le.");
  if (!wide && begins(0xfe, 0xff)) throw other("is UTF-16 text", "Read it with --encoding utf-16be.");
}

function stillUtf8(so: boolean | null, bytes: Buffer, decoder: InstanceType<typeof TextDecoder>): boolean | null {
  if (so === false) return false;
  try {
    decoder.decode(bytes, { stream: true });
    return so === true || bytes.some((byte) => byte > 0x7f) ? true : null;
  } catch {
    return false;
  }
}

/** Index behind the last line break; 0 without one. */
function lastBreak(bytes: Buffer, unit: number): number {
  if (unit === 1) return bytes.lastIndexOf(10) + 1;
  for (let k = (bytes.length & ~1) - 2; k >= 0; k -= 2) if (isWideBreak(bytes, k)) return k + 2;
  return 0;
}

/** Index behind the next line break, or the end. */
function nextBreak(bytes: Buffer, from: number, unit: number): number {
  for (let k = from; k < bytes.length; k += unit) if (unit === 1 ? bytes[k] === 10 : isWideBreak(bytes, k)) return k + unit;
  return bytes.length;
}

const isWideBreak = (bytes: Buffer, at: number) =>
  (bytes[at] === 10 && bytes[at + 1] === 0) || (bytes[at] === 0 && bytes[at + 1] === 10);

function count(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) breaks++;
  return breaks;
}
