/** Chat model of a pilot: answers in the place of any other model, and counts what that other would be sent and would send. */

import { SimpleChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { sumBy } from "../../../core/math.ts";
import type { Role } from "../../../core/settings.ts";
import { estimateTokens } from "../../../models/ledger/usage.ts";
import { createTokenCounter } from "../../../models/token-counter.ts";

/** One call of a pilot. */
export interface PilotCall {
  readonly role: Role;
  readonly episode: number;
  readonly round: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

type Count = (text: string) => number;
type CallOptions = Record<string, unknown>;

/** What a chat adds to its texts: 3 tokens a message, its role, and 3 before the answer (OpenAI's cookbook, "How to count tokens with tiktoken"). */
const [PER_MESSAGE, BEFORE_ANSWER] = [3, 3];

/**
 * A token counter for prompts, which share most of their lines: each line is counted once. Exact, since no token of the
 * encoding holds both a line break and what follows it, unless that is a space.
 */
export function createLineCounter(): Count {
  const count = createTokenCounter(200_000);
  return (text) => sumBy(text.split(/(?<=\n)(?=\S)/), count);
}

/** Options of {@link PilotChat}. */
export interface PilotChatOptions {
  readonly role: Role;
  /** Who answers. */
  readonly answers: SimpleChatModel;
  /** Counts tokens; null for a model in this process, whose tokens runs estimate from the characters. */
  readonly count: Count | null;
  readonly onCall: (call: PilotCall, countingMs: number) => void;
}

/** See above. What is counted is the request as the line to the real model frames it. */
export class PilotChat extends SimpleChatModel {
  readonly pilot: PilotChatOptions;

  constructor(options: PilotChatOptions) {
    super({});
    this.pilot = options;
  }

  _llmType(): string {
    return "billp-pilot";
  }

  _call(...args: Parameters<SimpleChatModel["_call"]>): Promise<string> {
    return this.pilot.answers._call(...args);
  }

  override bindTools(tools: object[]): ReturnType<SimpleChatModel["withConfig"]> {
    return this.withConfig({ tools } as never);
  }

  override async invoke(...[input, options]: Parameters<SimpleChatModel["invoke"]>): ReturnType<SimpleChatModel["invoke"]> {
    const message = await super.invoke(input, options);
    const begun = performance.now();
    const { role, count } = this.pilot;
    const messages = (input as BaseMessage[]).map(plain);
    const answer = String(message.content);
    const tokens =
      count === null
        ? { inputTokens: estimateTokens(JSON.stringify(messages).length), outputTokens: estimateTokens(answer.length) }
        : { inputTokens: requestTokens(messages, (options ?? {}) as CallOptions, count), outputTokens: count(answer) };
    const { episode, round } = (options as { metadata: { episode: number; round: number } }).metadata; // the line gives them
    this.pilot.onCall({ role, episode, round, ...tokens }, performance.now() - begun);
    return message;
  }
}

function plain(message: BaseMessage): { role: string; content: string } {
  const role = { human: "user", ai: "assistant" }[message.getType() as string] ?? message.getType();
  return { role, content: String(message.content) };
}

/** Tokens of a request: its messages, and the form the answer must have where the server is told of it. */
function requestTokens(messages: readonly { role: string; content: string }[], options: CallOptions, count: Count): number {
  const said = BEFORE_ANSWER + sumBy(messages, (m) => PER_MESSAGE + count(m.role) + count(m.content));
  const format = options.response_format as { json_schema?: object } | undefined;
  const tools = (options.tools ?? []) as { function: object }[];
  const forms = [...(format?.json_schema === undefined ? [] : [format.json_schema]), ...tools.map((t) => t.function)];
  return said + sumBy(forms, (form) => count(JSON.stringify(form)));
}
