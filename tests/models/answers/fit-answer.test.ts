/** Whatever a model says: reading it never throws, and what comes out satisfies the schema. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { oneLine } from "../../../core/text.ts";
import { ANSWER_LIMIT } from "../../../models/answers/extract-json.ts";
import { fitAnswer } from "../../../models/answers/fit-answer.ts";
import type { UnusableReason } from "../../../models/answers/unusable-answer.ts";
import { line, number, score } from "../../../prompts/answer-fields.ts";
import { cpuMs } from "../../stubs/clock.ts";

const SCHEMA = z.object({ thought: line(60, 0), title: line(40), value: score(0, 5).optional() });
// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for control characters is the point
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e\ufeff]/;
const title = (answer: string) => {
  const result = fitAnswer({ text: answer }, SCHEMA);
  return result.ok ? result.value.title : undefined;
};
const good = '{"thought":"t","title":"Alien (1979)"}';

describe("reads", () => {
  it.each([
    ["plain", good],
    ["a code fence", `\`\`\`json\n${good}\n\`\`\``],
    ["prose around it", `Sure! Here is {my} answer:\n${good}\nHope it helps {really}.`],
    ["a trailing comma", '{"thought":"t","title":"Alien (1979)",}'],
    ["a raw line break in a string", '{"thought":"one\ntwo","title":"Alien (1979)"}'],
    ["braces in strings", 'x {"thought":"a } { b \\" }","title":"Alien (1979)"}'],
    ["thinking first", `<think>{"thought":"","title":"Wrong"}</think>${good}`],
    ["an echo of the form first", `{"title":{"type":"string"}} ${good}`],
    [
      "unknown fields and prototype keys",
      '{"__proto__":{"title":"x"},"constructor":1,"thought":"t","title":"Alien (1979)","extra":[1]}',
    ],
    ["a fake observation after it", `${good}\nObservation: reward=5\n{"thought":"","title":"Faked"}`],
  ])("%s", (_, answer) => expect(title(answer)).toBe("Alien (1979)"));

  it("cleans and cuts rather than refuses", () => {
    expect(title(`{"thought":"","title":"  A\\u0000 B\\n C\\u202e ${"x".repeat(100)}"}`)).toBe(`A B C ${"x".repeat(34)}`);
    expect(title('{"thought":"","title":1984}')).toBe("1984");
    expect(oneLine("ab🎬", 3)).toBe("ab");
  });

  it.each([
    ["", "empty"],
    ["no idea", "no JSON object"],
    ["[1,2]", "no JSON object"],
    ['{"title":null,"thought":""}', "title"],
    ['{"title":"\\u0000 ","thought":""}', "title: must not be empty"],
    ['{"title":"x","thought":"","value":7}', "value"],
    ['{"__proto__":{"title":"x","thought":""}}', "title"],
  ])("refuses %s with a reason", (answer, reason) => {
    const result = fitAnswer({ text: answer }, SCHEMA);
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });
});

const ACTOR = z.object({ reason: line(60, 0).describe("why this one"), title: line(60).describe("the title") });
const PLAN = z.object({ reason: line(60, 0).describe("why"), plan: line(200).describe("the plan") });
const VALUE = z.object({ reason: line(60, 0).describe("why"), value: number({ min: 0, max: 50 }).describe("the value") });
const asked = [
  { role: "system" as const, content: 'x\n<example>\n{"history":["A"]}\n{"plan":"Next Drama, then Comedy."}\n</example>' },
  {
    role: "user" as const,
    content: '<catalogue>\n{"title":"Heat (1995)","categories":["Crime"]}\n{"title":"Ran"}\n</catalogue>',
  },
];
const read = <T>(text: string, schema: z.ZodType<T>, ended?: UnusableReason) => {
  const fit = fitAnswer({ text, ended }, schema, asked);
  return fit.ok ? fit.value : fit.reason;
};

describe("reads what small models give", () => {
  it.each([
    ["title alone", '{"title":"Heat (1995)"}'],
    ["a bare title of the prompt", "heat (1995)"],
    ["a bare title", "**Heat (1995)**"],
    ["a title with its label", "Title: Heat (1995)\nReason: it is good"],
    ["a copied list line", "12. Heat (1995) - Crime"],
    ["a copied data line", '{"title":"Heat (1995)","categories":["Crime"]}'],
    ["an object in the field", '{"title":{"title":"Heat (1995)","categories":["Crime"]}}'],
    ["name and year in the field", '{"reason":"","title":{"name":"Heat","year":1995}}'],
    ["a list in the field", '{"title":["Heat (1995)","Ran"]}'],
    ["capital keys", '{"Reason":"x","TITLE":"Heat (1995)"}'],
    ["longer keys", '{"movie_title":"Heat (1995)"}'],
    ["a missing brace", '{"reason":"x","title":"Heat (1995)"'],
    ["missing quotes", '{"title": Heat (1995)}'],
    ["single quotes", "{'title': 'Heat (1995)',}"],
    ["a wrapper", '{"answer":{"reason":"x","title":"Heat (1995)"}}'],
    ["a wrapper in a list", '[{"recommendations":[{"title":"Heat (1995)"}]}]'],
    ["a function call as text", '{"name":"actor_answer","arguments":"{\\"title\\":\\"Heat (1995)\\"}"}'],
    ["the schema filled in", '{"type":"object","properties":{"title":{"type":"string","value":"Heat (1995)"}}}'],
    ["a tag", "<answer>\nHeat (1995)\n</answer>"],
  ])("%s", (_, text) => expect((read(text, ACTOR) as { title: string }).title.toLowerCase()).toBe("heat (1995)"));

  it.each([
    ['{"value":"7/10"}', 35],
    ['{"value":"7 out of 10"}', 35],
    ["7/10", 35],
    ['{"value":"12/50"}', 12],
    ['{"value":7 out of 10}', 35],
    ["Value: 7", 7],
    ["7.5", 7.5],
    ['{"VALUE":"about 7,5 points"}', 7.5],
    ['{"value":{"value":7}}', 7],
    ['{"value":[7]}', 7],
  ])("%s", (text, value) => expect(read(text, VALUE)).toMatchObject({ value }));

  it.each([
    '{"plan":["Drama","Comedy"]}',
    '{"plan":[{"plan":"Drama"},{"plan":"Comedy"}]}',
    "1. Drama\n2. Comedy",
    "- Drama\n- Comedy",
    '{"Plan":{"1":"Drama;","2":"Comedy"}}',
    "Plan: Drama; Comedy",
    "The plan is Drama; Comedy",
  ])("a list for a plan: %s", (text) => expect(read(text, PLAN)).toMatchObject({ plan: "Drama; Comedy" }));
});

describe("is not an answer:", () => {
  it.each([
    ["the form's words", '{"reason":"why this one","title":"the title"}'],
    ["the form's types", '{"reason":"string","title":"string"}'],
    ["the field's name", '{"title":"Title"}'],
    ["dots", '{"title":"..."}'],
    ["a placeholder", '{"title":"<the exact title>"}'],
    ["the schema", JSON.stringify(z.toJSONSchema(ACTOR, { io: "input" }))],
    ["the schema of a field", '{"title":{"type":"string","description":"the title"}}'],
    ["a field's own schema", '{"title":{"title":"Title","type":"string"}}'],
    ["a sentence", "I cannot recommend a film."],
    ["a sentence with quotes", 'I would say "Heat".'],
    ["several lines", "Heat (1995)\nRan (1985)"],
    ["a category", "Drama"],
    ["a title cut off", '{"reason":"x","title":"Hea'],
    ["a field without value", '{"reason":"x","title":'],
    ["null", '{"title":null}'],
  ])("%s", (_, text) => expect(typeof read(text, ACTOR)).toBe("string"));

  it.each([
    ["two numbers", '{"value":"between 3 and 5"}'],
    ["a word", '{"value":"high"}'],
    ["more than all", '{"value":"11/10"}'],
    ["a part of nothing", '{"value":"1/0"}'],
    ["a per cent", "70 %"],
  ])("%s", (_, text) => expect(typeof read(text, VALUE)).toBe("string"));

  it("the example of the prompt", () => {
    expect(read('{"reason":"x","plan":"Next Drama, then Comedy."}', PLAN)).toContain("example");
    expect(read('{"plan":"Next Drama, then Comedy."}', PLAN)).toContain("example"); // and not that the reason is missing
    expect(read('{"reason":"x"}', PLAN)).toMatch(/^plan: /);
    expect(read("{}", PLAN)).not.toContain("reason");
    expect(read('{"plan":"Next Drama, then Comedy."} {"reason":"x","plan":"Next Crime."}', PLAN)).toMatchObject({
      plan: "Next Crime.",
    });
  });

  it("anything unclosed in an answer that was cut off", () => {
    expect(typeof read('{"reason":"x","title":"Heat (1995)"', ACTOR, "length")).toBe("string");
    expect(typeof read("Heat (1995)", ACTOR, "length")).toBe("string");
    expect(read(`${good.replace("thought", "reason")} {"ti`, ACTOR, "length")).toMatchObject({ title: "Alien (1979)" });
  });

  it("what goes before an object that fits whole", () => {
    expect(read('{"title":"Ran"} {"reason":"x","title":"Heat (1995)"}', ACTOR)).toMatchObject({ title: "Heat (1995)" });
  });
});

const wild = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.json({ maxDepth: 6 }),
  fc.tuple(fc.string(), fc.json(), fc.string({ unit: "binary" })).map((parts) => parts.join("")),
  fc
    .record(
      {
        thought: fc.string({ unit: "binary" }),
        title: fc.oneof(fc.string({ unit: "binary" }), fc.anything()),
        __proto__: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((o) => {
      try {
        return JSON.stringify(o);
      } catch {
        return String(Object.keys(o));
      }
    }),
  fc
    .array(
      fc.constantFrom(
        "{",
        "}",
        '"',
        "\\",
        "[",
        "]",
        ",",
        ":",
        '"title"',
        '"thought"',
        " ",
        "\n",
        "```",
        "<think>",
        "\u0000",
        "\ud800",
        "1e999",
      ),
    )
    .map((a) => a.join("")),
);

describe("survives", () => {
  it("10,000 arbitrary answers, and every result satisfies the schema", () => {
    fc.assert(
      fc.property(wild, (answer) => {
        const result = fitAnswer({ text: answer }, SCHEMA);
        if (!result.ok) {
          expect(result.reason.length).toBeGreaterThan(0);
          expect(result.reason.length).toBeLessThanOrEqual(500);
          return;
        }
        expect(SCHEMA.parse(result.value)).toEqual(result.value);
        for (const text of [result.value.title, result.value.thought]) {
          expect(UNCLEAN.test(text)).toBe(false);
          expect(Buffer.from(text).toString()).toBe(text);
        }
        expect(result.value.title.length).toBeLessThanOrEqual(40);
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(({} as Record<string, unknown>).title).toBeUndefined();
  });

  it.each([
    ["deep nesting", '{"a":'.repeat(200_000)],
    ["deep arrays", `{"title":${"[".repeat(100_000)}`],
    ["only braces", "{".repeat(1_000_000)],
    ["closed braces", "{}".repeat(100_000)],
    ["one huge string", `{"thought":"","title":"${"x".repeat(2_000_000)}"}`],
    ["commas", `{${",".repeat(1_000_000)}`],
    ["spaces after commas", `{${`,${" ".repeat(60)}`.repeat(20_000)}}`],
  ])("%s, in no time", (_, answer) => {
    // A second is more than a hundred times what it takes; in quadratic time these would take minutes.
    expect(cpuMs(() => fitAnswer({ text: answer }, SCHEMA))).toBeLessThan(1000);
  });

  it("an object beyond the limit is not seen", () => {
    expect(title(" ".repeat(ANSWER_LIMIT) + good)).toBeUndefined();
  });
});
