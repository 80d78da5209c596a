import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { checkWorld } from "../../experiments/evaluation/world-check.ts";
import { cleanFilms, cleanTitle, cleanYear } from "../../tools/scripts/films/clean.ts";
import { makeFilmsWorld, TARGET } from "../../tools/scripts/films/world.ts";
import { summarise } from "../../worlds/build/summary.ts";
import { type LoadedWorld, listWorlds, loadWorld } from "../../worlds/format/load.ts";
import { worldsForCallers } from "../../worlds/format/named.ts";

let films: LoadedWorld;
beforeAll(async () => {
  films = await loadWorld("films");
});

describe("films", () => {
  it("is listed, loaded once and named by version", async () => {
    expect(await listWorlds()).toContain("films");
    expect(await loadWorld("films@1")).toBe(films);
    expect(films.id).toBe("films@1");
  });

  it.each([
    ["films@2", "films@2"],
    ["films-spread@2", "films-spread@2"],
    ["films-spread", "films-spread@2"],
  ])("has %s as %s beside it", async (name, id) => {
    expect(await listWorlds()).toContain(id);
    const world = await loadWorld(name);
    expect([world.id, await worldsForCallers({ worlds: null })(name)]).toEqual([id, world]);
  });

  it("refuses a version that is not there", async () => {
    await expect(loadWorld("films@999")).rejects.toMatchObject({
      code: "bad-world",
      message: expect.stringContaining("films@1"),
    });
  });

  it("holds about 2,700 films with unique titles that are no bare numbers, plausible years and two categories", () => {
    expect(films.items.length).toBeGreaterThan(2600);
    expect(films.items.length).toBeLessThan(2800);
    expect(new Set(films.items.map((item) => item.title.toLowerCase())).size).toBe(films.items.length);
    for (const { title, year, categories, quality } of films.items) {
      expect(title).toMatch(/^\S.* \(\d{4}\)$/u);
      expect(title).not.toMatch(/^\d+$|[ÈÍËÛΩ‡‰˘]|, (The|A|An) \(/);
      expect(year).toBeGreaterThanOrEqual(1915);
      expect(year).toBeLessThanOrEqual(2011);
      expect(categories).toHaveLength(2);
      expect(quality).toBeGreaterThanOrEqual(1);
      expect(quality).toBeLessThanOrEqual(5);
    }
  });

  it("holds 300 train and 300 test users with histories of 10 to 30 different films", () => {
    const splits = films.users.map((user) => user.split);
    expect(splits.filter((split) => split === "train")).toHaveLength(300);
    expect(splits.filter((split) => split === "test")).toHaveLength(300);
    for (const { history } of films.users) {
      expect(history.length).toBeGreaterThanOrEqual(10);
      expect(history.length).toBeLessThanOrEqual(30);
      expect(new Set(history).size).toBe(history.length);
    }
  });

  it("has ratings that resemble ml-latest-small, as its manifest says", () => {
    const reached = summarise(films.users.map((user) => user.history.map((item) => films.reward(user.id, item))));
    expect(reached).toEqual(films.manifest.calibration.reached);
    TARGET.histogram.forEach((share, k) => {
      expect(Math.abs((reached.histogram[k] as number) - share)).toBeLessThan(0.075);
    });
    expect(Math.abs(reached.mean - TARGET.mean)).toBeLessThan(0.05);
    expect(Math.abs(reached.sd - TARGET.sd)).toBeLessThan(0.05);
    expect(Math.abs(reached.userMean[1] - TARGET.userMean[1])).toBeLessThan(0.05);
    expect(Math.abs(reached.userSd[0] - TARGET.userSd[0])).toBeLessThan(0.05);
    expect(Math.abs(reached.userSd[1] - TARGET.userSd[1])).toBeLessThan(0.05);
  });

  it("counts popularity from train users only", () => {
    const train = films.users.filter((user) => user.split === "train");
    const total = train.reduce((sum, user) => sum + user.history.length, 0);
    expect(Array.from(films.popularity).reduce((a, b) => a + b, 0)).toBe(total);
  });

  it("puts films of one kind nearer than films of different kinds", () => {
    const [same, other] = [[] as number[], [] as number[]];
    for (let a = 0; a < films.items.length; a += 7) {
      for (let b = a + 1; b < films.items.length; b += 61) {
        const alike = films.items[a]?.categories.join() === films.items[b]?.categories.join();
        (alike ? same : other).push(films.distance(a, b));
      }
    }
    const mean = (values: number[]) => values.reduce((x, y) => x + y, 0) / values.length;
    expect(mean(same)).toBeLessThan(mean(other) - 0.3);
  });

  it("keeps its sanity band", () => {
    expect(checkWorld(films).filter((row) => !row.ok)).toEqual([]);
  });
});

describe("tools/scripts/make-films.ts", () => {
  it("makes the committed files, byte for byte", async () => {
    const source = fileURLToPath(new URL("../../node_modules/vega-datasets/data/movies.json", import.meta.url));
    const { films: rows, dropped } = cleanFilms(JSON.parse(await readFile(source, "utf8")));
    const { files } = makeFilmsWorld(rows, dropped);
    const sums = Object.entries(files).map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]);
    expect(Object.fromEntries(sums)).toEqual(
      Object.fromEntries(Object.entries(films.manifest.files).map(([name, { sha256 }]) => [name, sha256])),
    );
    expect((await readdir(films.folder)).sort()).toEqual([...Object.keys(files), "manifest.json"].sort());
  });

  it.each([
    [1776, "1776"],
    ["King Kong (1933)", "King Kong"],
    ["Charge of the Light Brigade, The", "The Charge of the Light Brigade"],
    ["Halloween:  The Curse of Michael Myers", "Halloween: The Curse of Michael Myers"],
    ["Le Fabuleux destin d'AmÈlie Poulain", "Le Fabuleux destin d'Amélie Poulain"],
    ["DÈj‡ Vu", "Déjà Vu"],
    ["I Love You Ö Don't Touch Me!", "I Love You … Don't Touch Me!"],
    ["Alien³", "Alien³"],
    [null, null],
    ["  ", null],
  ])("cleans the title %j to %j", (title, clean) => {
    expect(cleanTitle(title)).toBe(clean);
  });

  it.each([
    ["Dec 15 2039", 1939],
    ["Jun 12 1998", 1998],
    ["Dec 31 1969", null],
    [null, null],
    ["1998", null],
  ])("reads the year of %j as %j", (date, year) => {
    expect(cleanYear(date)).toBe(year);
  });
});
