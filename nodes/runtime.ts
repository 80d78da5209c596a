/** Runtime: node contexts by settings, each made once a process from its world and its models. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { type Operator, operatorOf } from "../core/operator.ts";
import type { ResolvedSettings, Role, SettingsInput } from "../core/settings.ts";
import { resolveSettings, splitRecorded } from "../methods/settings.ts";
import { createMemoryLedger } from "../models/ledger/ledger.ts";
import { BlindChat } from "../models/offline/blind.ts";
import { OfflineChat } from "../models/offline/chat.ts";
import { type Knowledge, knowledgeOf } from "../models/offline/knowledge.ts";
import { loadChat } from "../models/providers/chat.ts";
import { createRoleClient, type RoleClientOptions } from "../models/role-client.ts";
import { createTokenCounter } from "../models/token-counter.ts";
import { worldsForOperator } from "../worlds/format/named.ts";
import type { World } from "../worlds/world.ts";
import { type ContextOf, createContext, type SimulatedContext } from "./context.ts";

/** What a runtime may be given instead of its own: everything has a default that needs no key and no network. */
export interface RuntimeOptions
  extends Partial<
    Pick<
      RoleClientOptions,
      | "operator"
      | "ledger"
      | "limiter"
      | "budgetUsd"
      | "sharedBudget"
      | "prices"
      | "retry"
      | "embedder"
      | "cache"
      | "changed"
      | "answered"
      | "stream"
      | "onNotice"
    >
  > {
  /** Chat model of a role; default: what `settings.model` and `settings.models` name. */
  readonly chat?: (spec: string, role: Role) => BaseChatModel | Promise<BaseChatModel>;
  /** Worlds by id; default: embedded ones, those of the operator's folder, and folders by their path. */
  readonly loadWorld?: (id: string) => Promise<World>;
}

/** A runtime: contexts by settings, each made once. Without a ledger of its own, calls are counted and never replayed. */
export function createRuntime(options: RuntimeOptions = {}): ContextOf {
  const contexts = new Map<string, Promise<SimulatedContext>>();
  const ledger = options.ledger ?? createMemoryLedger({ replay: false });
  return (settings) => {
    const key = JSON.stringify(settings);
    let context = contexts.get(key);
    if (context === undefined) {
      context = makeContext(settings, { ...options, ledger });
      contexts.set(key, context);
      context.catch(() => contexts.delete(key));
    }
    return context;
  };
}

async function makeContext(
  input: SettingsInput,
  options: RuntimeOptions & Pick<RoleClientOptions, "ledger">,
): Promise<SimulatedContext> {
  // Checkpoints of earlier versions hold the server's address among the settings; it is not used.
  const settings = resolveSettings(splitRecorded(input).settings);
  const operator = operatorOf(options.operator);
  const world = await (options.loadWorld ?? worldsForOperator(operator))(settings.world);
  const { chat, loadWorld: _, ...shared } = options;
  const roleClient = createRoleClient({
    ...shared,
    operator,
    settings,
    chat: chat ?? ((spec, role) => chatOf(spec, role, { settings, operator }, world)),
  });
  return createContext(settings, world, roleClient, createTokenCounter());
}

const knowledge = new WeakMap<World, Knowledge>();

function chatOf(
  spec: string,
  role: Role,
  { settings, operator }: { settings: ResolvedSettings; operator: Operator },
  world: World,
): Promise<BaseChatModel> {
  const offline = (name: string) => {
    if (name === "offline:blind") return new BlindChat(role);
    const known = knowledge.get(world) ?? knowledgeOf(world.items, world.popularity);
    knowledge.set(world, known);
    return new OfflineChat(known, role);
  };
  return loadChat(spec, { settings, operator, offline });
}
