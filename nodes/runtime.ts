/** Makes kits from settings: loads the world, opens the desk, and keeps both for the process. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { type ResolvedSettings, type Role, resolveSettings, type SettingsInput } from "../core/settings.ts";
import { createMemoryLedger } from "../models/ledger/ledger.ts";
import { BlindChat } from "../models/offline/blind.ts";
import { OfflineChat } from "../models/offline/chat.ts";
import { type Knowledge, knowledgeOf } from "../models/offline/knowledge.ts";
import { loadChat } from "../models/providers/chat.ts";
import { createDesk, type DeskOptions } from "../models/role-client.ts";
import { createTokenCounter } from "../models/tokens.ts";
import { loadWorld } from "../worlds/load.ts";
import type { World } from "../worlds/world.ts";
import { createKit, type Kit, type KitOf } from "./context.ts";

/** What a runtime may be given instead of its own: everything has a default that needs no key and no network. */
export interface RuntimeOptions
  extends Partial<
    Pick<
      DeskOptions,
      "ledger" | "limiter" | "budgetUsd" | "purse" | "prices" | "retry" | "embedder" | "cache" | "changed" | "stream"
    >
  > {
  /** Chat model of a role; default: what `settings.model` and `settings.models` name. */
  readonly chat?: (spec: string, role: Role) => BaseChatModel | Promise<BaseChatModel>;
  /** Worlds by id; default: embedded ones and folders. */
  readonly loadWorld?: (id: string) => Promise<World>;
}

/** A runtime: kits by settings, each made once. Without a ledger of its own, calls are counted and never replayed. */
export function createRuntime(options: RuntimeOptions = {}): KitOf {
  const kits = new Map<string, Promise<Kit>>();
  const ledger = options.ledger ?? createMemoryLedger({ replay: false });
  return (settings) => {
    const key = JSON.stringify(settings);
    let kit = kits.get(key);
    if (kit === undefined) {
      kit = makeKit(settings, { ...options, ledger });
      kits.set(key, kit);
      kit.catch(() => kits.delete(key));
    }
    return kit;
  };
}

async function makeKit(input: SettingsInput, options: RuntimeOptions & Pick<DeskOptions, "ledger">): Promise<Kit> {
  const settings = resolveSettings(input);
  const world = await (options.loadWorld ?? loadWorld)(settings.world);
  const { chat, loadWorld: _, ...shared } = options;
  const desk = createDesk({ ...shared, settings, chat: chat ?? ((spec, role) => chatOf(spec, role, settings, world)) });
  return createKit(settings, world, desk, createTokenCounter());
}

const knowledge = new WeakMap<World, Knowledge>();

function chatOf(spec: string, role: Role, settings: ResolvedSettings, world: World): Promise<BaseChatModel> {
  const offline = (name: string) => {
    if (name === "offline:blind") return new BlindChat(role);
    const known = knowledge.get(world) ?? knowledgeOf(world.items, world.popularity);
    knowledge.set(world, known);
    return new OfflineChat(known, role);
  };
  return loadChat(spec, { settings, offline });
}
