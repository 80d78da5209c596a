/** Unusable answer: what a server said of one call, and not of itself. The call has an answer nobody can use; the run goes on. */
import { redact } from "../../core/redaction.ts";
import { cut, plain } from "../../core/text.ts";

/** Why an answer cannot be used: a filter, no room for the prompt, the token limit, a refusal of the model, or no answer in it at all. */
export type UnusableReason = "content-filter" | "context-overflow" | "length" | "refusal" | "malformed";

/** What helps, in one sentence a reason. */
const HINTS: Record<UnusableReason, string> = {
  "content-filter": "The service's filter stopped this call; another model or service may answer it.",
  "context-overflow":
    "The prompt is longer than the model reads: lower --history-length or --round-tokens, or take a model with a larger context.",
  length: "The answer was cut at its token limit; a model that thinks needs more room.",
  refusal: "The model would not answer this; another model may.",
  malformed: "The server sent an answer that holds no message.",
};

/**
 * Thrown by `call` for a failure of one call that says nothing of the service. Whoever asked records it in the ledger as an unusable answer.
 * `detail` is what the server said: one line, without keys, at most 400 characters.
 */
export class UnusableAnswer extends Error {
  readonly reason: UnusableReason;
  readonly detail: string;
  readonly hint: string;
  /** Tokens the server counted for this call, where it said so. */
  readonly usage: { inputTokens: number; outputTokens: number } | undefined;

  constructor(reason: UnusableReason, detail: string, more: { hint?: string; usage?: UnusableAnswer["usage"] } = {}) {
    const words = cut(redact(plain(detail).replace(/\s+/g, " ").trim()), 400) || "no message";
    super(`unusable answer (${reason}): ${words}`);
    this.name = "UnusableAnswer";
    this.reason = reason;
    this.detail = words;
    this.hint = more.hint ?? HINTS[reason];
    this.usage = more.usage;
  }
}
