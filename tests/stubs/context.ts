/**
 * Node contexts for unit tests of single nodes: settings that are all unequal, a scripted model, retrievers that note what they were asked.
 * The one place where tests build a `SimulatedContext` or a state of the graph by hand.
 */

import type { SettingsInput } from "../../core/settings.ts";
import type { Recalled, RetrievalOptions, Retriever } from "../../memory/retriever.ts";
import { parseSettings, resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { createRoleClient } from "../../models/role-client.ts";
import { createScript, type Recorded, type Script } from "../../models/scripted.ts";
import { createContext, type SimulatedContext } from "../../nodes/context.ts";
import type { Round, State } from "../../nodes/state.ts";
import { readSections } from "../../prompts/sections.ts";
import type { World } from "../../worlds/world.ts";
import { tinyWorld } from "./tiny-world.ts";

/** Settings of which no two numbers are equal: what is taken from the wrong field is seen. */
export const UNEQUAL = {
  method: "billp",
  seed: 11,
  train: 30,
  test: 12,
  gamma: 0.75,
  reflections: 3,
  caseCount: 2,
  valueCount: 4,
  caseDistance: 0.31,
  valueDistance: 0.57,
  shortlist: 5,
  historyLength: 7,
  window: 1,
  limit: 6,
  lag: 9,
  repairs: 0,
} as const satisfies SettingsInput;

/** A train user whose history is longer than everything that is shown of it, and a test user. */
export const USER = 3;
export const TEST_USER = 28;
/** Item ids of the history of {@link USER}, oldest first. */
export const HISTORY = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32] as const;

/** The tiny world with that history. */
export function unequalWorld(): World {
  const world = tinyWorld();
  return { ...world, users: world.users.map((u) => (u.id === USER ? { ...u, history: HISTORY } : u)) };
}

const { items } = unequalWorld();
/** Title of an item of the world here. */
export const titleOf = (item: number) => items[item]?.title as string;

/** What a retriever was asked. */
export interface Search {
  /** Which of the context's retrievers. */
  readonly index: "states" | "reflections";
  readonly query: string;
  /** Ids of the entries that were given to it, and the texts it would compare. */
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly options: RetrievalOptions;
}

/** A context to run a node in, and what the node did with it. */
export interface Probe {
  readonly context: SimulatedContext;
  readonly searches: readonly Search[];
  /** Prompts that were sent, in order. */
  readonly calls: readonly Recorded[];
  readonly ledger: Ledger;
}

/** A context of {@link UNEQUAL} settings, where the test says no other, whose models follow the script. */
export function probe(more: SettingsInput = {}, script: Script = {}): Probe {
  const input: SettingsInput = { ...UNEQUAL, ...more };
  const settings = resolveSettings(input);
  const { chat, calls } = createScript(script);
  const ledger = createMemoryLedger();
  const roleClient = createRoleClient({ settings, chat, ledger });
  const searches: Search[] = [];
  const context: SimulatedContext = {
    ...createContext(input, unequalWorld(), roleClient, (text) => text.length),
    stateIndex: spyRetriever("states", searches),
    reflectionIndex: spyRetriever("reflections", searches),
  };
  return { context, searches, calls, ledger };
}

/** Finds the first k entries that may be seen, a tenth further away each, and notes the question. */
function spyRetriever(index: Search["index"], searches: Search[]): Retriever {
  return {
    async nearest(query, entries, textOf, options) {
      searches.push({ index, query, ids: entries.map((e) => e.id), texts: entries.map(textOf), options: { ...options } });
      return entries
        .filter((e) => e.episode <= options.visibleUpTo)
        .slice(0, options.k)
        .map((entry, i): Recalled<typeof entry> => ({ entry, distance: i / 10 }));
    },
  };
}

/** A state within episode 40 of {@link USER}, who sees what the episodes up to 31 wrote. */
export function stateOf(more: Partial<State> = {}, settings: SettingsInput = {}): State {
  return {
    settings: parseSettings({ ...UNEQUAL, ...settings }),
    users: { split: "train", ids: null, from: 0, count: 1 },
    cursor: 1,
    firstEpisode: 40,
    episode: { number: 40, user: USER, split: "train", visibleUpTo: 31 },
    plan: "Next Western, then Drama.",
    action: null,
    rounds: [],
    judgements: [],
    experience: [],
    values: [],
    reflections: [],
    plans: [],
    outcomes: [],
    ...more,
  };
}

/** Round n of that episode, in which the item got a reward. */
export function roundOf(round: number, item: number, more: Partial<Round> = {}): Round {
  return {
    id: `000040-00${round}`,
    episode: 40,
    round,
    plan: `plan ${round}`,
    proposal: titleOf(item),
    item,
    title: titleOf(item),
    reward: 3,
    worldReward: 3,
    accepted: true,
    replaced: false,
    end: null,
    ...more,
  };
}

/** So many entries of one memory, written by episodes 26, 27, …: of eight, the last two cannot be seen at 31. */
export function entriesOf<E>(count: number, of: (n: number) => E): (E & { id: string; episode: number; round: number })[] {
  return Array.from({ length: count }, (_, i) => ({ id: `0000${26 + i}-001`, episode: 26 + i, round: 1, ...of(i + 1) }));
}

/** The sections of a prompt's last message, by name. */
export function sectionsOf(call: Recorded | undefined): Map<string, unknown[]> {
  return readSections(call?.messages.at(-1)?.content ?? "");
}
