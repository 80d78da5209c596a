/** Mangled completions: a right one with its fields replaced, dropped, doubled, cut and filled with what servers and models never should say. */
import fc from "fast-check";

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    0,
    -1,
    Number.POSITIVE_INFINITY,
    "",
    " ",
    "null",
    "{}",
    "[]",
    true,
    [],
    {},
    [null],
    [[]],
    "\u0000\ud800",
    "NaN",
    { a: {} },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);

const GOOD = '{"reason":"because","title":"Alien (1979)"}';
const words = fc.constantFrom(
  ...[
    GOOD,
    "{",
    "}",
    '{"title":',
    '"',
    "\\",
    "```json\n",
    "\n```",
    "<think>",
    "</think>",
    "[THINK]",
    "[/THINK]",
    "◁think▷",
    "◁/think▷",
  ],
  ...[
    "<|channel|>analysis<|message|>",
    "<|channel|>final<|message|>",
    "assistantfinal",
    "analysis",
    '{"title":"',
    "I'm sorry.",
    "12. ",
    "7/10",
  ],
  ...[
    '{"type":"object","properties":{"title":{"type":"string"}}}',
    '{"title":{"title":"',
    '{"name":"x","arguments":',
    "'",
    "“",
    ",",
    ":",
    "[",
    "]",
  ],
);
const text: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.array(words, { maxLength: 6 }).map((parts) => parts.join("")) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(GOOD.length), fc.constant(GOOD)).map(([n, s]) => s.slice(0, n)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 2, arbitrary: odd },
);
const args: fc.Arbitrary<unknown> = fc.oneof(text, fc.record({ title: text }), fc.array(text, { maxLength: 2 }));
const maybe = <T>(value: fc.Arbitrary<T>, rest: fc.Arbitrary<unknown> = odd) =>
  fc.oneof({ weight: 4, arbitrary: value as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: rest });

const call = maybe(
  fc.record(
    {
      id: maybe(fc.constant("call_1")),
      type: maybe(fc.constantFrom("function", "tool_call", "custom")),
      function: maybe(fc.record({ name: maybe(fc.constant("actor_answer")), arguments: args }, { requiredKeys: [] })),
      index: odd,
      args,
    },
    { requiredKeys: [] },
  ),
);
const part = maybe(
  fc.record(
    {
      type: maybe(
        fc.constantFrom("text", "output_text", "thinking", "reasoning", "refusal", "tool_use", "image_url", "input_json"),
      ),
      text: maybe(text, fc.record({ value: text })),
      thinking: text,
      input: args,
      refusal: text,
    },
    { requiredKeys: [] },
  ),
);
/** A message as a server sends it. */
export const message = fc.record(
  {
    role: maybe(fc.constantFrom("assistant", "model", "tool", "user")),
    content: fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.array(part, { maxLength: 3 }) }),
    refusal: maybe(fc.constantFrom(null, undefined), text),
    tool_calls: maybe(fc.array(call, { maxLength: 3 })),
    function_call: maybe(fc.constant(null), fc.record({ name: odd, arguments: args })),
    reasoning_content: text,
    reasoning: odd,
    audio: odd,
  },
  { requiredKeys: [] },
);
/** Ends as servers name them, and as none does. */
export const finish = maybe(
  fc.constantFrom(
    "stop",
    "length",
    "content_filter",
    "tool_calls",
    "max_tokens",
    "SAFETY",
    "error",
    "refusal",
    "eos",
    null,
    undefined,
  ),
);
const usage = maybe(
  fc.record(
    {
      prompt_tokens: maybe(fc.nat(5000), fc.oneof(odd, fc.nat().map(String))),
      completion_tokens: maybe(fc.nat(5000), fc.oneof(odd, fc.nat().map(String))),
      total_tokens: odd,
      prompt_tokens_details: odd,
      completion_tokens_details: odd,
    },
    { requiredKeys: [] },
  ),
);
const choice = maybe(
  fc.record({ index: odd, message: maybe(message, text), finish_reason: finish, logprobs: odd }, { requiredKeys: [] }),
);
/** A body with status 200 that is a completion, more or less. */
export const body = fc
  .record({
    id: odd,
    object: maybe(fc.constant("chat.completion")),
    created: odd,
    model: odd,
    system_fingerprint: odd,
    usage,
    service_tier: odd,
  })
  .chain((rest) => maybe(fc.array(choice, { minLength: 1, maxLength: 3 })).map((choices) => ({ ...rest, choices })));
/** A message as LangChain's clients give it, of any provider. */
export const langChainMessage = fc
  .tuple(message, finish, fc.array(call, { maxLength: 2 }), odd, odd)
  .map(([m, finish_reason, tool_calls, invalid_tool_calls, usage_metadata]) => ({
    content: m.content,
    tool_calls,
    invalid_tool_calls,
    additional_kwargs: { tool_calls: m.tool_calls, function_call: m.function_call, refusal: m.refusal },
    response_metadata: { finish_reason },
    usage_metadata,
  }));
