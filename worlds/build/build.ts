/** Makes a world folder from a MovieLens rating log: read, split, fit, calibrate, write. The CLI prints the report. */
import { BillpError } from "../../errors.ts";
import { refuseStranger, toJsonLines, writeFolder } from "../folder.ts";
import type { Manifest } from "../manifest.ts";
import { factorReward, vectorDistance } from "../model.ts";
import { toNpy } from "../npy.ts";
import { makeRandom } from "../random.ts";
import { type Dropped, type Indexed, indexLog, toLog } from "./catalogue.ts";
import { draftOf, REWARD_STEP } from "./draft.ts";
import { makeExample } from "./example.ts";
import { type Fit, factorise, type HoldOut, holdOut } from "./factorise.ts";
import { type Movie, readMovies, readRatings } from "./log.ts";
import { type BuildInput, type BuildOptions, parseBuildOptions } from "./options.ts";
import { historyOf, type People, type Person, splitUsers } from "./people.ts";
import { distancePercentile, type RatingSummary, summarise } from "./summary.ts";
import { itemVectors } from "./vectors.ts";

/** Tells how far a build is: a stage in words and its share done, 0..1. */
export type OnProgress = (stage: string, share: number) => void;

/** What a build did. */
export interface BuildReport {
  readonly id: string;
  readonly out: string;
  readonly counts: Manifest["counts"];
  readonly rules: Manifest["rules"];
  /** Ratings read from the file, before anything was dropped. */
  readonly ratingsRead: number;
  /** Rows left out or merged, by reason. */
  readonly dropped: Dropped;
  readonly holdOut: HoldOut;
  /** The log's ratings, and the world's rewards for the same users and items. */
  readonly ratings: RatingSummary;
  readonly rewards: RatingSummary;
}

/**
 * Builds a world folder. Deterministic: the same files and options give the same bytes.
 * @throws BillpError `bad-input` when an option, a file or a line is not usable, or `out` is in use for something else.
 */
export async function buildWorld(input: BuildInput, onProgress: OnProgress = () => {}): Promise<BuildReport> {
  const options = parseBuildOptions(input);
  await refuseStranger(options.out);
  onProgress("reading", 0);
  const movies = await readMovies(options.items);
  const ratings = await readRatings(options.ratings);
  const indexed = indexLog(movies, ratings, options.minRatings);
  refuseTooSmall(indexed, options);
  const errors = holdOut(toLog(indexed), { ...options, onEpoch: (share) => onProgress("hold-out fit", share) });
  const people = splitUsers(indexed.users, options.testUsers, options.historyLength, options.seed);
  const users = [...people.train, ...people.test];
  const log = toLog({ movies: indexed.movies, users });
  const fitted = factorise(log, { ...options, onEpoch: (share) => onProgress("fit", share) });
  const ids = catalogueOf(log.item, log.items, options.minItemRatings);
  const dropped = {
    ...indexed.dropped,
    [`films with fewer than ${options.minItemRatings} ratings (not in the catalogue)`]: log.items - ids.length,
  };
  return write(options, { indexed, people, fitted, ids, dropped, errors, read: ratings.length });
}

interface Made {
  readonly indexed: Indexed;
  readonly people: People;
  readonly fitted: Fit;
  /** Catalogue: indices of the log's films, in their order; the position is the item id of the world. */
  readonly ids: readonly number[];
  readonly dropped: Dropped;
  readonly errors: HoldOut;
  readonly read: number;
}

