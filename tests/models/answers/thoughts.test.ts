/** Thoughts: the marks of many families, drafts, thoughts that never end, and the time it takes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fitAnswer } from "../../../models/answers/fit-answer.ts";
import { withoutThoughts } from "../../../models/answers/thoughts.ts";
import { line } from "../../../prompts/answer-fields.ts";
import { cpuMs } from "../../stubs/clock.ts";

const SCHEMA = z.object({ reason: line(60, 0), title: line(40) });
const WRONG = '{"reason":"","title":"Wrong"}';
const GOOD = '{"reason":"","title":"Alien (1979)"}';
const titleOf = (text: string) => {
  const fit = fitAnswer({ text }, SCHEMA);
  return fit.ok ? fit.value.title : fit.reason;
};

const MARKS: [string, string, string][] = [
  ["think", "<think>", "</think>"],
  ["capitals and attributes", '<THINK mode="long">', "</ Think >"],
  ["thinking", "<thinking>", "</thinking>"],
  ["thought", "<thought>", "</thought>"],
  ["reasoning", "<reasoning>", "</reasoning>"],
  ["analysis", "<analysis>", "</analysis>"],
  ["scratchpad", "<scratchpad>", "</scratchpad>"],
  ["anthropic's", "<antThinking>", "</antThinking>"],
  ["Seed's", "<seed:think>", "</seed:think>"],
  ["bars", "<|begin_of_thought|>", "<|end_of_thought|>"],
  ["wide bars", "<|begin▁of▁thought|>", "<|end▁of▁thought|>"],
  ["Cohere's", "<|START_THINKING|>", "<|END_THINKING|>"],
  ["Mistral's", "[THINK]", "[/THINK]"],
  ["Kimi's", "◁think▷", "◁/think▷"],
  ["Gemma's", "<|channel>thought\n", "<channel|>"],
  ["Harmony", "<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"],
  [
    "Harmony's calls",
    "<|channel|>analysis<|message|>",
    "<|end|><|start|>assistant<|channel|>commentary to=functions.a <|constrain|>json<|message|>",
  ],
  ["bare Harmony", "analysis", "assistantfinal"],
  ["Granite's", "Here is my thought process:\n", "\nHere is my response:\n"],
  ["MedGemma's", "<unused94>thought\n", "<unused95>"],
];

describe.each(MARKS)("%s", (_, begin, end) => {
  it("a draft within is no answer, what follows is", () => {
    expect(titleOf(`${begin}${WRONG}${end}${GOOD}`)).toBe("Alien (1979)");
    expect(titleOf(`${begin}a ${end}${WRONG}${begin} b ${WRONG}${end}\n\`\`\`json\n${GOOD}\n\`\`\``)).toBe("Alien (1979)");
  });
  it.skipIf(begin === "analysis")("a lone end counts, a lone beginning has no answer", () => {
    expect(titleOf(`${WRONG}${end}${GOOD}`)).toBe("Alien (1979)");
    expect(titleOf(`${begin}${WRONG} and so`)).toContain("never end");
    expect(titleOf(`${WRONG}${begin}${WRONG}`)).toContain("never end");
    expect(titleOf(`${begin}${WRONG}${end}`)).toMatch(/nothing follows|no JSON object/);
  });
});

it("a thought of any length loses no answer behind it", () => {
  for (const length of [32_000, 33_000, 1_000_000])
    expect(titleOf(`<think>${WRONG.repeat(length / WRONG.length)}</think>${GOOD}`)).toBe("Alien (1979)");
});

it("marks within an answer's own strings are words", () => {
  expect(titleOf('{"reason":"no <think> here","title":"A </think> B"}')).toBe("A </think> B");
});

it("no words of a thought come out, whatever stands in it", () => {
  const pair = fc.constantFrom(...MARKS.map(([, begin, end]) => [begin, end] as const));
  fc.assert(
    fc.property(pair, fc.string({ maxLength: 200 }), fc.string({ maxLength: 50 }), ([begin, end], inside, after) => {
      const { text, openAt } = withoutThoughts(`${begin}SECRET ${inside}${end}${after}`);
      if (openAt === null) expect(text).not.toContain("SECRET");
      else expect(text).toBe("");
    }),
    { numRuns: 3000, seed: 1 },
  );
});

it.each([
  ["beginnings", "<think>".repeat(150_000)],
  ["ends", "</think>".repeat(120_000)],
  ["brackets", "<".repeat(1_000_000)],
  ["words of tags", `<${"a".repeat(24)}think`.repeat(30_000)],
  ["spaces in tags", `<think${" ".repeat(80)}`.repeat(10_000)],
  ["bare ends", `analysis${"assistantfinal".repeat(70_000)}`],
  ["stems", "think".repeat(200_000)],
  ["channels", "<|channel|>commentary ".repeat(40_000)],
])("%s are read in no time", (_, text) => {
  expect(cpuMs(() => withoutThoughts(text))).toBeLessThan(1000);
});
