/** What the nodes work with, made from the settings once and shared by all lanes: world, models, catalogue, recall. */

import type { ResolvedSettings, SettingsInput } from "../core/settings.ts";
import { createRetriever, type Retriever } from "../memory/retriever.ts";
import { type MethodParts, partsOf } from "../methods/derived.ts";
import { resolveSettings } from "../methods/settings.ts";
import type { RoleClient } from "../models/role-client.ts";
import { type Catalogue, createCatalogue } from "../worlds/grounding.ts";
import type { Rules, World } from "../worlds/world.ts";

export interface NodeContext {
  readonly settings: ResolvedSettings;
  readonly parts: MethodParts;
  readonly world: World;
  readonly roleClient: RoleClient;
  readonly catalogue: Catalogue;
  /** State texts of M_A, M_C and the plan memory: one index, since they speak of the same states. */
  readonly stateIndex: Retriever;
  /** Texts of M_P. */
  readonly reflectionIndex: Retriever;
  /** Tokens of a text, for the prompt budget. */
  readonly countTokens: (text: string) => number;
}

/** Gives the kit for the settings in the state. Nodes get it by closure, so that the state stays plain JSON. */
export type ContextOf = (settings: SettingsInput) => Promise<NodeContext>;

/** Builds a kit. Nothing is asked of a model and no item is embedded before a node needs it. */
export function createContext(
  settings: SettingsInput,
  world: World,
  roleClient: RoleClient,
  countTokens: (text: string) => number,
): NodeContext {
  const resolved = resolveSettings(settings);
  const embed = (texts: readonly string[]) => roleClient.embed(texts);
  return {
    settings: resolved,
    parts: partsOf(resolved.method),
    world,
    roleClient,
    catalogue: createCatalogue(world, embed),
    stateIndex: createRetriever(embed),
    reflectionIndex: createRetriever(embed),
    countTokens,
  };
}

/** The world's rules with what the settings decide about an episode of this split. */
export function rulesOf(world: World, settings: ResolvedSettings, split: "train" | "test"): Rules {
  const paper = settings.fidelity === "paper";
  return {
    ...world.rules,
    window: settings.window ?? world.rules.window,
    limit: settings.limit ?? (paper && split === "train" ? 50 : world.rules.limit),
    repeats: settings.repeats,
    firstRoundSafe: paper,
  };
}
