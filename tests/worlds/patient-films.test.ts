/** `films@2` and `films-spread@2`: one catalogue and one draw of tastes, two speeds; figures beside those of the design (docs/worlds.md). */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { mean, pearson } from "../../core/math.ts";
import { playPolicy } from "../../methods/play-policy.ts";
import { cleanFilms, type Film } from "../../tools/scripts/films/clean.ts";
import { featuresOf, SHARES } from "../../tools/scripts/films/features.ts";
import { franchisesOf, stemOf } from "../../tools/scripts/films/franchises.ts";
import { makePatientFilms, PATIENT_FILMS } from "../../tools/scripts/films/patience-world.ts";
import { drawPatience } from "../../tools/scripts/films/speeds.ts";
import { sealed } from "../../worlds/format/folder.ts";
import { type LoadedWorld, loadWorld } from "../../worlds/format/load.ts";
import { PatienceSchema } from "../../worlds/user-models/patience-parameters.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";

const SOURCE = fileURLToPath(new URL("../../node_modules/vega-datasets/data/movies.json", import.meta.url));
const present = existsSync(SOURCE);

let two: LoadedWorld;
let spread: LoadedWorld;
let films: Film[];
let dropped: Record<string, number>;
beforeAll(async () => {
  [two, spread] = await Promise.all([loadWorld("films@2"), loadWorld("films-spread@2")]);
  if (present) ({ films, dropped } = cleanFilms(JSON.parse(await readFile(SOURCE, "utf8"))));
});

/** What every user would rate a film, unbored. */
const columns = new Map<number, number[]>();
function column(item: number): number[] {
  const known = columns.get(item) ?? two.users.map((user) => two.reward(user.id, item));
  columns.set(item, known);
  return known;
}
const likeness = (pairs: readonly (readonly [number, number])[]) =>
  mean(pairs.map(([a, b]) => pearson(column(a), column(b)) as number)) as number;

