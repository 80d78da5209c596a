/**
 * The latent-taste model behind `films`: unit vectors for films, taste vectors and biases for users, and their histories.
 * Formulas and the reached figures stand in docs/worlds.md; every constant is here, in one place.
 */

import { sumBy } from "../../../core/math.ts";
import { makeRandom, type Random } from "../../../core/random.ts";
import { mean } from "../../../worlds/build/summary.ts";
import type { Film } from "./clean.ts";

/** Constants of the model, calibrated by hand against the target figures (docs/worlds.md). */
export const TASTE = {
  /** Dimensions of the latent space. */
  factors: 16,
  /** Weights of genre, creative type, era and the film's own character in its vector, before normalising. */
  film: { genre: 0.8, type: 0.55, era: 0.35, own: 0.75 },
  /** Mean rating μ over all films and users, in stars. */
  mean: 2.42,
  /** How strongly the quality prior (centred) moves a rating. */
  quality: 0.62,
  /** Standard deviation of the user bias b_u. */
  userBias: 0.32,
  /** Length of the taste vector: exp(N(log scale, spread)). */
  scale: 3.5,
  spread: 0.38,
  /** Films whose characters a user's taste is mixed from, and the weight of taste that follows no film. */
  likes: 3,
  stray: 0.55,
  /** Weights of a film in a history: (votes + 200)^fame · exp(liking · r). */
  fame: 0.45,
  liking: 0.3,
  history: [10, 30],
} as const;

export interface Tastes {
  readonly itemFactors: Float32Array;
  readonly itemBias: Float32Array;
  readonly userFactors: Float32Array;
  readonly userBias: Float32Array;
}

/** Draws film vectors, then users' tastes. `seed` decides everything. */
export function drawTastes(films: readonly Film[], users: number, seed: number): Tastes {
  const itemFactors = drawFilmVectors(films, makeRandom(seed, 1));
  const quality = mean(films.map((film) => film.quality));
  const random = makeRandom(seed, 2);
  const userFactors = new Float32Array(users * TASTE.factors);
  const userBias = new Float32Array(users);
  for (let u = 0; u < users; u++) {
    userBias[u] = TASTE.userBias * random.normal();
    userFactors.set(drawTaste(films, itemFactors, random), u * TASTE.factors);
  }
  return {
    itemFactors,
    itemBias: Float32Array.from(films, (film) => TASTE.quality * (film.quality - quality)),
    userFactors,
    userBias,
  };
}

/** q_i = unit(genre·e_g + type·f_t + era·(cos θ_i h_1 + sin θ_i h_2) + own·n_i); e, f, h, n random unit vectors. */
function drawFilmVectors(films: readonly Film[], random: Random): Float32Array {
  const named = new Map<string, number[]>();
  const vectorOf = (name: string): number[] => {
    const vector = named.get(name) ?? unit(normals(random));
    named.set(name, vector);
    return vector;
  };
  const weights = TASTE.film;
  const vectors = new Float32Array(films.length * TASTE.factors);
  films.forEach((film, i) => {
    // Half a turn from 1920 to 2010: neighbouring decades are near, the ends far apart.
    const angle = (Math.PI * (film.year - 1920)) / 90;
    const [early, late] = [vectorOf("era 1"), vectorOf("era 2")];
    const [genre, type, own] = [vectorOf(`genre ${film.genre}`), vectorOf(`type ${film.type}`), unit(normals(random))];
    const sum = genre.map(
      (g, k) =>
        weights.genre * g +
        weights.type * (type[k] as number) +
        weights.era * (Math.cos(angle) * (early[k] as number) + Math.sin(angle) * (late[k] as number)) +
        weights.own * (own[k] as number),
    );
    vectors.set(unit(sum), i * TASTE.factors);
  });
  return vectors;
}

/** p_u = s_u · unit(Σ_j w_j q_j + stray·n): a few liked kinds of film, so that a user can be pleased in more than one way. */
function drawTaste(films: readonly Film[], itemFactors: Float32Array, random: Random): number[] {
  const stray = unit(normals(random)).map((x) => TASTE.stray * x);
  for (let j = 0; j < TASTE.likes; j++) {
    const film = random.int(films.length);
    const weight = 0.5 + random.next();
    for (let k = 0; k < TASTE.factors; k++)
      stray[k] = (stray[k] as number) + weight * (itemFactors[film * TASTE.factors + k] as number);
  }
  const length = Math.exp(Math.log(TASTE.scale) + TASTE.spread * random.normal());
  return unit(stray).map((x) => length * x);
}

/** A history: films drawn one after another without replacement, the well-known and the liked ones more often; oldest first. */
export function drawHistory(films: readonly Film[], reward: (item: number) => number, seed: number, user: number): number[] {
  const random = makeRandom(seed, 3, user);
  const [least, most] = TASTE.history;
  const length = least + random.int(most - least + 1);
  // Exponential races (Efraimidis and Spirakis 2006): the smallest -log(U)/w come in the order of weighted draws without replacement.
  const times = films.map((film, i) => {
    const weight = (film.votes + 200) ** TASTE.fame * Math.exp(TASTE.liking * reward(i));
    return [-Math.log(1 - random.next()) / weight, i] as const;
  });
  return times
    .sort((a, b) => a[0] - b[0])
    .slice(0, length)
    .map(([, i]) => i);
}

function normals(random: Random): number[] {
  return Array.from({ length: TASTE.factors }, () => random.normal());
}

function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(sumBy(vector, (x) => x * x));
  return vector.map((x) => x / length);
}
