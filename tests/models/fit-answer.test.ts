/** Whatever a model says: reading it never throws, and what comes out satisfies the schema. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { oneLine } from "../../core/text.ts";
import { ANSWER_LIMIT } from "../../models/extract-json.ts";
import { fitAnswer } from "../../models/fit-answer.ts";
import { line, score } from "../../prompts/answer-fields.ts";
import { cpuMs } from "../stubs/clock.ts";

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
