/** Loading of worlds by embedded id or folder: checked once, then shared by everybody in the process. */
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { BillpError } from "../errors.ts";
import { damaged, type Files, readFolder } from "./folder.ts";
import { type ItemLine, ItemLineSchema, type Manifest, type UserLine, UserLineSchema } from "./manifest.ts";
import { type Distance, factorReward, matrixDistance, matrixReward, type Reward, vectorDistance } from "./model.ts";
import { fromNpy } from "./npy.ts";
import type { World } from "./world.ts";

/** A world read from a folder, with the manifest it was checked against. */
export interface LoadedWorld extends World {
  readonly manifest: Manifest;
  readonly folder: string;
}

const loaded = new Map<string, Promise<LoadedWorld>>();

/**
 * Loads a world by embedded name (`films`) or folder. The same unchanged folder gives the same object; safe to call in parallel.
 * @throws BillpError `bad-world` when there is no such world, or its folder is damaged or incomplete (the message names the file).
 */
export async function loadWorld(idOrFolder: string): Promise<LoadedWorld> {
  const folder = await findFolder(idOrFolder);
  const { mtimeMs, size } = await stat(join(folder, "manifest.json")).catch(() => {
    throw damaged(folder, "manifest.json", "is missing");
  });
  const key = `${folder}|${mtimeMs}|${size}`;
  let world = loaded.get(key);
  if (world === undefined) {
    world = readWorld(folder);
    loaded.set(key, world);
    world.catch(() => loaded.delete(key));
  }
  return world;
}

/** Names of the embedded worlds, sorted. */
export async function listWorlds(): Promise<string[]> {
  const entries = await readdir(dataFolder(), { withFileTypes: true });
  const names = entries
    .filter((e) => e.isDirectory() && existsSync(join(dataFolder(), e.name, "manifest.json")))
    .map((e) => e.name);
  return names.sort();
}

async function findFolder(idOrFolder: string): Promise<string> {
  const name = idOrFolder.replace(/@\d+$/, "");
  if (/^[\w-]+$/.test(name) && (await listWorlds()).includes(name)) return join(dataFolder(), name);
  const folder = resolve(idOrFolder);
  if (existsSync(folder)) return folder;
  throw new BillpError("bad-world", `There is no world "${idOrFolder}": neither embedded nor a folder.`, {
    hint: `Embedded worlds: ${(await listWorlds()).join(", ")}. Make one from rating logs with \`billp world build\`.`,
  });
}

/** `data/` of the package: beside this folder in the sources, one level higher when this file is dist/worlds/load.js. */
function dataFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [join(here, "..", "data"), join(here, "..", "..", "data")];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new BillpError("bad-world", `The embedded worlds are missing: no data folder beside ${here}.`, {
    hint: "Install billp again.",
  });
}

async function readWorld(folder: string): Promise<LoadedWorld> {
  const { manifest, files } = await readFolder(folder);
  const itemLines = readLines(folder, files, "items.jsonl", ItemLineSchema);
  const userLines = readLines(folder, files, "users.jsonl", UserLineSchema);
  checkCounts(folder, manifest, itemLines, userLines);
  const items = itemLines.map((line, id) => ({ id, ...line }));
  const users = userLines.map((line, id) => ({ id, ...line }));
  return {
    id: `${manifest.name}@${manifest.version}`,
    noun: manifest.noun,
    items,
    users,
    rules: manifest.rules,
    rewardMax: manifest.rewardMax,
    example: manifest.example,
    popularity: countHistories(userLines, items.length),
    reward: readReward(folder, manifest, files),
    distance: readDistance(folder, manifest, files),
    manifest,
    folder,
  };
}

/** Times each item occurs in histories of train users; test users never count (paper.md 4a, leaks). */
function countHistories(users: readonly UserLine[], items: number): Uint32Array {
  const counts = new Uint32Array(items);
  for (const user of users) {
    if (user.split === "train") for (const item of user.history) counts[item] = (counts[item] as number) + 1;
  }
  return counts;
}

function readLines<T extends z.ZodType>(folder: string, files: Files, file: string, schema: T): z.output<T>[] {
  const lines = new TextDecoder().decode(bytesOf(folder, files, file)).split("\n");
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

function checkCounts(folder: string, { counts }: Manifest, items: readonly ItemLine[], users: readonly UserLine[]): void {
  const expect = (file: string, what: string, found: number, said: number): void => {
    if (found !== said) throw damaged(folder, file, `holds ${found} ${what}, the manifest says ${said}`);
  };
  expect("items.jsonl", "items", items.length, counts.items);
  expect("users.jsonl", "users", users.length, counts.users);
  expect("users.jsonl", "train users", users.filter((u) => u.split === "train").length, counts.train);
  expect("users.jsonl", "test users", users.filter((u) => u.split === "test").length, counts.test);
  const titles = new Set(items.map((item) => item.title));
  if (titles.size !== items.length) throw damaged(folder, "items.jsonl", "holds a title twice");
  users.forEach((user, index) => {
    const stray = user.history.find((item) => item >= items.length);
    if (stray !== undefined) throw damaged(folder, "users.jsonl", `line ${index + 1} names item ${stray}, which does not exist`);
  });
}

function readReward(folder: string, manifest: Manifest, files: Files): Reward {
  const { reward, counts } = manifest;
  const table = (file: string, rows: number, columns: number | null) =>
    fromNpy(bytesOf(folder, files, file), file, rows, columns);
  if (reward.kind === "matrix") return matrixReward(table(reward.file, counts.users, counts.items));
  const itemFactors = table(reward.itemFactors, counts.items, null);
  const factors = {
    mean: reward.mean,
    itemFactors,
    userFactors: table(reward.userFactors, counts.users, itemFactors.columns),
    userBias: table(reward.userBias, counts.users, 1).data,
    itemBias: table(reward.itemBias, counts.items, 1).data,
  };
  return factorReward(factors, manifest.rewardMax, manifest.rewardStep);
}

function readDistance(folder: string, { distance, counts }: Manifest, files: Files): Distance {
  const bytes = bytesOf(folder, files, distance.file);
  if (distance.kind === "matrix") return matrixDistance(fromNpy(bytes, distance.file, counts.items, counts.items));
  return vectorDistance(fromNpy(bytes, distance.file, counts.items, null));
}

function bytesOf(folder: string, files: Files, file: string): Uint8Array {
  const bytes = files[file];
  if (bytes === undefined) throw damaged(folder, file, "is missing from the manifest's files");
  return bytes;
}
