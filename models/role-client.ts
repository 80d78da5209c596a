/** Structured-output client for the four roles: validates, repairs, records in the ledger, keeps to the budget. */
import { createHash } from "node:crypto";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { RunnableConfig } from "@langchain/core/runnables";
import type { z } from "zod";
import type { Message } from "../core/message.ts";
import { type Operator, type OperatorOptions, operatorOf } from "../core/operator.ts";
import { isOfflineSpec, modelOf, type ResolvedSettings, type Role } from "../core/settings.ts";
import { shapeOf } from "./answers/answer-shape.ts";
import { type Fit, fitAnswer } from "./answers/fit-answer.ts";
import type { Given } from "./answers/read-message.ts";
import { isHopeless, repaired, roomAfter } from "./answers/repair.ts";
import { createBudget } from "./budget.ts";
import { type Channel, createChannel, type Request } from "./channel.ts";
import { createEmbedder, type Embedder } from "./embeddings.ts";
import { type Address, type Ledger, type LedgerEntry, replay } from "./ledger/ledger.ts";
import { sumTallies, type Usage } from "./ledger/usage.ts";
import type { Prices } from "./prices.ts";
import { createLimiter, type Limiter } from "./rate-limiter.ts";
import type { ResponseCache } from "./response-cache.ts";
import { RETRY, type RetryOptions } from "./retrying-call.ts";
import type { SharedBudget } from "./shared-budget.ts";
import { createWatch, type Watch } from "./unusable-watch.ts";

/** Where in the run a question is asked: episode from 1; round from 1, 0 for the whole episode; a fork's id or nothing. */
export interface Where {
  episode: number;
  round: number;
  scope?: string;
}

/** A question to a role. The schema is compared by identity: make it once, not per call. */
export interface Question<T> {
  role: Role;
  messages: readonly Message[];
  schema: z.ZodType<T>;
  where: Where;
  /** Memory entries the prompt shows, as `memory:id`, in its order. Kept in the ledger for people; decides nothing. */
  recalled?: readonly string[];
}

/** A usable answer, or why none came. `calls` counts the answers asked for, replayed ones included. */
export type Answer<T> = { ok: true; value: T; calls: number } | { ok: false; reason: string; calls: number };

/** A question that the ledger has no answer to: none at its address, or one to another request. */
export interface Changed {
  address: Address;
  /** The messages as they would be sent. */
  messages: readonly Message[];
  recorded: LedgerEntry | undefined;
}

/** A question that the ledger answered, as it would be sent now. */
export interface Answered {
  address: Address;
  /** Model that would be asked. */
  model: string;
  request: Request;
  recalled: readonly string[] | undefined;
  recorded: LedgerEntry;
}

/** Where nodes ask models. */
export interface RoleClient {
  /**
   * Asks for one answer and repairs a misfit at most `settings.repairs` times. What a model says never throws.
   * @throws BillpError `model-refused`, `budget`, `bad-model` or `resume-mismatch`: the run stops and can be resumed.
   */
  ask<T>(question: Question<T>, config?: RunnableConfig): Promise<Answer<T>>;
  /** Unit-length vectors, one a text. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  /** Totals of the ledger, earlier sessions of a resumed run included. */
  usage(): Usage;
  close(): void;
}

/** Options of {@link createRoleClient}. */
export interface RoleClientOptions {
  settings: ResolvedSettings;
  /** Address and keys of model servers. Default: those of the environment. */
  operator?: Operator | OperatorOptions;
  /** Builds the chat model of a role on its first question. */
  chat: (spec: string, role: Role) => BaseChatModel | Promise<BaseChatModel>;
  /** Default: the embedder of `settings.embedding`. */
  embedder?: Embedder;
  ledger: Ledger;
  limiter?: Limiter;
  /** The run stops when this much has been spent. Calls in flight at that moment are still paid. */
  budgetUsd?: number;
  /** A budget shared with other runs, in place of `budgetUsd`. */
  sharedBudget?: SharedBudget;
  /** Default: data/prices.json, read on the first call to a paid model. */
  prices?: Prices;
  retry?: Partial<RetryOptions>;
  /** Answers shared with other runs; whoever opened it closes it. Models in this process pass it by. Default: none. */
  cache?: ResponseCache | null;
  /** For replays: told of each question that the ledger has no answer to. Throws to refuse it; otherwise a model is asked. */
  changed?: (changed: Changed) => void;
  /** Told in one line when most answers cannot be used; default: a line on stderr. */
  onNotice?: (line: string) => void;
  /** For replays: told of each question that the ledger answers. Default: nobody is. */
  answered?: (answered: Answered) => void;
  /** Number of the stream of sampling seeds: 0 for a run and the first of its forks; each repeat of a fork has its own. */
  stream?: number;
}

