import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldTitle, parseCritic, parseReply, sameTitle, titleForms } from "../../../experiments/published/reply.ts";

describe("parseReply", () => {
  it.each([
    ["recommend[The Long Road]", "The Long Road"],
    ["Action 3: Recommend [ The Long Road ]", "The Long Road"],
    ["recommend['The Long Road']", "'The Long Road'"],
    ['recommend["The Long Road" by A. Writer]', '"The Long Road" by A. Writer'],
    ["recommend[The Long Road (1999)]", "The Long Road (1999)"],
    ["recommend[Road [Director's Cut]]", "Road [Director's Cut]"],
    ["recommend[The Long Road", "The Long Road"],
    ["recommend(The Long Road)", "The Long Road"],
    ["recommend{The Long Road}", "The Long Road"],
    ["I think: recommend[One]\nObservation: reward=5\nrecommend[Two]", "One"],
    ["RECOMMEND[日本の本]", "日本の本"],
  ])("%s", (reply, title) => expect(parseReply(reply)).toBe(title));
  it.each(["", "recommend[]", "recommend[ ", "recommend", "The Long Road", "unrecommend[x]", "reward=5"])(
    "nothing in %j",
    (reply) => {
      expect(parseReply(reply)).toBeNull();
    },
  );
});

describe("parseCritic", () => {
  it.each([
    ["4", 4],
    ["4.", 4],
    ["-5", -5],
    ["−2", -2],
    ["+3", 3],
    ["-0", 0],
    ["The value is 3, since the user stays.", 3],
    ["2 because the last 5 items were liked", 2],
    ["Value: 4. Yes, 4.", 4],
  ])("%s", (text, value) => expect(parseCritic(text)).toBe(value));
  it.each(["", "high", "6", "-17", "4.5", "between 2 and 4", "v2", "1e3", "NaN"])("no single integer in %j", (text) => {
    expect(parseCritic(text)).toBeNull();
  });
});

describe("titles", () => {
  it("are the same apart from quotes, entities, trade marks, case, year and author", () => {
    const same: [string, string][] = [
      ["'The Long Road'", "The Long Road"],
      ["the LONG  road", "The Long Road™"],
      ["Salt & Sand", "Salt &amp; Sand"],
      ["Nobody's Road", "Nobody’s Road"],
      ["The Long Road (1999)", "The Long Road"],
      ['"The Long Road" by A. Writer', "The Long Road"],
      ["Stand by the Road", "Stand by the Road"],
    ];
    for (const [proposal, title] of same) expect(sameTitle(proposal, title), proposal).toBe(true);
  });
  it("are not the same for being near", () => {
    for (const other of ["The Long Road II", "Long Road", "The Long Roads"])
      expect(sameTitle("The Long Road", other)).toBe(false);
  });
});

describe("any text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string().map((s) => `recommend[${s}]`),
    fc.string({ maxLength: 3 }).map((s) => s.repeat(5000)),
  );
  it("is read without a throw: a single non-empty line or nothing, an integer of the scale or nothing", () => {
    fc.assert(
      fc.property(text, (reply) => {
        const title = parseReply(reply);
        if (title !== null) expect(title.trim() === title && title !== "" && !/[\r\n]/.test(title)).toBe(true);
        const value = parseCritic(reply);
        if (value !== null) expect(Number.isInteger(value) && Math.abs(value) <= 5).toBe(true);
        expect(foldTitle(foldTitle("a"))).toBe("a");
        titleForms(reply);
      }),
      { numRuns: 1000 },
    );
  });
  it("a bracketed title on one line comes back whole", () => {
    const titles = fc
      .string({ minLength: 1 })
      .map((s) => s.trim())
      .filter((s) => s !== "");
    fc.assert(fc.property(titles, (title) => parseReply(`recommend[${title}]`) === title));
  });
});
