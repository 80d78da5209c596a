/** Signal of a log: what teaches nothing is refused, what teaches less than it seems is said, and asking for more users than there are as well. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeRandom } from "../../../core/random.ts";
import { buildWorld } from "../../../worlds/build/build.ts";
import type { BuildInput } from "../../../worlds/build/options.ts";
import { checkFit } from "../../../worlds/build/signal.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { tempFolder, writeLog } from "../small.ts";

/** Builds from the small log with every row of the ratings changed. */
async function build(change: (row: string[], k: number) => string[], options: Partial<BuildInput> = {}) {
  const place = await tempFolder();
  const files = await writeLog(place);
  const [header, ...rows] = (await readFile(files.ratings, "utf8")).trim().split("\n");
  const changed = rows.map((row, k) => change(row.split(","), k).join(","));
  await writeFile(files.ratings, `${[header, ...changed].join("\n")}\n`);
  const out = join(place, "w");
  return { out, report: await buildWorld({ ...files, out, factors: 4, ...options }) };
}
const same = (row: string[]) => row;

describe("a log without signal", () => {
  it("in its ratings is refused, and says what to do", async () => {
    await expect(build(([u, m, , t]) => [`${u}`, `${m}`, "1", `${t}`])).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/ratings.csv has no signal: all \d+ ratings are 1/),
      hint: expect.stringContaining("differ"),
    });
  });

  it("whose ratings are noise is refused: factors err as much as the mean", async () => {
    const random = makeRandom(3);
    const noise = build(([u, m, , t]) => [`${u}`, `${m}`, `${1 + random.int(5)}`, `${t}`], { factors: 64 });
    await expect(noise).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(
        /teaches nothing of taste: on ratings held out the fit errs by [\d.]+ stars, the mean of all ratings by [\d.]+/,
      ),
      hint: expect.stringContaining("--min-ratings"),
    });
    const said: string[] = [];
    checkFit("r.csv", { ratings: 9, globalMean: 1, biases: 0.8, factors: 0.9 }, (sentence) => said.push(sentence));
    expect(said).toEqual([expect.stringContaining("add nothing to the biases")]);
    expect(() => checkFit("r.csv", { ratings: 9, globalMean: 1, biases: 0.8, factors: Number.NaN }, () => {})).toThrow(
      /teaches nothing/,
    );
  });

  it("in its times is said, in the report and in the world", async () => {
    const { out, report } = await build(([u, m, s]) => [`${u}`, `${m}`, `${s}`, "5"]);
    expect(report.remarks).toEqual([expect.stringMatching(/^All timestamps of .* are 5/)]);
    expect((await loadWorld(out)).manifest.calibration.remarks).toEqual([
      expect.stringMatching(/^All timestamps of the rating log are 5/),
    ]);
    const half = await build(([u, m, s, t]) => [`${u}`, `${m}`, `${s}`, Number(u) % 2 === 0 ? `${Number(u)}` : `${t}`]);
    expect(half.report.remarks).toEqual([expect.stringMatching(/^20 of 40 users have all their ratings at one time/)]);
    const fine = await build(same);
    expect(fine.report.remarks).toEqual([]);
    expect((await loadWorld(fine.out)).manifest.calibration).not.toHaveProperty("remarks");
  });
});

it("fewer users than asked for in the test is refused with the most there can be", async () => {
  await expect(build(same, { testUsers: 39 })).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(/has 40 users .* too few for 39 test users/),
    hint: expect.stringContaining("--test-users 38"),
  });
  expect((await build(same, { testUsers: 38 })).report.counts).toMatchObject({ train: 1, test: 38 });
});
