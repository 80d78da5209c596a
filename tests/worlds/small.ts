/** Small worlds and logs for tests of the worlds layer. */
import { rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { makeRandom } from "../../core/random.ts";
import type { Rules, World } from "../../worlds/world.ts";

export const RULES: Rules = { window: 2, beta: 1, ratingThreshold: 2, limit: 4, repeats: "leave", firstRoundSafe: false };

/** Items on a line at their ids' positions; one user who gives `rewards` and has had item 0. */
export function lineWorld(places: readonly number[], rewards: readonly number[]): World {
  return {
    id: "line@1",
    noun: { one: "thing", many: "things" },
    items: places.map((_, id) => ({ id, title: `Thing ${id}`, year: null, categories: [] })),
    users: [{ id: 0, key: "a", split: "test", history: [0] }],
    rules: RULES,
    rewardMax: 5,
    example: { history: [], liked: [], disliked: [] },
    popularity: places.map(() => 0),
    reward: (_, item) => rewards[item] as number,
    distance: (a, b) => Math.abs((places[a] as number) - (places[b] as number)),
  };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes away with the test file. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "billp-worlds-"));
  folders.push(folder);
  return folder;
}

/** Writes a random rating log of 40 users and 60 films with two kinds of taste; the same seed gives the same log. */
export async function writeLog(folder: string, seed = 1): Promise<{ ratings: string; items: string }> {
  const random = makeRandom(seed);
  const genres = ["Drama", "Comedy", "Action|Sci-Fi", "(no genres listed)"];
  const movies = Array.from({ length: 60 }, (_, i) => `${i + 1},"Film ${i + 1}, The (${1950 + i})",${genres[i % 4]}`);
  const ratings: string[] = [];
  for (let user = 1; user <= 40; user++) {
    for (let movie = 1; movie <= 60; movie++) {
      if (random.next() < 0.5) continue;
      const stars = Math.min(
        5,
        Math.max(0.5, Math.round(2 * (3 + (user % 2 === movie % 2 ? 1 : -1) + random.normal() * 0.6)) / 2),
      );
      ratings.push(`${user},${movie},${stars.toFixed(1)},${1_000_000 + random.int(1_000_000)}`);
    }
  }
  const files = { ratings: join(folder, "ratings.csv"), items: join(folder, "movies.csv") };
  await writeFile(files.items, ["movieId,title,genres", ...movies, ""].join("\n"));
  await writeFile(files.ratings, ["userId,movieId,rating,timestamp", ...ratings, ""].join("\n"));
  return files;
}
