/** Token counter for the prompt budget: exact where it matters, and free where a text cannot be too long. */
import { createRequire } from "node:module";
import type { Tiktoken } from "js-tiktoken";
import { LRUCache } from "lru-cache";

let encoder: Tiktoken | undefined;

/**
 * A counter of tokens (encoding cl100k_base, that of the paper's model) which remembers the texts it was asked about.
 * The encoding's table is loaded at the first count.
 */
export function createTokenCounter(remembered = 5000): (text: string) => number {
  const counts = new LRUCache<string, number>({ max: remembered });
  return (text) => {
    const known = counts.get(text);
    if (known !== undefined) return known;
    encoder ??= (createRequire(import.meta.url)("js-tiktoken") as typeof import("js-tiktoken")).getEncoding("cl100k_base");
    const count = encoder.encode(text, [], []).length;
    counts.set(text, count);
    return count;
  };
}
