/**
 * OpenAI chat client that takes answers as they come: one cut at its token limit is an answer and no error, a refusal keeps its words, and no
 * field of a message makes it throw. Loaded when a model of the provider is named.
 */
import type { BaseMessage, BaseMessageChunk } from "@langchain/core/messages";
import {
  ChatOpenAI,
  ChatOpenAICompletions,
  type ChatOpenAIFields,
  type OpenAIClient,
  wrapOpenAIClientError,
} from "@langchain/openai";
import { tidyChunk, tidyCompletion } from "./tidy-completion.ts";

type Base = ChatOpenAICompletions;
type Params = ReturnType<Base["invocationParams"]>;
type Completion = OpenAIClient.Chat.Completions.ChatCompletion;
type Chunk = OpenAIClient.Chat.Completions.ChatCompletionChunk;

/** Opens the client. The call option `maxTokens` gives one answer its room. */
export function createOpenAiChat(fields: ChatOpenAIFields): ChatOpenAI {
  return new ChatOpenAI({ ...fields, completions: new TolerantCompletions(fields) });
}

class TolerantCompletions extends ChatOpenAICompletions {
  override invocationParams(options?: this["ParsedCallOptions"], extra?: { streaming?: boolean }): Params {
    const params = super.invocationParams(options, extra);
    const room = (options as { maxTokens?: number } | undefined)?.maxTokens;
    if (room === undefined) return params;
    return { ...params, ["max_completion_tokens" in params ? "max_completion_tokens" : "max_tokens"]: room };
  }

  // The base sends schemas by the client's `parse`, which throws away an answer that was cut off, and its usage.
  override async completionWithRetry(request: never, requestOptions?: { maxRetries?: number }): Promise<never> {
    const { maxRetries, ...rest } = requestOptions ?? {};
    const options = this._getClientOptions(rest);
    const { stream } = request as { stream?: boolean };
    const made = await this.caller.callWithOptions({ maxRetries } as object, async () => {
      try {
        return await this.client.chat.completions.create(request, options);
      } catch (error) {
        throw wrapOpenAIClientError(error);
      }
    });
    return (stream ? tidied(made as unknown as AsyncIterable<Chunk>) : tidyCompletion(made)) as never;
  }

  override _convertCompletionsMessageToBaseMessage(
    message: OpenAIClient.Chat.Completions.ChatCompletionMessage,
    raw: Completion,
  ): BaseMessage {
    return withRefusal(super._convertCompletionsMessageToBaseMessage(message, raw), message.refusal);
  }

  override _convertCompletionsDeltaToBaseMessageChunk(
    // biome-ignore lint/suspicious/noExplicitAny: as the base declares it
    delta: Record<string, any>,
    raw: Chunk,
    defaultRole?: OpenAIClient.Chat.ChatCompletionRole,
  ): BaseMessageChunk {
    return withRefusal(super._convertCompletionsDeltaToBaseMessageChunk(delta, raw, defaultRole), delta.refusal);
  }
}

async function* tidied(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) yield tidyChunk(chunk) as Chunk;
}

/** The base drops the words of a refusal. */
function withRefusal<M extends BaseMessage>(message: M, refusal: unknown): M {
  if (typeof refusal === "string" && refusal !== "") message.additional_kwargs.refusal = refusal;
  return message;
}
