/** World: a catalogue, its users, and what a simulator of them is made from. Three parts that can be had apart; data plus pure functions. */

/** One catalogue item. `id` is its index in {@link Catalogue.items} (0-based) and in every vector file. */
export interface Item {
  readonly id: number;
  /** Title as shown to models and people, unique within the world, e.g. "Alien (1979)". */
  readonly title: string;
  readonly year: number | null;
  readonly categories: readonly string[];
  /** Public quality prior in stars (1..5, one decimal), where the world's source states one: ratings of critics and audiences at large. */
  readonly quality?: number;
}

/** One user. `id` is its index in {@link Users.users} (0-based). */
export interface User {
  readonly id: number;
  /** The user's key in the source log, for people. */
  readonly key: string;
  readonly split: "train" | "test";
  /** Item ids the user had before the first round, oldest first. Shown to roles (last 15 titles). */
  readonly history: readonly number[];
  /** What the user rated the items of the history, in stars, beside them; where the world's source has it. */
  readonly ratings?: readonly number[];
}

/** Constants of a world's user simulator. Fixed before any agent runs; a change is a new version of the world. */
export interface Rules {
  /** Quit window W: the user compares an item with the last W recommended items of the episode (reference: 4). */
  readonly window: number;
  /** β: the user quits when the item is closer than this to any item of the window. Unit: the world's `distance`. */
  readonly beta: number;
  /** The user quits when the item's reward is below this (paper: 2; `floor` in the file of format 1). */
  readonly ratingThreshold: number;
  /** Step limit: the episode is truncated after this many accepted rounds. */
  readonly limit: number;
  /** `leave`: recommending an item of the history or the episode ends the episode; `allowed`: the paper's world. */
  readonly repeats: "leave" | "allowed";
  /** The reference never lets the first round end in a quit (docs/fidelity.md). */
  readonly firstRoundSafe: boolean;
}

/** An example for few-shot prompts, from an invented or held-out user who is in no split of any world. */
export interface FewShot {
  readonly history: readonly string[];
  readonly liked: readonly { title: string; categories: readonly string[]; reward: number }[];
  readonly disliked: readonly { title: string; categories: readonly string[]; reward: number }[];
}

/** Items and words: all that is needed to recommend from, and to speak of what is recommended. */
export interface Catalogue {
  /** `name@version`, e.g. "films@1". */
  readonly id: string;
  /** What one item and several are called in prompts, e.g. { one: "film", many: "films" }. */
  readonly noun: { readonly one: string; readonly many: string };
  readonly items: readonly Item[];
  /** Largest possible reward (5). */
  readonly rewardMax: number;
  readonly example: FewShot;
  /** Times each item occurs in the histories of train users (never test users); length = items. */
  readonly popularity: ArrayLike<number>;
}

/** People and their histories. */
export interface Users {
  readonly users: readonly User[];
}

/** What is true of users and items, known to simulators, ceilings and measures alone: no role and no method ever sees it. */
export interface Truth {
  /** The user's true rating of the item, 1..5. Shown to a role only as the reward of an accepted round. */
  reward(user: number, item: number): number;
  /** Distance between two items, >= 0, symmetric, 0 for the same item. */
  distance(a: number, b: number): number;
}

/** A whole world; `createSimulator` (user-models/) makes its users answer. */
export interface World extends Catalogue, Users, Truth {
  /** Name of its user model (user-models/). Default: `window`, which every world of format 1 has. */
  readonly userModel?: string;
  /** Constants of the user model, checked by its schema when a simulator is made. Fixed before any agent runs; in no prompt below `rule`. */
  readonly userParameters?: Readonly<Record<string, unknown>>;
  readonly rules: Rules;
}