async function write(options: BuildOptions, made: Made): Promise<BuildReport> {
  const { people, fitted, ids, indexed, dropped } = made;
  const users = [...people.train, ...people.test];
  const itemOf = new Map(ids.map((id, item) => [id, item]));
  const items = ids.map((id) => indexed.movies[id] as Movie).map(({ title, year, categories }) => ({ title, year, categories }));
  const parts = factorParts(fitted, ids, users.length);
  const vectors = itemVectors(indexed.movies, fitted, ids);
  const table = { data: vectors.data, rows: ids.length, columns: vectors.columns };
  const beta = distancePercentile(vectorDistance(table), ids.length, options.betaPercentile, makeRandom(options.seed, 31));
  const reward = factorReward({ mean: fitted.mean, ...parts }, 5, REWARD_STEP);
  const known = users.map((user) => user.events.filter((event) => itemOf.has(event.item)));
  const figures = {
    holdOut: made.errors,
    ratings: summarise(known.map((events) => events.map((event) => event.stars))),
    rewards: summarise(known.map((events, u) => events.map((event) => reward(u, itemOf.get(event.item) as number)))),
  };
  const history = (user: Person) => historyOf(user, options.historyLength).flatMap((id) => itemOf.get(id) ?? []);
  const draft = draftOf(options, {
    counts: { items: ids.length, users: users.length, train: people.train.length, test: people.test.length },
    beta,
    mean: fitted.mean,
    example: exampleOf(items, people.heldOut, history(people.heldOut), itemOf),
    calibration: { options: shown(options), ratingsRead: made.read, dropped, ...figures },
  });
  const manifest = await writeFolder(options.out, draft, {
    "items.jsonl": toJsonLines(items),
    "users.jsonl": toJsonLines(
      users.map((user, u) => ({ key: user.key, split: u < people.train.length ? "train" : "test", history: history(user) })),
    ),
    "item_factors.npy": toNpy(parts.itemFactors.data, [ids.length, options.factors]),
    "item_bias.npy": toNpy(parts.itemBias, [ids.length]),
    "item_vectors.npy": toNpy(vectors.data, [ids.length, vectors.columns]),
    "user_factors.npy": toNpy(parts.userFactors.data, [users.length, options.factors]),
    "user_bias.npy": toNpy(parts.userBias, [users.length]),
  });
  const { counts, rules } = manifest;
  return {
    id: `${options.name}@${options.version}`,
    out: options.out,
    counts,
    rules,
    ratingsRead: made.read,
    dropped,
    ...figures,
  };
}

/** The catalogue's rows of the fit, as float32: what the folder holds, and so what the report speaks of. */
function factorParts(fitted: Fit, ids: readonly number[], users: number) {
  const size = fitted.itemFactors.columns;
  const rows = new Float32Array(ids.length * size);
  ids.forEach((id, row) => {
    rows.set(fitted.itemFactors.data.subarray(id * size, (id + 1) * size), row * size);
  });
  return {
    itemFactors: { data: rows, rows: ids.length, columns: size },
    userFactors: { data: Float32Array.from(fitted.userFactors.data), rows: users, columns: size },
    itemBias: Float32Array.from(ids, (id) => fitted.itemBias[id] as number),
    userBias: Float32Array.from(fitted.userBias),
  };
}

function catalogueOf(rated: Int32Array, films: number, least: number): number[] {
  const counts = new Uint32Array(films);
  for (const film of rated) counts[film] = (counts[film] as number) + 1;
  return [...counts.keys()].filter((film) => (counts[film] as number) >= least);
}

/** The held-out user's history and real ratings. */
function exampleOf(
  items: readonly Omit<Movie, "key">[],
  user: Person,
  history: readonly number[],
  itemOf: ReadonlyMap<number, number>,
) {
  const stars = new Map(
    user.events.flatMap((event) => (itemOf.has(event.item) ? [[itemOf.get(event.item) as number, event.stars]] : [])),
  );
  const withIds = items.map((item, id) => ({ id, ...item }));
  return makeExample(withIds, history, [...stars.keys()], (item) => stars.get(item) as number);
}

/** Options without the places of files: a folder's bytes must not depend on where it was made. */
function shown({ ratings: _, items: __, out: ___, ...rest }: BuildOptions): Record<string, unknown> {
  return rest;
}

function refuseTooSmall({ users, movies, dropped }: Indexed, options: BuildOptions): void {
  if (users.length >= 3 && movies.length >= 2) return;
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const found = `${users.length} users with at least ${options.minRatings} ratings and ${movies.length} rated films are left`;
  throw new BillpError("bad-input", `${options.ratings}: ${found}${lost.length > 0 ? ` (left out: ${lost.join("; ")})` : ""}.`, {
    hint: "A world needs three users and two films: lower --min-ratings, or use a larger log with the items file that belongs to it.",
  });
}
