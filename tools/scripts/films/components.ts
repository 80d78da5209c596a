/**
 * Tastes by variance components, behind `films@2`: how much of the differences between ratings is the user's, the film's, and the taste's.
 * Formulas and the reached figures stand in docs/worlds.md; every constant is here and in features.ts, fixed before any agent ran.
 */
import { makeRandom } from "../../../core/random.ts";
import { mean } from "../../../worlds/build/summary.ts";
import { type Quantised, quantised, scaled } from "../../../worlds/format/quantised.ts";
import type { Factors } from "../../../worlds/reward-model.ts";
import type { Film } from "./clean.ts";
import { featuresOf, joined } from "./features.ts";

/** Constants of the tastes, in stars where they have a unit. */
export const COMPONENTS = {
  /** Mean rating of a film of mean quality. */
  mean: 3,
  /** Standard deviation of the users' biases. */
  userBias: 0.43,
  /** How strongly the quality prior (centred) moves a rating, and the standard deviation of what else makes a film liked. */
  quality: 0.55,
  itemBias: 0.2,
  /** Standard deviation of the taste over users and films, and the spread of its strength (logarithm) between users. */
  taste: 0.72,
  strength: 0.25,
} as const;

/** What is stored: item factors in 8 bits, user factors in 16. */
export interface ComponentTastes {
  readonly itemFactors: Quantised<Int8Array>;
  readonly userFactors: Quantised<Int16Array>;
  readonly itemBias: Float32Array;
  readonly userBias: Float32Array;
  readonly size: number;
}

/**
 * Draws tastes: a user's weights on all features are normal, times a strength; taste is their product with the film's features, less the
 * user's mean over all films, brought to the standard deviation wanted. `seed` decides everything.
 */
export function drawComponents(films: readonly Film[], users: number, seed: number): ComponentTastes {
  const { data, size } = joined(featuresOf(films, seed));
  const itemFactors = quantised(data, 8);
  const items = scaled(itemFactors.data, itemFactors.scale);
  const centre = centreOf(items, size);
  const random = makeRandom(seed, 18);
  const weights = new Float64Array(users * size);
  const biases = new Float64Array(users);
  for (let u = 0; u < users; u++) {
    biases[u] = COMPONENTS.userBias * random.normal();
    const strength = Math.exp(COMPONENTS.strength * random.normal());
    for (let k = 0; k < size; k++) weights[u * size + k] = strength * random.normal();
  }
  const factor = COMPONENTS.taste / spreadOf(weights, items, centre, size);
  const userFactors = quantised(
    weights.map((weight) => factor * weight),
    16,
  );
  const stored = scaled(userFactors.data, userFactors.scale);
  // Taste says which films a user likes better than others: its mean over all films is taken out, by the bias.
  const userBias = Float32Array.from(biases, (bias, u) => bias - product(stored, u * size, centre, 0, size));
  const quality = mean(films.map((film) => film.quality));
  const own = makeRandom(seed, 19);
  const itemBias = Float32Array.from(
    films,
    (film) => COMPONENTS.quality * (film.quality - quality) + COMPONENTS.itemBias * own.normal(),
  );
  return { itemFactors, userFactors, itemBias, userBias, size };
}

/** The tastes as a reader of the world has them. */
export function factorsOf(tastes: ComponentTastes): Factors {
  const { itemFactors, userFactors, itemBias, userBias, size: columns } = tastes;
  const table = ({ data, scale }: Quantised<Int8Array | Int16Array>) => ({
    data: scaled(data, scale),
    rows: data.length / columns,
    columns,
  });
  return { mean: COMPONENTS.mean, userFactors: table(userFactors), itemFactors: table(itemFactors), userBias, itemBias };
}

function centreOf(items: ArrayLike<number>, size: number): Float64Array {
  const centre = new Float64Array(size);
  const rows = items.length / size;
  for (let k = 0; k < items.length; k++) centre[k % size] = (centre[k % size] as number) + (items[k] as number) / rows;
  return centre;
}

/** Root of the mean square of taste over all users and films, less each user's mean. */
function spreadOf(weights: ArrayLike<number>, items: ArrayLike<number>, centre: ArrayLike<number>, size: number): number {
  const [users, films] = [weights.length / size, items.length / size];
  let sum = 0;
  for (let u = 0; u < users; u++) {
    const middle = product(weights, u * size, centre, 0, size);
    for (let i = 0; i < films; i++) sum += (product(weights, u * size, items, i * size, size) - middle) ** 2;
  }
  return Math.sqrt(sum / users / films);
}

function product(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, size: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += (a[i + k] as number) * (b[j + k] as number);
  return sum;
}
