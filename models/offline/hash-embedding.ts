/** Offline embedding: feature hashing of words and letter trigrams. Deterministic, free, no model; similar wording gives near vectors. */
import { cut } from "../../core/text.ts";
import { unit } from "../../core/vectors.ts";

/** Length of an offline vector. */
export const HASH_DIMENSIONS = 256;
const TEXT_LIMIT = 8192;

/** Unit vector of a text. A text without a single letter or digit gets the first unit vector, so that distances stay defined. */
export function hashEmbedding(text: string): Float32Array {
  const counts = new Map<string, number>();
  for (const [word] of cut(text, TEXT_LIMIT)
    .normalize("NFKC")
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    bump(counts, `w${word}`, 1);
    // Padded trigrams let spellings and inflections meet; each weighs less than the word they come from.
    const letters = [..."^", ...word, "$"];
    for (let i = 0; i + 3 <= letters.length; i++) bump(counts, `t${letters[i]}${letters[i + 1]}${letters[i + 2]}`, 0.25);
  }
  const vector = new Float32Array(HASH_DIMENSIONS);
  for (const [feature, count] of counts) {
    const h = fnv1a(feature);
    const at = h % HASH_DIMENSIONS;
    vector[at] = vector[at]! + (h & 0x80000000 ? -1 : 1) * Math.sqrt(count);
  }
  return unit(vector);
}

function bump(counts: Map<string, number>, feature: string, by: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + by);
}

/** FNV-1a with a final mix: its low bits alone are too regular for a power of two. */
function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  return h >>> 0;
}
