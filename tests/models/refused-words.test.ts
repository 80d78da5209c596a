/** What services say of one request, and of themselves. */
import { describe, expect, it } from "vitest";
import { UnusableAnswer } from "../../models/answers/unusable-answer.ts";
import { judge } from "../../models/call-failure.ts";
import { reasonIn } from "../../models/providers/refused-words.ts";

describe("words of a refusal", () => {
  it.each<[number, string, string]>([
    [
      400,
      "content-filter",
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. content_filter",
    ],
    [400, "content-filter", "ResponsibleAIPolicyViolation"],
    [400, "content-filter", "data_inspection_failed Input data may contain inappropriate content."],
    [400, "content-filter", "Content Exists Risk"],
    [403, "content-filter", "openai/x requires moderation on OpenRouter. Your input was flagged for violence"],
    [400, "content-filter", "The request was blocked by a guardrail"],
    [
      400,
      "context-overflow",
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. context_length_exceeded",
    ],
    [400, "context-overflow", "prompt is too long: 210000 tokens > 200000 maximum"],
    [400, "context-overflow", "the request exceeds the available context size, try increasing it exceed_context_size_error"],
    [500, "context-overflow", "input is too large to process. increase the physical batch size"],
    [413, "context-overflow", "Request too large"],
    [
      422,
      "context-overflow",
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: input exceeds the limit",
    ],
    [429, "context-overflow", "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000"],
  ])("%i is %s: %s", (status, reason, text) => {
    expect(reasonIn(text, status)).toBe(reason);
    expect(judge(Object.assign(new Error(text), { status }))).toMatchObject({ retry: false, unusable: reason, billed: false });
  });

  it.each<[number, string]>([
    [401, "Incorrect API key: flagged"],
    [402, "Insufficient credit, max tokens too many tokens"],
    [404, "model with context length not found"],
    [429, "Rate limit reached: too many tokens per min (TPM)"],
    [500, "Internal server error"],
    [503, "The server is overloaded"],
    [400, "Unsupported parameter: seed"],
  ])("%i says nothing of one call: %s", (status, text) => {
    expect(reasonIn(text, status)).toBeUndefined();
    expect(judge(Object.assign(new Error(text), { status })).unusable).toBeUndefined();
  });
});

describe("a failure", () => {
  const of = (error: unknown) => judge(error);
  it("is billed when the request was sent and no status came back", () => {
    const hung = (code: string) => new Error("Connection error.", { cause: Object.assign(new Error("x"), { code }) });
    expect(of(hung("ECONNRESET")).billed).toBe(true);
    for (const code of ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])
      expect(of(hung(code)).billed).toBe(false);
    expect(of(Object.assign(new Error("slow"), { name: "TimeoutError" }))).toMatchObject({ billed: true, retry: true });
    for (const status of [400, 401, 429, 500, 503]) expect(of(Object.assign(new Error("x"), { status })).billed).toBe(false);
    expect(of(new SyntaxError("Unexpected token <"))).toMatchObject({ billed: true, retry: true, unclear: true });
  });

  it("whose code is a status is judged by it; a cut answer of OpenAI's parser is one", () => {
    expect(of(Object.assign(new Error("slow down"), { code: 429 }))).toMatchObject({ retry: true, billed: false });
    expect(of(new Error("Could not parse response content as the length limit was reached")).unusable).toBe("length");
  });

  it("that is unusable stays what it is, without keys and in one line", () => {
    const error = new UnusableAnswer("refusal", "no:\n  Bearer abcdefghijklmnopqrstuvwxyz");
    expect(error.detail).toBe("no: Bearer [key]");
    expect(of(error)).toMatchObject({ retry: false, unusable: "refusal" });
  });
});