describe("films@2 and films-spread@2", () => {
  it("share catalogue, tastes and histories; the films are those of films@1", async () => {
    const { files } = two.manifest;
    expect(spread.manifest.files).toEqual(files);
    expect(files["items.jsonl"]).toEqual((await loadWorld("films")).manifest.files["items.jsonl"]);
    expect([two.userModel, spread.userModel, two.users.length]).toEqual(["patience", "patience", 600]);
  });

  it("have rated histories of 25 to 45 different films, in half stars, near the true ratings", () => {
    const off: number[] = [];
    for (const { id, history, ratings = [] } of two.users) {
      expect(history.length).toBeGreaterThanOrEqual(25);
      expect(history.length).toBeLessThanOrEqual(45);
      expect([new Set(history).size, ratings.length]).toEqual([history.length, history.length]);
      ratings.forEach((rating, k) => {
        expect([rating >= 0.5, rating <= 5, (2 * rating) % 1]).toEqual([true, true, 0]);
        off.push((rating - two.reward(id, history[k] as number)) ** 2);
      });
    }
    const lengths = two.users.map((user) => user.history.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([25, 45]);
    expect(Math.abs((mean(lengths) as number) - 35)).toBeLessThan(1);
    // Noise .4, and rounding to half stars (.5/√12); the bound of 5 stars takes a little away.
    expect(Math.abs(Math.sqrt(mean(off) as number) - 0.42)).toBeLessThan(0.03);
  });

  it("have the variances of the design: user .185, film .17 to .24, taste .49", () => {
    const items = two.items.map((item) => mean(column(item.id)) as number);
    const all = mean(items) as number;
    const square = (value: number) => (value - all) ** 2;
    const total = mean(two.items.map((item) => mean(column(item.id).map(square)) as number)) as number;
    const user = mean(
      two.users.map(({ id }) => square(mean(two.items.map((item) => two.reward(id, item.id))) as number)),
    ) as number;
    const item = mean(items.map(square)) as number;
    const taste = total - user - item;
    expect(Math.abs(user - 0.185)).toBeLessThan(0.02);
    expect(Math.abs(item - 0.205)).toBeLessThan(0.035);
    expect(Math.abs(taste - 0.49)).toBeLessThan(0.04);
    expect(taste / total).toBeGreaterThan(0.5);
  });

  it.skipIf(!present)("carry taste in director and franchise: films of one correlate, others of the genre less", () => {
    const franchises = franchisesOf(films);
    const [director, franchise, control]: [number, number][][] = [[], [], []];
    let n = 0;
    for (let a = 0; a < films.length; a++) {
      const film = films[a] as Film;
      for (let b = a + 1; b < films.length; b++) {
        const other = films[b] as Film;
        if (film.director !== null && film.director === other.director && film.genre === other.genre) director?.push([a, b]);
        else if (franchises[a] !== null && franchises[a] === franchises[b]) franchise?.push([a, b]);
        else if (film.genre === other.genre && n++ % 400 === 0) control?.push([a, b]);
      }
    }
    const [same, part, others] = [likeness(director ?? []), likeness(franchise ?? []), likeness(control ?? [])];
    // The design has .735 and .515 from another draw of tastes; draws differ by a few hundredths.
    expect(Math.abs(same - 0.735)).toBeLessThan(0.05);
    expect(Math.abs(others - 0.515)).toBeLessThan(0.05);
    expect(same - others).toBeGreaterThan(0.15);
    expect(part - others).toBeGreaterThan(0.1);
  });

  it.skipIf(!present)("have near genres near: those of one character are liked by the same people", () => {
    const [genre] = featuresOf(films, PATIENT_FILMS.seed);
    const of = (name: string) => genre?.rows[films.findIndex((film) => film.genre === name)] as number[];
    const near = (a: string, b: string) => of(a).reduce((sum, x, k) => sum + x * (of(b)[k] as number), 0);
    expect(near("Action", "Adventure")).toBeGreaterThan(near("Action", "Romantic Comedy") + 0.5);
    expect(near("Comedy", "Romantic Comedy")).toBeGreaterThan(near("Comedy", "Horror") + 0.5);
    expect(Object.values(SHARES).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("tire as their draw says: half of the kinds at once or hardly, or each at a speed of its own", () => {
    const [a, b] = [two, spread].map((world) => PatienceSchema.parse(world.userParameters));
    expect(a).toMatchObject({ shape: 8, perRound: 1 / 33, boredomCost: 0.14, shortfallCost: 0.17, boredomDrop: 0.5 });
    expect(b).toMatchObject({ ...a, boredomDrop: 0.2, categories: b?.categories });
    const fast = a?.categories.filter((kind) => kind.tires === 2.5) ?? [];
    expect([a?.categories.length, fast.length]).toEqual([20, 10]);
    expect(a?.categories.every((kind) => [2.5, 0.05].includes(kind.tires) && kind.keeps === 0.85)).toBe(true);
    expect(mean(b?.categories.map((kind) => kind.tires) ?? [])).toBeCloseTo(1, 2);
    expect(b?.categories.every((kind) => kind.keeps >= 0.6 && kind.keeps <= 0.95)).toBe(true);
    for (const world of [two, spread])
      for (const { name, weight } of PatienceSchema.parse(world.userParameters).categories)
        expect(weight).toBe(two.items.some((item) => item.categories[0] === name) ? 0.7 : 0.3);
  });

  it("draws other kinds from another seed, and the same ones from the same", () => {
    const draw = (seed: number) => drawPatience(["a", "b", "c", "d", "e"], ["f", "g", "h"], "two", seed);
    expect(draw(1)).toEqual(draw(1));
    const fast = (seed: number) =>
      draw(seed)
        .categories.map((kind) => (kind.tires > 1 ? kind.name : ""))
        .join("");
    expect(new Set([1, 2, 3, 4, 5, 6].map(fast)).size).toBeGreaterThan(2);
    expect([1, 2, 3].map((seed) => fast(seed).length)).toEqual([4, 4, 4]);
  });

  // Over 12 draws of the kinds that tire, random's mean return had a standard deviation of 3.6 in `two` and of 2.0 in `spread`.
  it.each([
    ["films@2", 12.1, 2.5],
    ["films-spread@2", 16.5, 2],
  ])("end the stays of random in %s after 3 to 8 rounds, with a return near %f", async (name, expected, within) => {
    const world = await loadWorld(name);
    const simulator = createSimulator(world);
    const played = world.users
      .filter((user) => user.split === "test")
      .flatMap((user) => [1, 2, 3].map((seed) => playPolicy(world, simulator, "random", user.id, seed)));
    const len = mean(played.map(({ rewards, end }) => rewards.length - (end.kind === "quit" ? 1 : 0))) as number;
    const total = mean(played.map(({ rewards }) => rewards.reduce((sum, r) => sum + r, 0))) as number;
    expect(played).toHaveLength(900);
    expect([len > 3, len < 8]).toEqual([true, true]);
    expect(Math.abs(total - expected)).toBeLessThan(within);
  });
});

describe("tools/scripts/films/patience-world.ts", () => {
  it.skipIf(!present)("makes the committed folders, byte for byte", async () => {
    const { drafts, files } = makePatientFilms(films, dropped);
    for (const world of [two, spread]) {
      const { manifest, text } = sealed(drafts[world.manifest.name] as never, files);
      expect(await readFile(`${world.folder}/manifest.json`, "utf8")).toBe(text);
      for (const [name, bytes] of Object.entries(files))
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(manifest.files[name]?.sha256);
      expect((await readdir(world.folder)).sort()).toEqual([...Object.keys(files), "manifest.json"].sort());
    }
  });

  it.each([
    ["Alien (1979)", "alien"],
    ["Alien: Resurrection (1997)", "alien"],
    ["The Godfather: Part II (1974)", "godfather"],
    ["Toy Story 3 (2010)", "toy story"],
    ["Harry Potter and the Goblet of Fire (2005)", "harry potter"],
    ["300 (2007)", ""],
  ])("takes %s to be of %j", (title, stem) => {
    expect(stemOf(title)).toBe(stem);
  });

  it("needs two films of a beginning, of three letters at least, for a franchise", () => {
    const titles = ["Saw (2004)", "Saw II (2005)", "Up (2009)", "Up 2 (2012)", "Heat (1995)"].map((title) => ({ title }));
    expect(franchisesOf(titles)).toEqual(["saw", "saw", null, null, null]);
  });
});
