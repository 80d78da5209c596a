/** Categories as logs write them: bars, commas, semicolons and lists give the same names, and how they were read is said. */
import { describe, expect, it } from "vitest";
import { readGenres } from "../../../worlds/build/genres.ts";

describe("categories", () => {
  it.each([
    ["bars", ["Drama|Crime", "Drama", "(no genres listed)"]],
    ["commas", ["Drama, Crime", "Drama", ""]],
    ["commas without blanks", ["Drama,Crime", "Drama", "None"]],
    ["semicolons", ["Drama; Crime", "Drama", "N/A"]],
    ["a JSON list", ['["Drama", "Crime"]', '["Drama"]', "[]"]],
    ["a Python list", ["['Drama', 'Crime']", "['Drama']", "[]"]],
    ["a list of objects", ['[{"id": 18, "name": "Drama"}, {"id": 80, "name": "Crime"}]', '[{"id": 18, "name": "Drama"}]', "[]"]],
    [
      "a Python list of objects",
      ["[{'id': 18, 'name': 'Drama'}, {'id': 80, 'name': 'Crime'}]", "[{'id': 18, 'name': 'Drama'}]", "[]"],
    ],
    ["a bare list", ["[Drama, Crime]", "[Drama]", "[]"]],
  ])("in %s", (_, texts) => {
    expect(readGenres(texts).rows).toEqual([["Drama", "Crime"], ["Drama"], []]);
  });

  it("of bars alone go without a word; all else is said", () => {
    expect(readGenres(["Drama|Crime", "Drama"]).remarks).toEqual([]);
    expect(readGenres(["Drama, Crime"]).remarks).toEqual([expect.stringMatching(/split at commas, as in "Drama, Crime"/)]);
    expect(readGenres(["Drama;Crime"]).remarks).toEqual([expect.stringContaining("split at semicolons")]);
    expect(readGenres(['["Drama"]', "Crime"]).remarks).toEqual([expect.stringContaining("from lists")]);
  });

  it("keep commas that are part of a name where bars separate, and that is said", () => {
    const { rows, remarks } = readGenres(["Drama|Sword, Sandal", "Crime"]);
    expect(rows[0]).toEqual(["Drama", "Sword, Sandal"]);
    expect(remarks).toEqual([expect.stringMatching(/1 categories hold a comma.*"Sword, Sandal"/)]);
  });

  it("with quotation marks and apostrophes in lists", () => {
    expect(readGenres([`['Children\\'s', "Film's"]`]).rows[0]).toEqual(["Children's", "Film's"]);
    expect(readGenres(["[not a list", "Drama|x]"]).rows).toEqual([["[not a list"], ["Drama", "x]"]]);
  });
});
