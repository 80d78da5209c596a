/** Text of logs: what is not of its encoding is refused with its line, other encodings are read when they are named, cut files are told of. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildWorld } from "../../../worlds/build/build.ts";
import type { LogOptions } from "../../../worlds/build/csv.ts";
import { readMovies, readRatings } from "../../../worlds/build/log.ts";
import { encodingOf } from "../../../worlds/build/text.ts";
import { tempFolder, writeLog } from "../small.ts";

async function fileOf(bytes: Uint8Array | string, name = "movies.csv"): Promise<string> {
  const file = join(await tempFolder(), name);
  await writeFile(file, bytes);
  return file;
}
const movies = (...titles: string[]) => ["movieId,title,genres", ...titles.map((t, k) => `${k + 1},${t},Drama`), ""].join("\n");
const latin = (text: string) => Buffer.from(text, "latin1");
const wide = (text: string, big = false) => {
  const bytes = Buffer.from(text, "utf16le");
  return big ? bytes.swap16() : bytes;
};

async function read(bytes: Uint8Array | string, options: LogOptions = {}) {
  const remarks: string[] = [];
  const found = await readMovies(await fileOf(bytes), { ...options, remark: (sentence) => remarks.push(sentence) });
  return { titles: found.map((movie) => movie.title), remarks };
}

describe("text that is not UTF-8", () => {
  it("is refused with its file and line, and what to do, wherever it stands", async () => {
    for (const at of [1, 2, 400, 9000]) {
      const lines = Array.from({ length: 10_000 }, (_, k) => (k + 1 === at ? "Am\u00e9lie" : `Film ${k}`));
      await expect(read(latin(movies(...lines)))).rejects.toMatchObject({
        code: "bad-input",
        message: expect.stringMatching(new RegExp(`movies.csv, line ${at + 1}: holds bytes that are no utf-8 text`)),
        hint: expect.stringContaining("--encoding"),
      });
    }
  });

  it.each([
    ["latin1", latin(movies("Am\u00e9lie", "\u00dcber"))],
    ["iso-8859-1", latin(movies("Am\u00e9lie", "\u00dcber"))],
    ["windows-1252", latin(movies("Am\u00e9lie", "\u00dcber"))],
    ["utf-16le", wide(movies("Am\u00e9lie", "\u00dcber"))],
    ["utf-16le", wide(`\ufeff${movies("Am\u00e9lie", "\u00dcber")}`)],
    ["utf-16be", wide(`\ufeff${movies("Am\u00e9lie", "\u00dcber")}`, true)],
    ["utf-8", Buffer.from(`\ufeff${movies("Am\u00e9lie", "\u00dcber")}`)],
  ])("is read as %s when that is named", async (encoding, bytes) => {
    expect((await read(bytes, { encoding })).titles).toEqual(["Am\u00e9lie", "\u00dcber"]);
  });

  it("in windows-1252 has quotation marks and the euro; five bytes mean nothing there", async () => {
    const bytes = Buffer.concat([latin("movieId,title,genres\n1,Ocean"), Buffer.of(0x92, 0x73, 0x20, 0x80), latin(",Drama\n")]);
    expect((await read(bytes, { encoding: "windows-1252" })).titles).toEqual(["Ocean’s €"]);
    const undefinedByte = Buffer.concat([latin("movieId,title,genres\n1,A"), Buffer.of(0x81), latin(",Drama\n")]);
    await expect(read(undefinedByte, { encoding: "latin1" })).rejects.toThrow(/line 2/);
  });

  it("other scripts: shift_jis, koi8-r, gbk", async () => {
    const jis = Buffer.concat([latin("movieId,title,genres\n1,"), Buffer.of(0x89, 0x70, 0x97, 0x59), latin(",Drama\n")]);
    expect((await read(jis, { encoding: "shift_jis" })).titles).toEqual(["英雄"]);
    const koi = Buffer.concat([latin("movieId,title,genres\n1,"), Buffer.of(0xed, 0xcf, 0xca), latin(",Drama\n")]);
    expect((await read(koi, { encoding: "koi8-r" })).titles).toEqual(["Мой"]);
  });

  it("UTF-16 and packed files are called what they are; half a UTF-16 letter is refused with its line", async () => {
    await expect(read(wide(`\ufeff${movies("Heat")}`))).rejects.toMatchObject({ hint: expect.stringContaining("utf-16le") });
    await expect(read(wide(`\ufeff${movies("Heat")}`, true))).rejects.toMatchObject({
      hint: expect.stringContaining("utf-16be"),
    });
    await expect(read(Buffer.of(0x1f, 0x8b, 8, 0))).rejects.toThrow(/is packed/);
    await expect(read(wide(movies("A", "B \ud83d", "C")), { encoding: "utf-16le" })).rejects.toThrow(/line 3/);
  });

  it("and UTF-8 read as latin1 is told of, letters that were lost before as well", async () => {
    expect((await read(movies("Am\u00e9lie"), { encoding: "latin1" })).remarks).toEqual([
      expect.stringContaining("is valid UTF-8"),
    ]);
    expect((await read(movies("Am\ufffdlie"))).remarks).toEqual([expect.stringContaining("1 rows with U+FFFD")]);
    expect((await read(movies("Heat"), { encoding: "latin1" })).remarks).toEqual([]);
  });

  it("any bytes are the text they are, or refused: no letter is replaced", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const file = await fileOf(Buffer.concat([Buffer.from('movieId,title,genres\n1,"'), bytes, Buffer.from('",Drama\n')]));
        const found = await readMovies(file).catch(() => null);
        if (found !== null && !Buffer.from(bytes).includes(Buffer.from("\ufffd")))
          expect(JSON.stringify(found)).not.toContain("\ufffd");
      }),
      { numRuns: 300 },
    );
  });

  it("an encoding nobody knows is refused with the field", async () => {
    expect(encodingOf("klingon")).toBeNull();
    const place = await tempFolder();
    const build = buildWorld({ ...(await writeLog(place)), out: join(place, "w"), encoding: "klingon" });
    await expect(build).rejects.toThrow(/encoding: expected an encoding/);
  });
});

describe("a log that was cut off", () => {
  const ratings = (end: string) => `userId,movieId,rating,timestamp\n1,2,4.0,964702363\n1,3,4.0,${end}`;
  const refused = async (text: string) => expect(readRatings(await fileOf(text, "ratings.csv"))).rejects;

  it("in mid-line is refused with that line, in words", async () => {
    await (await refused("userId,movieId,rating,timestamp\n1,2,4.0,964702363\n1,3")).toThrow(
      /ratings.csv, line 3: is cut off in mid-line: it has 2 of 4 fields/,
    );
    await (await refused('userId,movieId,rating,timestamp\n1,"2')).toThrow(
      /line \d: has a quotation mark that is never closed \(the file is cut off/,
    );
  });

  it("within its last field is told of: no line break ends it", async () => {
    const remarks: string[] = [];
    await readRatings(await fileOf(ratings("9647"), "ratings.csv"), { remark: (sentence) => remarks.push(sentence) });
    expect(remarks).toEqual([expect.stringMatching(/does not end with a line break.*"1,3,4.0,9647"/)]);
    await readRatings(await fileOf(ratings("964702364\n"), "ratings.csv"), { remark: (sentence) => remarks.push(sentence) });
    expect(remarks).toHaveLength(1);
  });
});
