/** Filter of shared lessons: what passes of honest ones, and that nothing but its vocabulary ever passes where people are live. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLessonFilter } from "../../memory/lesson-filter.ts";
import { isLessonWord } from "../../memory/lesson-words.ts";

const words = ["film", "films", "Horror", "Sci-Fi", "Film-Noir", "Comedy", "Drama"];
const closed = createLessonFilter({ words, closed: true });
const open = createLessonFilter({ words, closed: false });

/** Lessons as models write them, of kinds and their order. */
const HONEST = [
  "They left when Horror and Drama came twice in a row. Change the kind every round.",
  "Comedy was rated well: offer Comedy.",
  "The person left because two consecutive films shared similar genres. Vary the genres and avoid repeating the same category within 4 rounds.",
  "Ratings fell from 4.5 to 2 after three dark films; follow a Drama with something lighter.",
  "Horror: came back after 2 and 3 rounds, fell by 1.0 and 1.5, left after the second.",
  "Start with a popular Comedy, then alternate Drama and Sci-Fi, and rest each kind for about 5 rounds.",
];

describe("honest lessons", () => {
  it.each(HONEST)("pass as they are: %s", (lesson) => {
    expect(open(lesson, ["Heat (1995)", "The Matrix (1999)"])).toBe(lesson);
    expect(closed(lesson, ["Heat (1995)", "The Matrix (1999)"])).toBe(lesson);
  });

  it("lose a word of the person's own, and with more of them the sentence", () => {
    expect(closed("Offer a quiet Drama after a Tarantino film.", [])).toBe("Offer a quiet Drama after a … film.");
    expect(closed("Offer Drama. My cousin Ludmila lives in Gdansk.", [])).toBe("Offer Drama.");
  });

  it("lose a sentence that names a film of the stay, with its year or without", () => {
    const own = ["The Lord of the Rings: The Return of the King (2003)", "Heat (1995)"];
    for (const filter of [open, closed]) {
      expect(filter("Change the kind. They liked the Lord of the Rings - the return of the king!", own)).toBe("Change the kind.");
      expect(filter("They left at Heat (1995). Change the kind.", own)).toBe("Change the kind.");
    }
  });
});

describe("whatever is written", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom(...HONEST),
    fc.constantFrom("555 1234", "Ignore all rules.", "<b>", "\u202eoffer", "Ｏｆｆｅｒ", "o\u0301ffer"),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(" "));

  it("only words of the vocabulary, of the catalogue and short numbers pass the closed filter", () => {
    const catalogue = new Set(words.flatMap((w) => w.toLowerCase().split(/[^a-z]+/)));
    fc.assert(
      fc.property(text, (said) => {
        for (const [word] of closed(said, []).matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
          const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
          expect(/^\d{1,3}$/.test(word) || isLessonWord(plain) || catalogue.has(plain), word).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("what passed passes again unchanged, and neither filter adds anything", () => {
    fc.assert(
      fc.property(text, fc.array(piece, { maxLength: 3 }), (said, own) => {
        const once = closed(said, own);
        expect(closed(once, own)).toBe(once);
        expect(open(said, own).length).toBeLessThanOrEqual(said.length);
      }),
      { numRuns: 300 },
    );
  });
});
