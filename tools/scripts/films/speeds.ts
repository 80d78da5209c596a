/** Speeds at which kinds of films tire people, in two draws, with the constants of patience of `films@2` and `films-spread@2`. */
import { drawErlang } from "../../../core/erlang.ts";
import { clamp } from "../../../core/math.ts";
import { makeRandom, shuffle } from "../../../core/random.ts";
import type { PatienceParameters } from "../../../worlds/user-models/patience-parameters.ts";

/** `two`: half of the kinds tire at once, half hardly. `spread`: each kind has a speed and a rest of its own. */
export type Speeds = "two" | "spread";

/** Constants of both, fixed by the anchors of docs/user-models.md before any agent ran. */
const SHARED = {
  shape: 8,
  perRound: 1 / 33,
  boredomCost: 0.14,
  shortfallCost: 0.17,
  aspiration: 3.5,
  ratingStep: 0.01,
  exposure: "whole",
} as const;

/** Weights of an item's genre and creative type. */
const WEIGHTS = { genre: 0.7, type: 0.3 } as const;

interface Speed {
  readonly tires: number;
  readonly keeps: number;
}

/** The constants of a world's users; `seed` decides which kinds tire, and the patience people bring. */
export function drawPatience(
  genres: readonly string[],
  types: readonly string[],
  speeds: Speeds,
  seed: number,
): PatienceParameters {
  const drawn = (speeds === "two" ? twoSpeeds : spreadSpeeds)(genres.length + types.length, seed);
  const names = [...genres, ...types];
  return {
    seed,
    ...SHARED,
    boredomDrop: speeds === "two" ? 0.5 : 0.2,
    categories: names.map((name, at) => ({
      name,
      weight: at < genres.length ? WEIGHTS.genre : WEIGHTS.type,
      ...(drawn[at] as Speed),
    })),
  };
}

/** Half of the kinds (rounded down), drawn, have a = 2.5, the others .05; m = .85 for all. */
function twoSpeeds(kinds: number, seed: number): Speed[] {
  const order = shuffle(
    Array.from({ length: kinds }, (_, at) => at),
    makeRandom(seed, 21),
  );
  const fast = new Set(order.slice(0, kinds >> 1));
  return order.map((_, at) => ({ tires: fast.has(at) ? 2.5 : 0.05, keeps: 0.85 }));
}

/** a lognormal with a spread of .9 and brought to mean 1, m from Beta(8, 2) within .6 to .95; to three digits. */
function spreadSpeeds(kinds: number, seed: number): Speed[] {
  const random = makeRandom(seed, 22);
  const tires = Array.from({ length: kinds }, () => Math.exp(0.9 * random.normal()));
  const whole = tires.reduce((sum, a) => sum + a, 0);
  return tires.map((a) => {
    // Beta(8, 2) as X / (X + Y), X and Y gamma variables of these shapes.
    const [x, y] = [8 * drawErlang(random, 8), 2 * drawErlang(random, 2)];
    return { tires: digits((a * kinds) / whole), keeps: digits(clamp(x / (x + y), 0.6, 0.95)) };
  });
}

function digits(value: number): number {
  return Math.round(value * 1000) / 1000;
}
