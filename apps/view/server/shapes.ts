/** JSON shapes between server and page: types alone, shared by both. */
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { Summary } from "../../../experiments/evaluation/summary.ts";
import type { MEMORY_NAMES } from "../../../memory/entries.ts";
import type { Rules } from "../../../worlds/world.ts";

/** finished: played to its end; live: being played now; stopped: can be resumed; damaged: cannot be read. */
export type Status = "finished" | "live" | "stopped" | "damaged";

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

/** One episode in the table of a run. */
export interface EpisodeRow {
  readonly episode: number;
  readonly user: number;
  readonly split: Episode["split"];
  readonly end: Episode["end"];
  readonly len: number;
  readonly return: number;
  /** Reward of every round, 0 of one that was refused. */
  readonly rewards: readonly number[];
  /** Unusable answers of all roles. */
  readonly faults: number;
}

/** One run: what it is, its figures, and a row for every episode. */
export interface RunPage {
  readonly card: RunCard;
  /** What its method or policy is, in a sentence, and the memories it writes and recalls. */
  readonly about: { readonly summary: string; readonly memories: readonly string[] };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly summary: Summary | null;
  readonly rows: readonly EpisodeRow[];
  readonly rewardMax: number;
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
  /** Share of the patience that people bring on average, spent by the end; null for user models without patience. */
  readonly spent: number | null;
  /** The items of the quit window with their distance to the last one; `close` when below β. Empty for user models without distances. */
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
}

/** One call with the exact texts. */
export interface CallText extends CallHead {
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
  /** The last episode whose entries this one may see. */
  readonly visibleUpTo: number;
  /** Null when the world cannot be loaded any more. */
  readonly world: {
    readonly rules: Rules;
    readonly rewardMax: number;
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
  /** For every episode: the last one whose entries it sees. */
  readonly visibleUpTo: readonly number[];
}

/** A fork in a list: where it left, what it changed, how its episode went. */
export interface ForkCard {
  readonly id: string;
  /** The fork it was made from; null: the run. */
  readonly parent: string | null;
  readonly episode: number;
  readonly round: number;
  readonly overrides: readonly string[];
  readonly repeat: number;
  readonly dropped: readonly string[];
  readonly row: EpisodeRow;
}

/** A fork that was asked for from the page. */
export interface ForkJob {
  readonly job: string;
  readonly state: "playing" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  /** Ids of the forks, when it is done, and of the runs that go on from them. */
  readonly forks: readonly string[];
  readonly runs: readonly string[];
  readonly message?: string;
  readonly hint?: string;
}

/** The catalogue as points of the plane. */
export interface CataloguePage {
  readonly items: readonly { readonly title: string; readonly category: string; readonly popularity: number }[];
  /** x and y of every item, one after the other, within −1..1. */
  readonly points: readonly number[];
}
