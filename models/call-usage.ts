/** Tokens of one call: what the server counted, where that can be read, and estimates for the rest. */

import { UnusableAnswer } from "./answers/unusable-answer.ts";
import { estimateTokens, readTokens } from "./ledger/usage.ts";

/** Tokens of a call. */
export interface CallUsage {
  inputTokens: number;
  outputTokens: number;
  /** True when one of the two is an estimate. */
  estimated: boolean;
}

const IN = ["input_tokens", "prompt_tokens", "promptTokens", "inputTokens", "prompt_eval_count"];
const OUT = ["output_tokens", "completion_tokens", "completionTokens", "outputTokens", "eval_count"];

/**
 * Reads what a message, or an unusable answer, says of its tokens: numbers and texts that are numbers. Nothing, nonsense (negative, not finite,
 * huge, of another kind) and 0 for a text that is there are estimated by the length of the text.
 * @param prompt Characters of the request. @param answer Characters of the answer.
 */
export function usageOf(given: unknown, prompt: number, answer: number): CallUsage {
  if (given instanceof UnusableAnswer && given.usage !== undefined) return { ...given.usage, estimated: false };
  const message = fieldsOf(given);
  const about = fieldsOf(message.response_metadata);
  const places = [message.usage_metadata, about.usage, about.tokenUsage, about].map(fieldsOf);
  const read = (names: readonly string[]): number | undefined => {
    for (const place of places)
      for (const name of names) {
        const count = readTokens(place[name]);
        if (count !== undefined) return count;
      }
    return undefined;
  };
  const [input, output] = [read(IN), read(OUT)];
  return {
    inputTokens: input ?? estimateTokens(prompt),
    outputTokens: output ?? estimateTokens(answer),
    estimated: input === undefined || (output === undefined && answer > 0),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
