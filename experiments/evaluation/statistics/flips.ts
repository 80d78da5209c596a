/**
 * Sign-flip permutation (Fisher's randomisation of paired differences): without a difference a unit's is as likely to be its negative.
 * Exact for few units, seeded draws for many.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Most units for which all sign patterns are tried (2^15 = 32,768). */
export const EXACT_UNITS = 15;
/** Units whose sums over all sign patterns are looked up together. */
const BLOCK = 10;

/**
 * Two-sided p: share of the sign patterns whose |sum| is at least the observed one, which counts as one of them. In (0, 1]: never below
 * 2 / 2^units (exact) or 1 / (flips + 1) (drawn). Null of no units.
 * @param sums the differences of each unit added up: all of a user, or all of a seed.
 * @param flips patterns drawn when there are more than 15 units.
 */
export function signFlip(sums: ArrayLike<number>, flips = 10_000, seed = 1): number | null {
  if (sums.length === 0) return null;
  let [total, size] = [0, 0];
  for (let i = 0; i < sums.length; i++) {
    total += sums[i]!;
    size += Math.abs(sums[i]!);
  }
  const observed = Math.abs(total) - 1e-12 * size;
  const blocks = blocksOf(sums);
  return sums.length <= EXACT_UNITS ? exact(blocks, 2 ** sums.length, observed) : drawn(blocks, flips, seed, observed);
}

/** For each ten units the sums under all their sign patterns: bit i of the index set means unit i negated. */
function blocksOf(sums: ArrayLike<number>): Float64Array[] {
  const blocks: Float64Array[] = [];
  for (let from = 0; from < sums.length; from += BLOCK) {
    const units = Math.min(BLOCK, sums.length - from);
    const patterns = new Float64Array(2 ** BLOCK);
    for (let k = 0; k < patterns.length; k++) {
      let sum = 0;
      for (let i = 0; i < units; i++) sum += (k >> i) & 1 ? -sums[from + i]! : sums[from + i]!;
      patterns[k] = sum;
    }
    blocks.push(patterns);
  }
  return blocks;
}

function exact([first, second]: readonly Float64Array[], patterns: number, observed: number): number {
  let reached = 0;
  for (let k = 0; k < patterns; k++) {
    const sum = first![k & (2 ** BLOCK - 1)]! + (second?.[k >> BLOCK] ?? 0);
    if (Math.abs(sum) >= observed) reached += 1;
  }
  return reached / patterns;
}

function drawn(blocks: readonly Float64Array[], flips: number, seed: number, observed: number): number {
  const rng = xoroshiro128plus(seed);
  let reached = 0;
  for (let k = 0; k < flips; k++) {
    let [sum, bits] = [0, 0];
    for (let b = 0; b < blocks.length; b++) {
      if (b % 3 === 0) bits = uniformInt(rng, 0, 2 ** 30 - 1);
      sum += blocks[b]![bits & (2 ** BLOCK - 1)]!;
      bits >>>= BLOCK;
    }
    if (Math.abs(sum) >= observed) reached += 1;
  }
  return (reached + 1) / (flips + 1);
}
