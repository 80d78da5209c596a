/** Compression of prompts in the ledger. The prompts of one role repeat from round to round, so each is packed against the one before. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { LRUCache } from "lru-cache";

/** Packs texts, remembering the last prompt of each key as dictionary of the next. */
export interface Packer {
  /** A text on its own; a short one as it is, for compressing would gain nothing, unless it holds U+0000, which not every engine reads back. */
  plain(text: string): Buffer | string;
  /** A text against the last one of the same key; `base` is the id of that one, null when it stands alone. */
  pack(key: string, id: number, text: string): { bytes: Buffer; base: number | null };
  /** Lets the next prompt of the key stand alone. */
  forget(key: string): void;
}

/** After this many steps a prompt is packed alone again, so that reading one never unpacks a long chain. */
const CHAIN = 12;
const KEYS = 512;
const WINDOW = 32_768;
const SHORT = 200;

/** A packer for one open ledger. A resumed run simply starts new chains. */
export function createPacker(): Packer {
  const last = new LRUCache<string, { id: number; bytes: Buffer; length: number }>({ max: KEYS });
  return {
    plain: (text) => (text.length < SHORT && !text.includes("\0") ? text : deflateRawSync(text, { level: 1 })),
    forget: (key) => void last.delete(key),
    pack(key, id, text) {
      const bytes = Buffer.from(text);
      const before = last.get(key);
      const chained = before && before.length < CHAIN ? before : undefined;
      last.set(key, { id, bytes, length: chained ? chained.length + 1 : 0 });
      const dictionary = chained && tail(chained.bytes);
      return { bytes: deflateRawSync(bytes, { level: 1, ...(dictionary ? { dictionary } : {}) }), base: chained?.id ?? null };
    },
  };
}

/** Undoes {@link Packer}; `base` is the text it was packed against. */
export function unpack(bytes: Uint8Array | string, base?: string): string {
  if (typeof bytes === "string") return bytes;
  return inflateRawSync(bytes, base === undefined ? {} : { dictionary: tail(Buffer.from(base)) }).toString();
}

/** zlib looks back 32 KB at most. */
function tail(bytes: Buffer): Buffer {
  return bytes.length > WINDOW ? bytes.subarray(bytes.length - WINDOW) : bytes;
}
