import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BillpError } from "../../core/errors.ts";
import { buildWorld } from "../../worlds/build/build.ts";
import { readMovies, readRatings } from "../../worlds/build/log.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { tempFolder, writeLog } from "./small.ts";

async function fileOf(text: string | Uint8Array): Promise<string> {
  const file = join(await tempFolder(), "log.csv");
  await writeFile(file, text);
  return file;
}

describe("buildWorld", () => {
  it("gives the same bytes for the same log, wherever it lies, and other bytes for another seed", async () => {
    const contents: Record<string, string>[] = [];
    for (const seed of [1, 1, 2]) {
      const place = await tempFolder();
      const out = join(place, "w");
      await buildWorld({ ...(await writeLog(place)), out, factors: 4, seed });
      const names = (await readdir(out)).sort();
      contents.push(
        Object.fromEntries(await Promise.all(names.map(async (n) => [n, (await readFile(join(out, n))).toString("hex")]))),
      );
    }
    expect(contents[0]).toEqual(contents[1]);
    expect(contents[0]).not.toEqual(contents[2]);
  });

  it("loses nothing silently: every dropped row is counted with its reason", async () => {
    const place = await tempFolder();
    const files = await writeLog(place);
    const extra = "1,999,4.0,5\n1,999,3.0,6\n777,1,4.0,5\n";
    await writeFile(files.ratings, (await readFile(files.ratings, "utf8")) + extra);
    const report = await buildWorld({ ...files, out: join(place, "w"), factors: 4 });
    expect(report.dropped).toMatchObject({
      "ratings of a movieId that the items file lacks": 2,
      "users with fewer than 20 ratings": 1,
    });
  });

  it("splits users, holds one out, and shows the world's own kind of titles", async () => {
    const place = await tempFolder();
    const stages = new Set<string>();
    const report = await buildWorld({ ...(await writeLog(place)), out: join(place, "w"), factors: 4, testUsers: 10 }, (stage) =>
      stages.add(stage),
    );
    const world = await loadWorld(join(place, "w"));
    expect(report.counts).toMatchObject({ users: 39, train: 29, test: 10 });
    expect(new Set(world.users.map((user) => user.key)).size).toBe(39);
    expect(world.items[0]?.title).toBe("The Film 1 (1950)");
    expect(world.items[3]?.categories).toEqual([]);
    expect(world.example.liked).toHaveLength(3);
    expect([...stages]).toEqual(["reading", "hold-out fit", "fit"]);
    expect(report.holdOut.factors).toBeLessThan(report.holdOut.globalMean);
  });

  it("refuses what it cannot use with a field or a file", async () => {
    const place = await tempFolder();
    const files = await writeLog(place);
    await expect(buildWorld({ ...files, out: join(place, "w"), factors: 0 })).rejects.toThrow(/factors/);
    await expect(buildWorld({ ...files, out: join(place, "w"), minRatings: 5000 })).rejects.toThrow(/0 users/);
    await expect(buildWorld({ ...files, ratings: join(place, "none.csv"), out: join(place, "w") })).rejects.toThrow(/none.csv/);
  });
});

describe("reading logs", () => {
  it("tolerates a byte order mark, CRLF, blank lines, quotes and another order of columns", async () => {
    const text =
      '\uFEFFtitle,movieId,genres\r\n\r\n"Matrix, The (1999)",7,Action|Sci-Fi\r\n"Say ""Hi""",8,(no genres listed)\r\n';
    expect(await readMovies(await fileOf(text))).toEqual([
      { key: "7", title: "The Matrix (1999)", year: 1999, categories: ["Action", "Sci-Fi"] },
      { key: "8", title: 'Say "Hi"', year: null, categories: [] },
    ]);
  });

  it.each([
    ["1,2,x,5", /line 2: rating is "x"/],
    ["1,2,6,5", /line 2: rating/],
    ["1,2,,5", /line 2: rating/],
    ["1,2,3,", /line 2: timestamp/],
    ["1,,3,5", /line 2: movieId is empty/],
    ["1,2,3", /line 2: has 3 fields/],
    ["1,2,3,4\n1,2,3,4,5", /line 3: has 5 fields/],
  ])("names file, line and column of the bad row %j", async (row, message) => {
    await expect(readRatings(await fileOf(`userId,movieId,rating,timestamp\n${row}\n`))).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it("reads back every log that is written as CSV (round trip)", async () => {
    const rating = fc.record({
      user: fc.stringMatching(/^[A-Za-z0-9]{1,8}$/),
      movie: fc.stringMatching(/^[A-Za-z0-9,"]{1,8}$/),
      stars: fc.integer({ min: 1, max: 10 }).map((n) => n / 2),
      time: fc.integer({ min: 0, max: 2_000_000_000 }),
    });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(rating), fc.constantFrom("\n", "\r\n"), async (ratings, end) => {
        const lines = ratings.map((r) => [quote(r.user), quote(r.movie), r.stars, r.time].join(","));
        expect(await readRatings(await fileOf(["userId,movieId,rating,timestamp", ...lines, ""].join(end)))).toEqual(ratings);
      }),
      { numRuns: 100 },
    );
  });

  it("answers junk with a BillpError or rows, never with another failure", async () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ unit: "binary", maxLength: 200 }).map((s) => `userId,movieId,rating,timestamp\n${s}`),
      fc.string({ unit: "binary", maxLength: 200 }).map((s) => `movieId,title,genres\n1,"${s}`),
    );
    await fc.assert(
      fc.asyncProperty(
        junk,
        fc.constantFrom(readMovies, readRatings),
        async (content, read: (file: string) => Promise<unknown>) => {
          const result = await read(await fileOf(content)).catch((error: unknown) => error);
          expect(Array.isArray(result) || result instanceof BillpError).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
