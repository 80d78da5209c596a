/** Titles mean the items they are written as: 500 in a dozen scripts among their look-alikes, and every title of any catalogue. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneLine } from "../../../core/text.ts";
import { actorAnswerFor } from "../../../nodes/actor-answer.ts";
import { createGrounding } from "../../../worlds/grounding.ts";
import { createTitleIndex } from "../../../worlds/titles/title-index.ts";
import { lookAlikes, manyTitles, SCRIPTS } from "./many-titles.ts";

const itemsOf = (titles: readonly string[]) => titles.map((title, id) => ({ id, title, year: null, categories: ["Drama"] }));
const noun = { one: "film", many: "films" };
/** The worst embedding there is: all titles are alike. */
const embed = async (texts: readonly string[]) => texts.map(() => Float32Array.of(1));
const find = (title: string, ...titles: string[]) => createTitleIndex(itemsOf(titles)).find(title);
const meant = (title: string, ...titles: string[]) => {
  const found = find(title, ...titles);
  return found === null ? null : found.otherYear ? "other year" : found.items.map((id) => titles[id]).join(" or ");
};

describe("500 titles in 14 scripts", () => {
  const titles = manyTitles(500, 10);

  it("are of all scripts, and have look-alikes", () => {
    expect(Object.keys(SCRIPTS).length).toBeGreaterThanOrEqual(12);
    expect(new Set(titles).size).toBe(500);
    expect(titles.flatMap(lookAlikes).length / 500).toBeGreaterThan(12);
  });

  it.each(["first", "last"])(
    "each goes to itself with its look-alikes in the catalogue, the look-alikes too; itself %s",
    async (place) => {
      let [offered, elsewhere] = [0, 0];
      for (const title of titles) {
        const catalogue = place === "first" ? [title, ...lookAlikes(title)] : [...lookAlikes(title), title];
        const items = itemsOf(catalogue);
        const grounding = createGrounding({ items }, embed);
        const form = actorAnswerFor({ items, noun });
        for (const [id, written] of catalogue.entries()) {
          const answer = form.parse({ reason: "", title: written });
          const grounded = await grounding.ground(answer.title, () => true);
          offered++;
          if (grounded?.item !== id || grounded.replaced) elsewhere++;
        }
      }
      expect(offered).toBeGreaterThan(6000);
      expect(elsewhere).toBe(0);
    },
  );

  it("each goes to itself with all others and all look-alikes in one catalogue", async () => {
    const all = [...new Set(titles.flatMap((title) => [...lookAlikes(title), title]))];
    const grounding = createGrounding({ items: itemsOf(all) }, embed);
    const found = await Promise.all(all.map((title) => grounding.ground(title, () => true)));
    expect(found.filter((g, id) => g?.item !== id || g.replaced)).toEqual([]);
  });

  it("none is taken for another without a word when it is masked", async () => {
    for (const title of titles) {
      const grounding = createGrounding({ items: itemsOf([title, ...lookAlikes(title)]) }, embed);
      expect(await grounding.ground(title, (item) => item !== 0)).toEqual({ item: 1, replaced: true, because: "masked" });
    }
  });
});

describe("every title of any catalogue", () => {
  const title = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(..."aAäÄ+#.&; ,()12Ттйиеёदलिीกัมา"), minLength: 1, maxLength: 6 }),
    fc.constantFrom(
      "None",
      "Drama",
      "n/a",
      "?",
      "The",
      "A",
      "&amp;",
      "1.",
      "(1984)",
      "Film",
      "Heat, The (1995)",
      "12. Heat (1995)",
    ),
  );

  it("means itself, whatever the other titles are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(title, { minLength: 1, maxLength: 20 }), (titles) => {
        const index = createTitleIndex(itemsOf(titles));
        for (const [id, written] of titles.entries()) expect(index.find(written)).toEqual({ items: [id], otherYear: false });
      }),
      { numRuns: 2000 },
    );
  });

  it("is a usable answer, and comes through the Actor's form to an item of its own spelling", () => {
    fc.assert(
      fc.property(fc.uniqueArray(title, { minLength: 1, maxLength: 8, selector: (t) => oneLine(t, 300) }), (titles) => {
        const items = itemsOf(titles);
        const form = actorAnswerFor({ items, noun });
        for (const [id, written] of titles.entries()) {
          const answer = form.safeParse({ reason: "", title: written });
          if (answer.success) expect(createTitleIndex(items).find(answer.data.title)?.items).toContain(id);
          else expect(JSON.stringify(answer.error.issues)).toContain("must not be empty"); // control characters and blanks alone
        }
      }),
      { numRuns: 500 },
    );
  });

  it("longer than an answer may be means itself, or is said to be several", () => {
    const long = (end: string) => `${"Very ".repeat(70)}${end}`;
    expect(meant(long("long").slice(0, 300), long("long"), "Heat")).toBe(long("long"));
    expect(find(long("long").slice(0, 300), long("long"), long("short"))?.items).toEqual([0, 1]);
  });
});

