/** Channel from a role to its chat model: builds requests, sends them, writes them into the ledger. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { Runnable, RunnableConfig } from "@langchain/core/runnables";
import type { z } from "zod";
import { sha256 } from "../core/hash.ts";
import type { Message } from "../core/message.ts";
import { redactor } from "../core/redaction.ts";
import { isOfflineSpec, modelOf, type ResolvedSettings, type Role } from "../core/settings.ts";
import { cut, plain } from "../core/text.ts";
import { type AnswersMethod, type Form, formOf, methodFor, optionsFor, textOf, withFunction } from "./answer-methods.ts";
import type { Budget } from "./budget.ts";
import { ANSWER_LIMIT } from "./extract-json.ts";
import type { Address, Ledger, LedgerEntry } from "./ledger/ledger.ts";
import { estimateTokens } from "./ledger/usage.ts";
import { customServer, serverOf } from "./providers/chat.ts";
import type { Limiter } from "./rate-limiter.ts";
import { cacheKey, type ResponseCache } from "./response-cache.ts";
import { call, type RetryOptions } from "./retrying-call.ts";

/** A request as it goes out, and its hash for the ledger. */
export interface Request {
  messages: readonly Message[];
  /** The messages as JSON: hashed, stored, and measured when nobody counts tokens. */
  json: string;
  form: Form;
  seed: number;
  hash: string;
}

/** The way from one role to its model. */
export interface Channel {
  /** The messages with the answer's form in words, where the method needs words. */
  frame(messages: readonly Message[], schema: z.ZodType): readonly Message[];
  request(messages: readonly Message[], schema: z.ZodType, seed: number): Request;
  /** Makes the call, or takes its answer from the cache, and returns the raw text, already in the ledger together with what was recalled. */
  send(request: Request, address: Address, config?: RunnableConfig, recalled?: readonly string[]): Promise<string>;
}

/** What a line is made of. */
export interface ChannelOptions {
  settings: ResolvedSettings;
  role: Role;
  chat: (spec: string, role: Role) => BaseChatModel | Promise<BaseChatModel>;
  ledger: Ledger;
  limiter: Limiter;
  retry: RetryOptions;
  budget: Budget;
  /** Answers of other runs; null for none. */
  cache: ResponseCache | null;
}

/** Opens the line of a role; the model is built by the first call. */
export function createChannel(options: ChannelOptions): Channel {
  const { settings, role, ledger, budget } = options;
  const spec = modelOf(settings, role);
  const method = methodFor(settings.answers, spec, customServer(settings) !== undefined);
  const inWords = method === "text" || method === "jsonMode";
  const forms = new WeakMap<z.ZodType, Form>();
  const redact = redactor();
  const target = targetOf(options, spec, method);
  const cache = isOfflineSpec(spec) || !options.cache?.serves(settings.temperature) ? null : options.cache;
  const server = serverOf(spec, settings);
  const keyOf = ({ json, form, seed }: Request): string =>
    cacheKey({ spec, server, method, role, form: form.key, temperature: settings.temperature, seed, messages: json });

  const formFor = (schema: z.ZodType): Form => {
    const known = forms.get(schema);
    if (known) return known;
    const form = formOf(schema);
    forms.set(schema, form);
    return form;
  };
  return {
    frame: (messages, schema) => (inWords ? withWords(messages, formFor(schema).words) : messages),
    request(messages, schema, seed) {
      const form = formFor(schema);
      const json = JSON.stringify(messages);
      const hash = sha256(`${spec}\n${method}\n${settings.temperature}\n${seed}\n${form.key}\n${json}`);
      return { messages, json, form, seed, hash };
    },
    async send(request, address, config, recalled) {
      const key = cache === null ? "" : keyOf(request);
      const known = cache?.get(key);
      if (known !== undefined) {
        await nextTurn(); // as for models in this process: a run that is all in the cache would otherwise hear no signal
        config?.signal?.throwIfAborted();
        ledger.begin(address, request.hash);
        ledger.finish(address, {
          ...known,
          request: request.hash,
          model: spec,
          costUsd: 0,
          cached: true,
          messages: request.json,
          recalled,
        });
        return known.answer;
      }
      budget.check();
      const runnable = await target(request.form);
      const input = request.messages.map(toLangChain);
      const callOptions = {
        ...traced(config, address),
        seed: request.seed,
        ...optionsFor(method, request.form, `${role}_answer`),
      };
      ledger.begin(address, request.hash);
      let message: AIMessage;
      try {
        message = await call(
          (signal) => runnable.invoke(input, { ...callOptions, signal }) as Promise<AIMessage>,
          { spec, spread: request.seed, signal: config?.signal },
          options.limiter,
          options.retry,
        );
      } catch (error) {
        ledger.fail(address, config?.signal?.aborted);
        throw error;
      }
      const answer = redact(plain(cut(textOf(message), ANSWER_LIMIT)));
      const entry = entryOf(request, answer, message, spec, budget);
      ledger.finish(address, { ...entry, recalled });
      cache?.put(key, spec, entry);
      return answer;
    },
  };
}

/** What a form is sent to: the model, or the model bound to a function of that form. Built on first use, once. */
function targetOf(options: ChannelOptions, spec: string, method: AnswersMethod): (form: Form) => Promise<Runnable> {
  const functions = new WeakMap<Form, Runnable>();
  let model: Promise<BaseChatModel> | undefined;
  return async (form) => {
    model ??= Promise.resolve(options.chat(spec, options.role));
    const chat = await model;
    if (method !== "functionCalling") return chat;
    const bound = functions.get(form) ?? withFunction(chat, form, `${options.role}_answer`);
    functions.set(form, bound);
    return bound;
  };
}

/** Tokens of a call that nobody counted. */
export function estimatedTokens({ json }: Pick<Request, "json">, answer: string): { inputTokens: number; outputTokens: number } {
  return { inputTokens: estimateTokens(json.length), outputTokens: estimateTokens(answer.length) };
}

/** The ledger's entry of an answer, with the server's token counts or, without them, estimates. */
function entryOf(request: Request, answer: string, message: AIMessage, model: string, budget: Budget): LedgerEntry {
  const usage = message.usage_metadata;
  const counted = usage !== undefined && usage.input_tokens > 0;
  const estimated = estimatedTokens(request, answer);
  const inputTokens = counted ? usage.input_tokens : estimated.inputTokens;
  const outputTokens = counted ? (usage.output_tokens ?? 0) : estimated.outputTokens;
  const costUsd = budget.cost(model, inputTokens, outputTokens);
  return {
    request: request.hash,
    answer,
    model,
    inputTokens,
    outputTokens,
    costUsd,
    estimated: !counted,
    messages: request.json,
  };
}

/** The form in words goes to the end of the last message: the nearer to the answer, the better small models keep to it. */
function withWords(messages: readonly Message[], words: string): readonly Message[] {
  const last = messages.at(-1);
  if (last?.role !== "user") return [...messages, { role: "user", content: words }];
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${words}` }];
}

function toLangChain({ role, content }: Message): BaseMessage {
  if (role === "system") return new SystemMessage(content);
  return role === "user" ? new HumanMessage(content) : new AIMessage(content);
}

/** The caller's config with a name and the address for traces. */
function traced(config: RunnableConfig | undefined, { episode, round, role, attempt }: Address): RunnableConfig {
  return { ...config, runName: role, metadata: { ...config?.metadata, episode, round, role, attempt } };
}
