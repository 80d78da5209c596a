/** Assembly of a world from its fitted parts: calibrates β, and writes the folder. */

import { makeRandom } from "../../core/random.ts";
import { type Files, toJsonLines } from "../format/folder.ts";
import type { Manifest } from "../format/manifest.ts";
import { toNpy } from "../format/npy.ts";
import { writeFolder } from "../format/write.ts";
import { factorReward, vectorDistance } from "../reward-model.ts";
import type { Dropped, Indexed } from "./catalogue.ts";
import { draftOf, REWARD_STEP } from "./draft.ts";
import { makeExample } from "./example.ts";
import type { Fit, HoldOut } from "./factorise.ts";
import type { Movie } from "./log.ts";
import type { BuildOptions } from "./options.ts";
import { historyOf, type People, type Person } from "./people.ts";
import { distancePercentile, type RatingSummary, summarise } from "./summary.ts";
import { itemVectors } from "./vectors.ts";

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
  /** What a person should know of the log, in a sentence each; mostly none. */
  readonly remarks: readonly string[];
  /** The log's ratings, and the world's rewards for the same users and items. */
  readonly ratings: RatingSummary;
  readonly rewards: RatingSummary;
}

/** Everything that {@link writeWorld} puts together. */
export interface Made {
  readonly indexed: Indexed;
  readonly people: People;
  readonly fitted: Fit;
  /** Catalogue: indices of the log's films, in their order; the position is the item id of the world. */
  readonly ids: readonly number[];
  readonly dropped: Dropped;
  readonly errors: HoldOut;
  readonly remarks: readonly string[];
  readonly read: number;
}

/** Writes the world folder of `options.out`. @throws BillpError `bad-input` when it cannot be written. */
export async function writeWorld(options: BuildOptions, made: Made): Promise<BuildReport> {
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
    calibration: { options: shown(options), ratingsRead: made.read, dropped, ...remarked(made.remarks, options), ...figures },
  });
  const lines = users.map((user, u) => ({
    key: user.key,
    split: u < people.train.length ? "train" : "test",
    history: history(user),
  }));
  const tables = { "items.jsonl": toJsonLines(items), "users.jsonl": toJsonLines(lines) };
  const manifest = await writeFolder(options.out, draft, { ...tables, ...vectorFiles(parts, vectors) });
  const { counts, rules } = manifest;
  return {
    id: `${options.name}@${options.version}`,
    out: options.out,
    counts,
    rules,
    ratingsRead: made.read,
    dropped,
    remarks: made.remarks,
    ...figures,
  };
}

/** The remarks for the manifest, without the places of files; nothing when there are none. */
function remarked(remarks: readonly string[], { ratings, items }: BuildOptions): { remarks?: string[] } {
  const named = (text: string) => text.replaceAll(ratings, "the rating log").replaceAll(items, "the items file");
  return remarks.length === 0 ? {} : { remarks: remarks.map(named) };
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

function vectorFiles(parts: ReturnType<typeof factorParts>, vectors: ReturnType<typeof itemVectors>): Files {
  const { itemFactors, userFactors, itemBias, userBias } = parts;
  return {
    "item_factors.npy": toNpy(itemFactors.data, [itemFactors.rows, itemFactors.columns]),
    "item_bias.npy": toNpy(itemBias, [itemBias.length]),
    "item_vectors.npy": toNpy(vectors.data, [itemFactors.rows, vectors.columns]),
    "user_factors.npy": toNpy(userFactors.data, [userFactors.rows, userFactors.columns]),
    "user_bias.npy": toNpy(userBias, [userBias.length]),
  };
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

/** Options without the places of files and how they are written: a folder's bytes must not depend on where it was made. */
function shown({ ratings: _, items: __, out: ___, encoding: ____, ...rest }: BuildOptions): Record<string, unknown> {
  return rest;
}
