/** Titles of a live person's history: read as grounding reads them, and never taken for one of several. */
import { expect, it } from "vitest";
import { findTitles } from "../../nodes/live-person.ts";

const TITLES = ["The Fly (1958)", "The Fly (1986)", "C++", "C", "Heat (1995)"];
const items = TITLES.map((title, id) => ({ id, title, year: null, categories: [] }));

it("finds what is meant, in order and each once, and names what is not there or could be several", () => {
  expect(findTitles({ items }, ["heat", "C", "C#", "The Fly", "Fly, The (1986)", "Heat (1995)", "Heat (1986)"])).toEqual({
    items: [4, 3, 1],
    unknown: ["C#", "The Fly", "Heat (1986)"],
  });
});
