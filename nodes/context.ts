/** Node context: what the nodes work with, made from the settings once and shared by all workers. */
import type { ResolvedSettings, SettingsInput } from "../core/settings.ts";
import type { Told } from "../core/told.ts";
import { createLessonFilter, type LessonFilter, unfiltered } from "../memory/lesson-filter.ts";
import { createRetriever, type Retriever } from "../memory/retriever.ts";
import { type MethodParts, partsOf } from "../methods/derived.ts";
import { resolveSettings } from "../methods/settings.ts";
import type { RoleClient } from "../models/role-client.ts";
import { createGrounding, type Grounding } from "../worlds/grounding.ts";
import { createMask } from "../worlds/mask.ts";
import { rulesFor } from "../worlds/rules.ts";
import type { Mask, Simulator } from "../worlds/simulator.ts";
import { createSimulator } from "../worlds/user-models/user-models.ts";
import type { Catalogue, User, World } from "../worlds/world.ts";

export type Split = "train" | "test";

/** What every node can use: nothing of it knows a reward before a round is accepted. */
export interface NodeContext {
  readonly settings: ResolvedSettings;
  readonly parts: MethodParts;
  readonly catalogue: Catalogue;
  readonly users: readonly User[];
  readonly roleClient: RoleClient;
  readonly grounding: Grounding;
  /** Which items may be recommended in episodes of a split, and the rules in force there. */
  readonly mask: (split: Split) => Mask;
  /** What roles are told of the person in episodes of a split, as the setting `told` says. */
  readonly told: (split: Split) => Told;
  /** State texts of M_A, M_C and the plan memory: one index, since they speak of the same states. */
  readonly stateIndex: Retriever;
  /** Texts of M_P. */
  readonly reflectionIndex: Retriever;
  /** What may be learned from this person's stay and shown to others. */
  readonly lessonFilter: LessonFilter;
  /** Whether the person is a real one: then what is learned of them is keyed without their history. */
  readonly live: boolean;
  /** Tokens of a text, for the prompt budget. */
  readonly countTokens: (text: string) => number;
}

/** A context with somebody to play against: what environment-step needs. A live person has none. */
export interface SimulatedContext extends NodeContext {
  /** The simulator of episodes of a split. */
  readonly simulator: (split: Split) => Simulator;
}

/** Gives the context for the settings in the state. Nodes get it by closure, so that the state stays plain JSON. */
export type ContextOf = (settings: SettingsInput) => Promise<SimulatedContext>;

/** Builds a context. Nothing is asked of a model and no item is embedded before a node needs it. */
export function createContext(
  settings: SettingsInput,
  world: World,
  roleClient: RoleClient,
  countTokens: (text: string) => number,
): SimulatedContext {
  const resolved = resolveSettings(settings);
  const embed = (texts: readonly string[]) => roleClient.embed(texts);
  const rules = bySplit((split) => rulesFor(world.rules, resolved, split));
  const simulator = bySplit((split) => createSimulator(world, rules(split)));
  return {
    settings: resolved,
    parts: partsOf(resolved.method),
    catalogue: catalogueOf(world),
    users: world.users,
    roleClient,
    grounding: createGrounding(world, embed),
    mask: bySplit((split) => createMask(world.users, rules(split))),
    simulator,
    told: bySplit((split) => simulator(split).told(resolved.told)),
    stateIndex: createRetriever(embed),
    reflectionIndex: createRetriever(embed),
    lessonFilter: resolved.fidelity === "paper" ? unfiltered : createLessonFilter({ words: lessonWords(world), closed: false }),
    live: false,
    countTokens,
  };
}

/** Words of a catalogue that a lesson may use: its categories, and what an item is called. */
export function lessonWords({ items, noun }: Pick<Catalogue, "items" | "noun">): string[] {
  return [...new Set([noun.one, noun.many, ...items.flatMap((i) => i.categories)])];
}

/** The catalogue alone: what a node holds has no reward in it, whatever the world object has. */
function catalogueOf({ id, noun, items, rewardMax, example, popularity }: World): Catalogue {
  return { id, noun, items, rewardMax, example, popularity };
}

/** Makes a value for each split when it is first asked for, and keeps it. */
function bySplit<T>(make: (split: Split) => T): (split: Split) => T {
  const made: Partial<Record<Split, T>> = {};
  return (split) => {
    made[split] ??= make(split);
    return made[split];
  };
}
