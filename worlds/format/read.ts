/** Reader of a world folder's checked files as a {@link World}: lines, counts, shapes, and the functions over the vectors. */
import type { z } from "zod";
import {
  type Distance,
  factorReward,
  matrixDistance,
  matrixReward,
  type Reward,
  type Table,
  vectorDistance,
} from "../reward-model.ts";
import { createSimulator } from "../user-models/user-models.ts";
import type { World } from "../world.ts";
import { damaged, type Files, readFolder } from "./folder.ts";
import { ItemLineSchema, type Manifest, type UserLine, UserLineSchema } from "./manifest.ts";
import { checkConstants, checkLines } from "./meaning.ts";
import { fromNpy } from "./npy.ts";
import { checkDistances, checkFactors, checkRewards, checkVectors } from "./numbers.ts";
import { scaled } from "./quantised.ts";

/** A world read from a folder, with the manifest it was checked against. */
export interface LoadedWorld extends World {
  readonly manifest: Manifest;
  readonly folder: string;
}

/**
 * Reads a world folder, without memory of earlier reads; use `loadWorld` where the world is to be shared.
 * @throws BillpError `bad-world` naming the file and what is wrong with it.
 */
export async function readWorld(folder: string): Promise<LoadedWorld> {
  const { manifest, files } = await readFolder(folder);
  const itemLines = readLines(folder, files, "items.jsonl", ItemLineSchema);
  const userLines = readLines(folder, files, "users.jsonl", UserLineSchema);
  checkConstants(folder, manifest);
  checkLines(folder, manifest, itemLines, userLines);
  const items = itemLines.map((line, id) => ({ id, ...line }));
  const users = userLines.map((line, id) => ({ id, ...line }));
  const world: LoadedWorld = {
    id: `${manifest.name}@${manifest.version}`,
    noun: manifest.noun,
    items,
    users,
    rules: rulesOf(manifest),
    ...usersOf(manifest),
    rewardMax: manifest.rewardMax,
    example: manifest.example,
    popularity: countHistories(userLines, items.length),
    reward: readReward(folder, manifest, files),
    distance: readDistance(folder, manifest, files),
    manifest,
    folder,
  };
  // Constants that do not fit the user model are found now, not when the first user is played.
  if (manifest.userModel !== undefined) createSimulator(world);
  return world;
}

/** The user model and its constants; none of format 1, which has the default. */
function usersOf({ userModel }: Manifest): Pick<World, "userModel" | "userParameters"> {
  if (userModel === undefined) return {};
  const { id, ...userParameters } = userModel;
  return { userModel: id, userParameters };
}

/** The constants of the simulator, by the names of today. */
function rulesOf({ rules: { floor, ...rules } }: Manifest): World["rules"] {
  return { ...rules, ratingThreshold: floor };
}

/** Times each item occurs in histories of train users; test users never count (what a role sees must not hold them). */
function countHistories(users: readonly UserLine[], items: number): Uint32Array {
  const counts = new Uint32Array(items);
  for (const user of users) {
    if (user.split === "train") for (const item of user.history) counts[item] = (counts[item] as number) + 1;
  }
  return counts;
}

function readLines<T extends z.ZodType>(folder: string, files: Files, file: string, schema: T): z.output<T>[] {
  const lines = textOf(folder, files, file).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, index) => {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      throw damaged(folder, file, `line ${index + 1} is no JSON`);
    }
    const result = schema.safeParse(json);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw damaged(folder, file, `line ${index + 1}, ${issue?.path.join(".") || "whole line"}: ${issue?.message}`);
  });
}

function textOf(folder: string, files: Files, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(folder, files, file));
  } catch {
    throw damaged(folder, file, "is not UTF-8 text");
  }
}

function readReward(folder: string, manifest: Manifest, files: Files): Reward {
  const { reward, counts } = manifest;
  const table = (file: string, rows: number, columns: number | null) => readTable(folder, manifest, files, file, rows, columns);
  if (reward.kind === "matrix") {
    const matrix = table(reward.file, counts.users, counts.items);
    checkRewards(folder, reward.file, matrix, manifest.rewardMax);
    return matrixReward(matrix);
  }
  const itemFactors = table(reward.itemFactors, counts.items, null);
  const factors = {
    mean: reward.mean,
    itemFactors,
    userFactors: table(reward.userFactors, counts.users, itemFactors.columns),
    userBias: table(reward.userBias, counts.users, 1).data,
    itemBias: table(reward.itemBias, counts.items, 1).data,
  };
  checkFactors(folder, factors);
  return factorReward(factors, manifest.rewardMax, manifest.rewardStep);
}

function readDistance(folder: string, manifest: Manifest, files: Files): Distance {
  const { distance, counts } = manifest;
  const columns = distance.kind === "matrix" ? counts.items : null;
  const table = readTable(folder, manifest, files, distance.file, counts.items, columns);
  const check = distance.kind === "matrix" ? checkDistances : checkVectors;
  check(folder, distance.file, table);
  return distance.kind === "matrix" ? matrixDistance(table) : vectorDistance(table);
}

/** A file's numbers, multiplied by its scale where it has one. */
function readTable(
  folder: string,
  { scales }: Manifest,
  files: Files,
  file: string,
  rows: number,
  columns: number | null,
): Table {
  const table = fromNpy(bytesOf(folder, files, file), file, rows, columns);
  const scale = scales?.[file];
  if (scale === undefined) return table;
  const { data } = table;
  if (!(data instanceof Int8Array || data instanceof Int16Array))
    throw damaged(folder, file, "has a scale in the manifest, and holds no whole numbers of 8 or 16 bits");
  return { ...table, data: scaled(data, scale) };
}

function bytesOf(folder: string, files: Files, file: string): Uint8Array {
  const bytes = files[file];
  if (bytes === undefined) throw damaged(folder, file, "is missing from the manifest's files");
  return bytes;
}
