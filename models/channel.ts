/** Channel from a role to its chat model: builds requests, sends them, writes them into the ledger. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { Runnable, RunnableConfig } from "@langchain/core/runnables";
import { sha256 } from "../core/hash.ts";
import type { Message } from "../core/message.ts";
import type { Operator } from "../core/operator.ts";
import { redactor } from "../core/redaction.ts";
import { isOfflineSpec, modelOf, type ResolvedSettings, type Role } from "../core/settings.ts";
import { cut, plain } from "../core/text.ts";
import { type AnswersMethod, type Form, methodFor, optionsFor, withFunction } from "./answers/answer-methods.ts";
import { ANSWER_LIMIT } from "./answers/extract-json.ts";
import { type Given, readMessage } from "./answers/read-message.ts";
import { refusesRoom, withWords } from "./answers/repair.ts";
import { withoutThoughts } from "./answers/thoughts.ts";
import { UnusableAnswer } from "./answers/unusable-answer.ts";
import type { Budget } from "./budget.ts";
import { usageOf } from "./call-usage.ts";
import type { Address, Ledger, LedgerEntry } from "./ledger/ledger.ts";
import { estimateTokens } from "./ledger/usage.ts";
import { serverOf } from "./providers/server.ts";
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
  /** Tokens the answer may have; undefined leaves it to the server. */
  room: number | undefined;
  hash: string;
}

/** What is asked, beside the messages. */
export interface Asked {
  form: Form;
  seed: number;
  room?: number | undefined;
}

/** Judges an answer before it is written down: why it cannot be used, in words; undefined when it can. */
export type Judge = (given: Given) => string | undefined;

/** The way from one role to its model. */
export interface Channel {
  /** The messages with the answer's form in words, where the method needs words. */
  frame(messages: readonly Message[], form: Form): readonly Message[];
  request(messages: readonly Message[], asked: Asked): Request;
  /**
   * Makes the call, or takes its answer from the cache. The judge sees the answer; then it is in the ledger, with its judgement and with what
   * was recalled. A call that a server refused for its content is an answer that cannot be used.
   */
  send(request: Request, address: Address, judge: Judge, config?: RunnableConfig, recalled?: readonly string[]): Promise<void>;
}

/** What a line is made of. */
export interface ChannelOptions {
  settings: ResolvedSettings;
  operator: Operator;
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
  const { settings, operator, role, ledger, budget } = options;
  const spec = modelOf(settings, role);
  const method = methodFor(settings.answers, spec, operator.server !== null);
  const inWords = method === "text" || method === "jsonMode";
  const redact = redactor();
  const target = targetOf(options, spec, method);
  const cache = isOfflineSpec(spec) || !options.cache?.serves(settings.temperature) ? null : options.cache;
  const server = serverOf(spec, operator);
  const keyOf = ({ json, form, seed }: Request): string =>
    cacheKey({ spec, server, method, role, form: form.key, temperature: settings.temperature, seed, messages: json });

  /** Whether somebody was asked in this role before, and answered. */
  const answered = (): boolean => {
    const tally = ledger.usageByRole()[role];
    return tally !== undefined && tally.calls > (tally.cached ?? 0);
  };
  return {
    frame: (messages, form) => (inWords ? withWords(messages, form.words) : messages),
    request(messages, { form, seed, room }) {
      const json = JSON.stringify(messages);
      const more = room === undefined ? "" : `\n${room}`;
      const hash = sha256(`${spec}\n${method}\n${settings.temperature}\n${seed}\n${form.key}\n${json}${more}`);
      return { messages, json, form, seed, room, hash };
    },
    async send(request, address, judge, config, recalled) {
      const key = cache === null ? "" : keyOf(request);
      const known = cache?.get(key);
      if (known !== undefined) {
        await nextTurn(); // as for models in this process: a run that is all in the cache would otherwise hear no signal
        config?.signal?.throwIfAborted();
        ledger.begin(address, request.hash);
        const fault = judge({ text: known.answer, outputTokens: known.outputTokens });
        ledger.finish(address, {
          ...known,
          request: request.hash,
          model: spec,
          costUsd: 0,
          cached: true,
          ...(fault === undefined ? {} : { fault }),
          messages: request.json,
          recalled,
        });
        return;
      }
      const runnable = await target(request.form);
      const input = request.messages.map(toLangChain);
      const callOptions = {
        ...traced(config, address),
        seed: request.seed,
        ...(request.room === undefined ? {} : { maxTokens: request.room }),
        ...optionsFor(method, request.form, `${role}_answer`),
      };
      const hold = budget.hold(spec, Buffer.byteLength(request.json) + Buffer.byteLength(request.form.key));
      let begun = false;
      const ask = (signal: AbortSignal): Promise<unknown> => {
        if (!begun) ledger.begin(address, request.hash); // not before: a call that waits for its place is not cut off by a kill
        begun = true;
        const sent: Promise<unknown> = runnable.invoke(input, { ...callOptions, signal });
        if (request.room === undefined) return sent;
        return sent.catch((error: unknown) => {
          if (!refusesRoom(error)) throw error;
          const roomless = { ...callOptions, maxTokens: undefined, signal };
          return runnable.invoke(input, roomless);
        });
      };
      try {
        const info = { spec, spread: request.seed, signal: config?.signal, answered };
        const given = await call(ask, info, options.limiter, options.retry, hold).catch(refusedCall);
        const refused = given instanceof UnusableAnswer ? given : undefined;
        const { text, ended } = refused ? { text: "", ended: refused.reason } : readMessage(given);
        const answer = redact(plain(keptOf(text)));
        const entry = entryOf(request, answer, given, spec, budget);
        const judged = judge({ text: answer, ended, outputTokens: entry.outputTokens });
        const fault = judged && refused ? `${refused.detail} (${refused.hint})` : judged;
        ledger.finish(address, { ...entry, ...(ended ? { ended } : {}), ...(fault === undefined ? {} : { fault }), recalled });
        if (ended === undefined) cache?.put(key, spec, entry); // what was cut off or refused may come whole the next time
      } catch (error) {
        ledger.fail(address, config?.signal?.aborted);
        throw error;
      } finally {
        hold.give();
      }
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
function entryOf(request: Request, answer: string, given: unknown, model: string, budget: Budget): LedgerEntry {
  const { inputTokens, outputTokens, estimated } = usageOf(given, request.json.length, answer.length);
  const costUsd = budget.cost(model, inputTokens, outputTokens);
  return { request: request.hash, answer, model, inputTokens, outputTokens, costUsd, estimated, messages: request.json };
}

/** A call that was refused for its content is an answer, an unusable one. */
function refusedCall(error: unknown): UnusableAnswer {
  if (error instanceof UnusableAnswer) return error;
  throw error;
}

/** As much of an answer as is read: all of a short one; of a long one what follows its thoughts, or the thought that never ends. */
function keptOf(text: string): string {
  if (text.length <= ANSWER_LIMIT) return text;
  const { text: spoken, openAt } = withoutThoughts(text);
  return cut(openAt === null ? spoken : text.slice(openAt), ANSWER_LIMIT);
}

function toLangChain({ role, content }: Message): BaseMessage {
  if (role === "system") return new SystemMessage(content);
  return role === "user" ? new HumanMessage(content) : new AIMessage(content);
}

/** The caller's config with a name and the address for traces. */
function traced(config: RunnableConfig | undefined, { episode, round, role, attempt }: Address): RunnableConfig {
  return { ...config, runName: role, metadata: { ...config?.metadata, episode, round, role, attempt } };
}