/** Opens a role client. No model is built and nothing is read before the first question. */
export function createRoleClient(options: RoleClientOptions): RoleClient {
  const { settings, ledger } = options;
  const limiter = options.limiter ?? createLimiter();
  const retry = { ...RETRY, ...options.retry };
  const specs = [...(["planner", "actor", "critic", "reflector"] as const).map((r) => modelOf(settings, r)), settings.embedding];
  const budget = createBudget({
    ledger,
    budgetUsd: options.budgetUsd,
    sharedBudget: options.sharedBudget,
    prices: options.prices,
    specs,
  });
  const operator = operatorOf(options.operator);
  const shared = { settings, operator, ledger, limiter, retry, budget, cache: options.cache ?? null };
  const lines = new Map<Role, Channel>();
  const lineOf = (role: Role): Channel => {
    const known = lines.get(role);
    if (known) return known;
    const line = createChannel({ ...shared, role, chat: options.chat });
    lines.set(role, line);
    return line;
  };
  let embedder = options.embedder;
  const watch = createWatch(options.onNotice ?? ((line) => console.warn(`note: ${line}`)));
  return {
    ask: (question, config) => answer(lineOf(question.role), question, { ...options, watch }, config),
    embed(texts) {
      embedder ??= createEmbedder(settings.embedding, shared);
      return embedder.embed(texts);
    },
    usage() {
      const byRole = ledger.usageByRole();
      const { failed, cutOff } = ledger.counts();
      return { ...sumTallies(Object.values(byRole)), byRole, failed, cutOff };
    },
    close: () => ledger.close(),
  };
}

/** Asks, checks, and asks again with the reason while repairs are left. */
async function answer<T>(
  line: Channel,
  question: Question<T>,
  options: WatchedOptions,
  config: RunnableConfig | undefined,
): Promise<Answer<T>> {
  const { settings } = options;
  const { role, schema, where } = question;
  const { form, short } = shapeOf(schema);
  let messages = line.frame(question.messages, form);
  let room: number | undefined;
  for (let attempt = 0; ; attempt++) {
    const address: Address = { scope: where.scope ?? "", episode: where.episode, round: where.round, role, attempt };
    const seed = seedOf(settings.seed, address, options.stream);
    const request = line.request(messages, { form: attempt === 0 ? form : short, seed, room });
    const { given, fit } = await received<T>(line, request, address, question, options, config);
    const calls = attempt + 1;
    if (fit.ok) return { ok: true, value: fit.value, calls };
    if (attempt >= settings.repairs || isHopeless(given)) return { ok: false, reason: fit.reason, calls };
    room = roomAfter(room, given, fit);
    messages = repaired(question.messages, short, fit, calls);
  }
}

type WatchedOptions = RoleClientOptions & { watch: Watch };

function watched(watch: Watch, spec: string, { given, fit }: { given: Given; fit: Fit<unknown> }): void {
  watch(spec, fit.ok ? undefined : { ended: given.ended, fault: fit.reason });
}

/** The answer to a request, from the ledger or from the model, as far as it can be used. */
async function received<T>(
  line: Channel,
  request: Request,
  address: Address,
  { role, schema, messages, recalled }: Question<T>,
  options: WatchedOptions,
  config: RunnableConfig | undefined,
): Promise<{ given: Given; fit: Fit<T> }> {
  let result: { given: Given; fit: Fit<T> } | undefined;
  const judge = (given: Given): string | undefined => {
    const fit = fitAnswer(given, schema, messages);
    result = { given, fit };
    return fit.ok ? undefined : fit.reason;
  };
  const known = recorded(options, request, address, recalled);
  if (known) judge({ text: known.answer, ended: known.ended, outputTokens: known.outputTokens });
  else await line.send(request, address, judge, config, recalled);
  const spec = modelOf(options.settings, role);
  if (result !== undefined && !known && !isOfflineSpec(spec)) watched(options.watch, spec, result);
  if (result === undefined) throw new Error("the channel judged no answer");
  return result;
}

/** The finished call of this very request, if there is one. */
function recorded(
  { settings, ledger, changed, answered }: RoleClientOptions,
  request: Request,
  address: Address,
  recalled: readonly string[] | undefined,
): LedgerEntry | undefined {
  const { hash, messages } = request;
  if (changed === undefined) return replay(ledger, address, hash);
  const entry = ledger.get(address);
  if (entry?.request === hash) {
    answered?.({ address, model: modelOf(settings, address.role as Role), request, recalled, recorded: entry });
    return entry;
  }
  changed({ address, messages, recorded: entry });
  return undefined;
}

/**
 * The sampling seed of a call: 31 bits of a hash of the run's seed and the address, and of the stream where it is not the first.
 * A fork keeps the seeds of the run it left.
 */
export function seedOf(runSeed: number, a: Address, stream = 0): number {
  const text = `${runSeed}|${a.episode}|${a.round}|${a.role}|${a.attempt}${stream === 0 ? "" : `|${stream}`}`;
  const hash = createHash("sha256").update(text).digest();
  return hash.readUInt32BE(0) >>> 1;
}
