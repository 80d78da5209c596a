/** JSON shapes between server and page: types alone, shared by both. */
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { Summary } from "../../../experiments/evaluation/summary.ts";
import type { MEMORY_NAMES } from "../../../memory/entries.ts";
import type { Rules } from "../../../worlds/world.ts";
import type { Curves } from "./figure-shapes.ts";
import type { ForkCard } from "./fork-shapes.ts";
import type { EpisodeRow } from "./row-shapes.ts";

export type { Comparison, ComparisonRow, Curve, Curves } from "./figure-shapes.ts";
export type { ForkCard, ForkJob, ForkWish } from "./fork-shapes.ts";
export type { EpisodeRow } from "./row-shapes.ts";

/**
 * finished: played to its end; live: a process holds its lock now; stopped: none does, and it can be resumed; unknown: not ended, and it keeps
 * no lock that could be asked; damaged: cannot be read.
 */
export type Status = "finished" | "live" | "stopped" | "unknown" | "damaged";

/** One run in the list. `id` is its folder within the folder of runs. */
export interface RunCard {
  readonly id: string;
  readonly run: string;
  readonly world: string;
  readonly method: string;
  readonly model: string;
  readonly seed: number;
  readonly fidelity: string;
  readonly status: Status;
  /** Episodes played, and how many the settings ask for. */
  readonly episodes: number;
  readonly planned: number;
  /** Means over the test episodes; null while there are none. */
  readonly len: number | null;
  readonly rTraj: number | null;
  readonly rEach: number | null;
  readonly costUsd: number | null;
  /** Milliseconds since 1970, of the folder's newest file. */
  readonly changed: number;
  /** Set when the run goes on from a fork of another: `id` is that one's folder, null when it lies elsewhere. */
  readonly parent: {
    readonly id: string | null;
    readonly run: string;
    readonly episode: number;
    readonly round: number;
    readonly overrides: readonly string[];
  } | null;
  /** What is wrong with a damaged run. */
  readonly trouble?: string;
}

/** One run: what it is, its figures, and a row for every episode. */
export interface RunPage {
  readonly card: RunCard;
  /** What its method or policy is, in a sentence; `learns` says so where it keeps no memory, so that training changes nothing. */
  readonly about: { readonly summary: string; readonly noMemory: string | null };
  readonly settings: Readonly<Record<string, unknown>>;
  /** The settings as they were in force. */
  readonly facts: readonly Fact[];
  /** What each reason for which an episode ends means here. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Keys that a fork may set: for an episode alone, and with the later episodes played anew. */
  readonly changeable: { readonly episode: readonly string[]; readonly run: readonly string[] };
  readonly curves: Curves;
  readonly summary: Summary | null;
  readonly rows: readonly EpisodeRow[];
  readonly rewardMax: number;
}

/** A setting as it was in force. `from` says who decided it, where no setting did. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly from?: string;
}

/** A title with what is known of it. */
export interface Title {
  readonly item: number;
  readonly title: string;
  readonly categories: readonly string[];
}

/** Why an episode ended, with the numbers that the user's rule compares. */
export interface Why {
  readonly round: number;
  /** The items of the quit window with their distance to the last one; `close` when below β. */
  readonly compared: readonly {
    readonly round: number;
    readonly title: string;
    readonly distance: number;
    readonly close: boolean;
  }[];
  readonly worldReward: number | null;
  /** Round in which a repeated item came before; 0: in the user's history; null: it is no repeat. */
  readonly repeatOf: number | null;
}

/** What an episode may recall: the memories of its method, the last episode whose entries it sees (null: it has none), and both in words. */
export interface Sight {
  readonly memories: readonly MemoryName[];
  readonly upTo: number | null;
  readonly text: string;
}

export type MemoryName = (typeof MEMORY_NAMES)[number];

/** An entry of a memory. Fields that its memory does not have are absent. */
export interface MemoryEntry {
  /** `memory:id`, as the ledger names it. */
  readonly key: string;
  readonly memory: MemoryName;
  readonly episode: number;
  readonly round?: number;
  readonly state?: string;
  readonly title?: string;
  readonly good?: boolean;
  readonly value?: number;
  readonly plan?: string;
  readonly advantage?: number;
  readonly text?: string;
}

/** One call of the ledger, without its texts. */
export interface CallHead {
  readonly round: number;
  readonly role: string;
  readonly attempt: number;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cached: boolean;
  /** Why the answer ended, where it did not end of itself, and why it could not be used; null where neither is so, or nobody kept it. */
  readonly ended: string | null;
  readonly fault: string | null;
  /** Entries that the prompt showed; null where this is not recorded. */
  readonly recalled: readonly string[] | null;
  /** Why it showed none, when it showed none. */
  readonly noneShown: string | null;
}

/** One call with the exact texts. */
export interface CallText extends Omit<CallHead, "noneShown"> {
  readonly messages: readonly { readonly role: string; readonly content: string }[] | null;
  readonly answer: string;
}

/** One episode with everything that is needed to draw it. */
export interface EpisodePage {
  readonly episode: Episode;
  /** What was forked, when this is a fork's episode. */
  readonly fork: ForkCard | null;
  /** Forks of this episode. */
  readonly forks: readonly ForkCard[];
  readonly sight: Sight;
  /** Why it ended, in a sentence. */
  readonly ending: string;
  /** Roles that were asked; none of a policy. */
  readonly roles: readonly string[];
  /** What the advantage of each round says of its item; null without one. */
  readonly verdicts: readonly ("encouraging" | "discouraging" | null)[];
  /** Largest reward that a round can have; the largest seen in the run where its world is gone. */
  readonly rewardMax: number;
  /** Null when the world cannot be loaded any more. */
  readonly world: {
    /** The rules in force: those of the split, the settings and, in a fork, its changes. */
    readonly rules: Rules;
    readonly history: readonly Title[];
    /** Categories by round; empty for a round without an item. */
    readonly categories: readonly (readonly string[])[];
    readonly why: Why | null;
  } | null;
  readonly calls: readonly CallHead[];
  /** Why there are no calls, when there are none. */
  readonly noCalls: string | null;
  /** Entries that were recalled, and those this episode wrote. */
  readonly recalled: readonly MemoryEntry[];
  readonly wrote: readonly MemoryEntry[];
  /** Why a round left none behind, where it left none. */
  readonly noneWritten: string;
  readonly others: { readonly previous: number | null; readonly next: number | null; readonly sameUser: readonly number[] };
}

/** An entry with how often prompts showed it, and how those rounds went. */
export interface UsedEntry extends MemoryEntry {
  readonly used: number;
  /** Mean reward of the rounds whose prompts showed it; null of none. */
  readonly reward: number | null;
  /** Mean advantage of the same rounds. */
  readonly gain: number | null;
  /** Rounds among them with which the user left. */
  readonly left: number;
  /** First and last episode that used it. */
  readonly first: number | null;
  readonly last: number | null;
}

/** What a run has learned. `recorded` is false where the ledger does not say what was recalled. */
export interface MemoryPage {
  readonly entries: readonly UsedEntry[];
  readonly recorded: boolean;
  /** Why there are no entries, when there are none. */
  readonly empty: string;
  /** For every episode what it may recall, in the order of the episodes. */
  readonly sights: readonly Sight[];
}

/** The catalogue as points of the plane. */
export interface CataloguePage {
  readonly items: readonly { readonly title: string; readonly category: string; readonly popularity: number }[];
  /** x and y of every item, one after the other, within −1..1. */
  readonly points: readonly number[];
}
