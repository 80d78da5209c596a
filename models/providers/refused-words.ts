/** Words by which services say that one request, and not the service, is the trouble: filters, prompts that are too long, cut answers. */
import type { UnusableReason } from "../answers/unusable-answer.ts";

/**
 * Each with the services it was seen at. Azure, OpenAI, DashScope, DeepSeek, Zhipu, Gemini, Bedrock and OpenRouter word their filters
 * differently; OpenAI, vLLM, llama.cpp, Ollama, Anthropic, Mistral, TGI and LM Studio their limits.
 */
const WORDS: readonly [UnusableReason, RegExp][] = [
  [
    "content-filter",
    /content[ _-]?(filter|policy|management)|ResponsibleAI|data_inspection_failed|inappropriate content|content exists risk|sensitive (content|information|words)|prohibited_content|safety (system|settings|filter|reasons)|moderation|flagged|guardrail|ContentFilterFinishReason|blocked (by|due to|because)/i,
  ],
  [
    "context-overflow",
    /context[ _-]?(length|window|size|limit|overflow)|maximum context|exceed_context|string_above_max_length|(prompt|input|request|message)s?( is| are)? too (long|large|many)|too many (input |prompt )?tokens|reduce (the length|your prompt)|(input|prompt)[^.]{0,60}(exceeds?|longer than)[^.]{0,60}(tokens|limit|length|context)|max(imum)?[ _]?(model|input|sequence|total)[ _]?(len(gth)?|tokens)/i,
  ],
  ["length", /LengthFinishReason|length limit was reached/i],
];

/** Statuses that never are about what one request says: the key, credit, an unknown path. */
const OF_THE_SERVICE = [401, 402, 404, 407];

/**
 * What is wrong with the request, by the words of a failure; undefined where they do not say so.
 * @param status HTTP status, if there was one.
 */
export function reasonIn(text: string, status: number | undefined): UnusableReason | undefined {
  if (status !== undefined && OF_THE_SERVICE.includes(status)) return undefined;
  // Of a limit of rates only what says that this very request is above it: no waiting helps.
  if (status === 429) return /request too large/i.test(text) ? "context-overflow" : undefined;
  return WORDS.find(([, words]) => words.test(text))?.[0];
}
