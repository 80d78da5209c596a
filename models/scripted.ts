/** Scripted chat model for tests, which says what its script says: fake the model, never the graph. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { BillpError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import type { Role } from "../core/settings.ts";

/** A reply: a text, an object to send as JSON, an error to throw, or a function of the prompt that gives one of these. */
export type Reply = string | Error | Record<string, unknown> | ((messages: readonly Message[], call: number) => Reply);

/** Replies by role: a queue that must not run dry, or one function that answers everything. */
export type Script = Partial<Record<Role, Reply[] | ((messages: readonly Message[], call: number) => Reply)>>;

/** One recorded call. */
export interface Recorded {
  role: Role;
  messages: readonly Message[];
  seed: number | undefined;
}

/** Options of {@link createScript}. */
export interface ScriptOptions {
  /** Longest delay of a reply; each takes a part of it drawn from `seed`, so that answers come back in another order. */
  latencyMs?: number;
  seed?: number;
}

/** A script at work. Give `chat` to the role client; read `calls` afterwards. */
export interface RunningScript {
  chat: (spec: string, role: Role) => BaseChatModel;
  /** Every call so far, in the order of arrival. */
  readonly calls: readonly Recorded[];
  /** Replies no one asked for yet, by role. */
  left(): Partial<Record<Role, number>>;
}

/** Starts a script. A role's queue is shared by all models made for it. */
export function createScript(script: Script, options: ScriptOptions = {}): RunningScript {
  const calls: Recorded[] = [];
  const counts = new Map<Role, number>();
  const queues = new Map(Object.entries(script).map(([role, r]) => [role, Array.isArray(r) ? [...r] : r]));
  let state = (options.seed ?? 1) >>> 0;
  const delay = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((options.latencyMs ?? 0) * state) / 2 ** 32;
  };
  const next = (role: Role, messages: readonly Message[], seed: number | undefined): string => {
    calls.push({ role, messages, seed });
    const nth = (counts.get(role) ?? 0) + 1;
    counts.set(role, nth);
    const queue = queues.get(role);
    let reply: Reply | undefined = Array.isArray(queue) ? queue.shift() : queue;
    if (reply === undefined)
      throw new BillpError("bad-model", `The script of the ${role} ended: call ${nth} has no reply.`, {
        hint: "Add replies to the test.",
      });
    while (typeof reply === "function") reply = reply(messages, nth);
    if (reply instanceof Error) throw reply;
    return typeof reply === "string" ? reply : JSON.stringify(reply);
  };
  const left = () =>
    Object.fromEntries([...queues].flatMap(([role, q]) => (Array.isArray(q) ? [[role, q.length] as const] : [])));
  return { chat: (_spec, role) => new ScriptedChat(role, next, options.latencyMs ? delay : undefined), calls, left };
}

type Next = (role: Role, messages: readonly Message[], seed: number | undefined) => string;

class ScriptedChat extends BaseChatModel {
  readonly #role: Role;
  readonly #next: Next;
  readonly #delay: (() => number) | undefined;

  constructor(role: Role, next: Next, delay: (() => number) | undefined) {
    super({});
    this.#role = role;
    this.#next = next;
    this.#delay = delay;
  }

  override _llmType(): string {
    return "scripted";
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    _run?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const seed = (options as { seed?: number }).seed;
    const wait = this.#delay?.();
    const text = this.#next(this.#role, messages.map(plainMessage), seed);
    if (wait) await sleep(wait, undefined, options.signal ? { signal: options.signal } : {});
    return { generations: [{ text, message: new AIMessage(text) }] };
  }
}

function plainMessage(message: BaseMessage): Message {
  const type = message.getType();
  return {
    role: type === "system" ? "system" : type === "human" ? "user" : "assistant",
    content: typeof message.content === "string" ? message.content : message.text,
  };
}