describe("look-alikes of which the catalogue has one alone", () => {
  it.each([
    ["C++", "C"],
    ["C#", "C"],
    ["C", "C#"],
    ["दिल", "दल"],
    ["दल", "दिल"],
    ["की", "क"],
    ["क", "की"],
    ["รัก", "รก"],
    ["كُتب", "كتب"],
    ["סֵפֶר", "ספר"],
    ["Мои", "Мой"],
    ["Війна", "Віина"],
    ["がき", "かき"],
    ["パパ", "ハハ"],
    ["Rocky III", "Rocky II"],
    ["Alien 3", "Alien"],
    ["2.0", "20"],
    ["-1", "1"],
    ["♥", "★"],
    ["The Star", "A Star"],
  ])("%s is not %s", (written, other) => expect(meant(written, other, "Heat")).toBeNull());
});

describe("one title, written otherwise", () => {
  it.each([
    ["the matrix (1999)", "The Matrix (1999)"],
    ["Matrix, The (1999)", "The Matrix (1999)"],
    ["The Matrix (1999)", "Matrix, The (1999)"],
    ["Matrix (1999)", "The Matrix (1999)"],
    ["Matrix", "The Matrix (1999)"],
    ["The Alien (1979)", "Alien (1979)"],
    ["L'Avventura (1960)", "Avventura, L' (1960)"],
    ["Les Misérables (1995)", "Miserables, Les (1995)"],
    ["Tom &amp; Jerry", "Tom & Jerry"],
    ["Tom and Jerry", "Tom &amp;amp; Jerry"],
    ["Am&eacute;lie", "Amélie"],
    ["Schindler&#39;s List", "Schindler’s List"],
    ["12. Heat (1995)", "Heat (1995)"],
    ["3) Heat", "Heat (1995)"],
    ["- Heat (1995)", "Heat (1995)"],
    ["#7 Heat (1995)", "Heat (1995)"],
    ['"Heat" (1995)', "Heat (1995)"],
    ["“Heat (1995)”", "Heat (1995)"],
    ["**Heat (1995)**", "Heat (1995)"],
    ["《英雄》", "英雄"],
    ["Title: Heat (1995)", "Heat (1995)"],
    ["Heat (1995): Crime, Drama", "Heat (1995)"],
    ["Heat (1995) - a masterpiece", "Heat (1995)"],
    ["Ａｌｉｅｎ³", "Alien3"],
    ["Amelie", "Amélie"],
    ["Зоя и елка", "Зоя и ёлка"],
    ["СТРАСТИ", "Стра́сти"],
    ["ΟΔΟΣ", "Οδός"],
    ["STRASSE", "Straße"],
    ["می خواهم", "می خواهم"],
    ["Face-Off", "Face/Off"],
    ["Amélie".normalize("NFD"), "Amélie"],
  ])("%s is %s", (written, title) => expect(meant(written, title, "Something Else (2001)")).toBe(title));
});

describe("what could be several", () => {
  it("is the one that is written so most narrowly", () => {
    expect(meant("C++", "C", "C++", "C#")).toBe("C++");
    expect(meant("c++", "C", "C++", "C#")).toBe("C++");
    expect(meant("amélie", "Amelie", "Amélie")).toBe("Amélie");
    expect(meant("HEAT", "Heat (1995)", "Heat")).toBe("Heat");
    expect(meant("12. Heat", "Heat", "12. Heat")).toBe("12. Heat");
    expect(meant("The Star", "A Star", "The Star (1970)", "Star")).toBe("The Star (1970)");
  });

  it("is said to be several, and never silently one of them", async () => {
    expect(meant("The Fly", "The Fly (1958)", "The Fly (1986)")).toBe("The Fly (1958) or The Fly (1986)");
    expect(meant("what", "What?", "What!")).toBe("What? or What!");
    const grounding = createGrounding({ items: itemsOf(["The Fly (1958)", "The Fly (1986)"]) }, embed);
    expect(await grounding.ground("The Fly", () => true)).toEqual({ item: 0, replaced: true, because: "ambiguous" });
  });

  it("keeps to the year that is written: another year is another film", async () => {
    expect(meant("The Fly (1986)", "The Fly (1958)", "The Fly (1986)")).toBe("The Fly (1986)");
    expect(meant("The Fly (1972)", "The Fly (1958)", "The Fly (1986)")).toBe("other year");
    expect(createTitleIndex([{ id: 0, title: "Heat", year: 1995 }]).find("Heat (1986)")?.otherYear).toBe(true);
    expect(createTitleIndex([{ id: 0, title: "Heat", year: 1995 }]).find("Heat (1995)")?.otherYear).toBe(false);
    const grounding = createGrounding({ items: itemsOf(["Heat (1995)", "The Fly (1958)"]) }, embed);
    expect(await grounding.ground("The Fly (1972)", () => true)).toEqual({ item: 1, replaced: true, because: "other-year" });
  });
});
