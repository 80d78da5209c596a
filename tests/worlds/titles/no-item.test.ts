/** Answers that name no item: categories and words for nothing are refused, near misses and titles like them are not. */
import { describe, expect, it } from "vitest";
import { formOf } from "../../../models/answers/answer-methods.ts";
import { fitAnswer } from "../../../models/answers/fit-answer.ts";
import { actorAnswerFor } from "../../../nodes/actor-answer.ts";
import { ActorAnswer } from "../../../prompts/actor.ts";

const CATEGORIES = ["Drama", "Science Fiction", "Film-Noir", "Sci-Fi", "Comedy", "Children's", "Драма", "Thriller/Suspense"];
const catalogue = (...titles: string[]) => ({
  noun: { one: "film", many: "films" },
  items: titles.map((title, id) => ({ id, title, year: null, categories: id === 0 ? CATEGORIES : [] })),
});
const refused = (title: string, ...titles: string[]) => {
  const answer = fitAnswer({ text: JSON.stringify({ reason: "r", title }) }, actorAnswerFor(catalogue("54 (1998)", ...titles)));
  return answer.ok ? null : answer.reason;
};

describe("an answer that names no item", () => {
  it.each([
    ...[
      "Drama",
      "drama.",
      '"Drama"',
      "A drama",
      "a good drama film",
      "Drama film",
      "Drama, Comedy",
      "Comedy/Drama",
      "Comedy and Drama",
    ],
    ...[
      "Science Fiction",
      "Sci-Fi",
      "sci fi",
      "Film-Noir",
      "film noir",
      "1. Drama",
      "Genre: Drama",
      "Thriller/Suspense",
      "Драма",
      "**Comedy**",
    ],
    ...[
      "none",
      "None.",
      "N/A",
      "n/a",
      "I don't know",
      "i don’t know.",
      "unknown",
      "null",
      "undefined",
      "the title",
      "No recommendation",
    ],
    ...["a film", "any film", "Film", "???", "...", "-", "'", "なし", "无", "нет", "لا شيء", "aucun", "keine"],
  ])("%s", (title) => expect(refused(title)).toMatch(/^title: names no film; give the title of one film/));

  it("and an empty one", () => expect(refused("  ")).toContain("must not be empty"));
});

describe("an answer that names one, or might", () => {
  it.each([
    "Goodfellas (1990)",
    "Drama Queens (2015)",
    "The Comedy Man",
    "No Country for Old Men",
    "Unknown Pleasures",
    "8½",
    "★",
    "None But the Lonely",
  ])("%s", (title) => expect(refused(title)).toBeNull());

  it.each(["Drama", "None", "???", "N/A", "Comedy (1999)", "Yes", "Film (1965)"])("%s, where a title is so", (title) => {
    expect(refused(title, title)).toBeNull();
    expect(refused(title.replace(/ \(\d+\)$/, "").toLowerCase(), title)).toBeNull();
  });
});

it("what models are told of the form is the same for every catalogue", () => {
  expect(formOf(actorAnswerFor(catalogue("Heat")))).toEqual(formOf(ActorAnswer));
});
