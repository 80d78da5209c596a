/** Seeded random numbers over pure-rand: every draw has an explicit seed. */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers; the same seeds give the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
  /** Standard normal (Box-Muller; one of the pair is thrown away to keep the stream stateless). */
  normal(): number;
}

/** Makes a stream from one or more integers; streams of different seed lists are unrelated. */
export function makeRandom(...seeds: readonly number[]): Random {
  const rng = xoroshiro128plus(seeds.reduce(mix, 0x9e3779b9));
  const next = (): number => uniformFloat64(rng);
  return {
    next,
    int: (below) => uniformInt(rng, 0, below - 1),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Fisher-Yates in place; returns the same array. */
export function shuffle<T>(values: T[], random: Random): T[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [values[i], values[j]] = [values[j] as T, values[i] as T];
  }
  return values;
}

/** Combines two 32-bit integers into one (the finaliser of MurmurHash3), so that nearby seeds give unrelated streams. */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (b | 0), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) + 0x27d4eb2f;
  return (h ^ (h >>> 16)) | 0;
}
