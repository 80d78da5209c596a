/** Error bodies: whatever shape they have, their words are kept; a 200 is an error when it says so. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isErrorIn200, readErrorBody, statusIn } from "../../../models/providers/error-body.ts";

const json = JSON.stringify;

describe("an error's words", () => {
  it.each<[string, string, string]>([
    [
      "OpenAI",
      json({ error: { message: "No such model", type: "invalid", param: null, code: "model_not_found" } }),
      "No such model",
    ],
    ["a text", "upstream connect error", "upstream connect error"],
    ["JSON of a text", json("out of memory"), "out of memory"],
    ["an error of a text (Ollama)", json({ error: "model not found, try pulling it" }), "model not found, try pulling it"],
    ["FastAPI", json({ detail: "Not Found" }), "Not Found"],
    [
      "FastAPI's list",
      json({ detail: [{ loc: ["body", "seed"], msg: "extra fields not permitted" }] }),
      "extra fields not permitted",
    ],
    [
      "vLLM",
      json({ object: "error", message: "This model's maximum context length is 8 tokens", code: 400 }),
      "maximum context length",
    ],
    [
      "Google's list of one",
      json([{ error: { code: 400, message: "API key not valid", status: "INVALID_ARGUMENT" } }]),
      "API key not valid",
    ],
    ["a message alone", json({ message: "Forbidden" }), "Forbidden"],
    [
      "JSON in a text (OpenRouter)",
      json({ error: { message: "Provider returned error", metadata: { raw: json({ error: { message: "seed is off" } }) } } }),
      "seed is off",
    ],
    [
      "Azure's filter",
      json({ error: { message: "filtered", innererror: { code: "ResponsibleAIPolicyViolation" } } }),
      "ResponsibleAIPolicyViolation",
    ],
    ["a list of errors", json({ errors: [{ message: "first" }, { message: "second" }] }), "first · second"],
    [
      "a page",
      "<html><head><style>a{}</style><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>",
      "502 Bad Gateway nginx",
    ],
    ["nothing", "", "no message"],
    ["null", "null", "no message"],
  ])("of %s", (_, body, words) => {
    expect(readErrorBody(body).message).toContain(words);
  });

  it("are kept, and no body throws", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: false }),
        fc.stringMatching(/^[a-z]{12}$/),
        fc.constantFrom("message", "detail", "msg", "error"),
        (noise, word, name) => {
          const body = json({ noise, deeper: { [name]: `it says ${word}` } }) ?? "";
          expect(readErrorBody(json({ [name]: `it says ${word}`, noise }) ?? "").message).toContain(word);
          for (const text of [body, json(noise) ?? "", body.slice(0, body.length / 2)]) {
            expect(readErrorBody(text).message.length).toBeGreaterThan(0);
            isErrorIn200(noise);
            expect(statusIn(noise)).toBeGreaterThanOrEqual(400);
          }
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });
});

describe("a body of status 200", () => {
  it.each<[boolean, unknown]>([
    [true, { error: { message: "overloaded", code: 503 } }],
    [true, { error: "no" }],
    [true, { object: "error", message: "m" }],
    [true, { choices: [], error: { message: "m" } }],
    [true, { choices: [{ error: { message: "m" } }] }],
    [true, { detail: "x" }],
    [false, { choices: [{ message: { content: "hi" } }], error: null }],
    [false, { choices: [{ message: { content: "hi" } }], error: {} }],
    [false, { data: [{ embedding: [1] }], message: "ok" }],
    [false, { choices: [] }],
    [false, null],
    [false, "text"],
  ])("is an error: %s", (is, body) => {
    expect(isErrorIn200(body)).toBe(is);
  });

  it("has the status of its code", () => {
    expect([{ error: { code: 429 } }, { error: { code: "503" } }, { code: 400 }, { error: "x" }, null].map(statusIn)).toEqual([
      429, 503, 400, 502, 502,
    ]);
  });
});
