/** Features of films by component: what a taste can follow. Each component has vectors of length 1, or 0 where a film has nothing of it. */
import { sumBy } from "../../../core/math.ts";
import { makeRandom, type Random } from "../../../core/random.ts";
import { AUDIENCES, AXES, CREATIVE_TYPES, GENRES, SOURCES } from "./axes.ts";
import type { Film } from "./clean.ts";
import { franchisesOf } from "./franchises.ts";

/** Components of taste with their shares of its variance; the shares add up to 1. */
export const SHARES = {
  genre: 0.27,
  type: 0.13,
  director: 0.14,
  franchise: 0.1,
  era: 0.09,
  audience: 0.08,
  madeFrom: 0.07,
  own: 0.12,
} as const;

export type Component = keyof typeof SHARES;

/** Dimensions of a vector that stands for a name without character, e.g. a director. */
const NAME_SIZE = 16;
/** Dimensions beside the axes, in which kinds of the same character still differ. */
const SPARE = 8;
/** Share of the character in the vector of a kind that has one; the rest is its own direction. */
const CHARACTER = 0.75;

/** Vectors of one component: a row of `size` numbers for each film. */
export interface Features {
  readonly component: Component;
  readonly size: number;
  readonly rows: readonly (readonly number[])[];
}

/** The features of all films, component by component; `seed` decides what is drawn. */
export function featuresOf(films: readonly Film[], seed: number): Features[] {
  const franchises = franchisesOf(films);
  const kinds = (component: Component, stream: number, of: (film: Film) => string | null, character: Axes) =>
    named(component, films.map(of), AXES.length + SPARE, makeRandom(seed, stream), (name, random) =>
      kindVector(character[name], random),
    );
  const names = (component: Component, stream: number, all: readonly (string | null)[]) =>
    named(component, all, NAME_SIZE, makeRandom(seed, stream), (_, random) => direction(NAME_SIZE, random));
  const own = makeRandom(seed, 17);
  return [
    kinds("genre", 11, (film) => film.genre, GENRES),
    kinds("type", 12, (film) => film.type, CREATIVE_TYPES),
    kinds("audience", 13, (film) => film.audience, AUDIENCES),
    kinds("madeFrom", 14, (film) => film.madeFrom, SOURCES),
    { component: "era", size: 2, rows: films.map(({ year }) => eraVector(year)) },
    names(
      "director",
      15,
      films.map((film) => film.director),
    ),
    names("franchise", 16, franchises),
    { component: "own", size: NAME_SIZE, rows: films.map(() => direction(NAME_SIZE, own)) },
  ];
}

type Axes = Readonly<Record<string, readonly number[]>>;

/** The features side by side, each with the root of its share: rows of `size` numbers, one after the other. */
export function joined(features: readonly Features[]): { readonly data: Float64Array; readonly size: number } {
  const size = sumBy(features, (f) => f.size);
  const rows = features[0]?.rows.length ?? 0;
  const data = new Float64Array(rows * size);
  let from = 0;
  for (const { component, rows: vectors, size: own } of features) {
    const weight = Math.sqrt(SHARES[component]);
    vectors.forEach((vector, i) => {
      vector.forEach((value, k) => {
        data[i * size + from + k] = weight * value;
      });
    });
    from += own;
  }
  return { data, size };
}

/** A vector for each name, in the order of the names' alphabet, so that the order of the films plays no part; 0 for no name. */
function named(
  component: Component,
  names: readonly (string | null)[],
  size: number,
  random: Random,
  draw: (name: string, random: Random) => number[],
): Features {
  const known = [...new Set(names.filter((name) => name !== null))].sort();
  const vectors = new Map(known.map((name) => [name, draw(name, random)]));
  const none = new Array<number>(size).fill(0);
  return { component, size, rows: names.map((name) => (name === null ? none : (vectors.get(name) as number[]))) };
}

/** √.75 of the kind's character, √.25 of a direction of its own in the spare dimensions; the latter alone for a kind without character. */
function kindVector(character: readonly number[] | undefined, random: Random): number[] {
  const own = direction(SPARE, random);
  const share = character === undefined ? 0 : CHARACTER;
  const known = character === undefined ? AXES.map(() => 0) : unit(character);
  return [...known.map((x) => Math.sqrt(share) * x), ...own.map((x) => Math.sqrt(1 - share) * x)];
}

/** A bit less than a whole turn from 1920 to 2010: neighbouring decades are near, those 56 years apart are opposite. */
function eraVector(year: number): number[] {
  const angle = (1.6 * Math.PI * (year - 1920)) / 90;
  return [Math.cos(angle), Math.sin(angle)];
}

function direction(size: number, random: Random): number[] {
  return unit(Array.from({ length: size }, () => random.normal()));
}

function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(sumBy(vector, (x) => x * x));
  return vector.map((x) => x / length);
}
