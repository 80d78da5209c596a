/** Definitions of methods and policies: what a user of the package gives, and what everything else is derived from. */
import type { Simulator, UserState } from "../../worlds/simulator.ts";
import type { World } from "../../worlds/world.ts";

/** Roles a method may have beside the Actor, which every method has. */
export const OPTIONAL_ROLES = ["planner", "critic", "reflector"] as const;
export type OptionalRole = (typeof OPTIONAL_ROLES)[number];

/** Memories a method may write and recall: M_P (reflections), M_A (experience), M_C (values). Plan memory is a setting, `plans`. */
export const METHOD_MEMORIES = ["reflections", "experience", "values"] as const;
export type MethodMemory = (typeof METHOD_MEMORIES)[number];

/** A method with language models: the same nodes for all, of which it has some (docs/methods.md). */
export interface Method {
  /** Value of the setting `method`: a lower-case letter, then up to 39 letters, digits or hyphens. */
  readonly name: string;
  /** One sentence without a full stop, for help and docs. */
  readonly summary: string;
  /** Roles beside the Actor. */
  readonly roles: readonly OptionalRole[];
  /** What it remembers from one episode to another; each memory is filled by one role: reflections by the Reflector, the others by the Critic. */
  readonly memories: readonly MethodMemory[];
  /** A sentence about what its results cannot claim, printed in every report with an arm of it. */
  readonly caution?: string;
}

/** What a policy may look at. The truth about a user is in `world.reward`; a policy that calls it must say `rewards`. */
export const POLICY_KNOWLEDGE = ["catalogue", "histories", "rewards"] as const;

/** Where a policy plays: one user of one world, for one episode. */
export interface Seat {
  readonly world: World;
  /** Whom it plays against, under the rules in force (`simulator.rules`). A policy asks it what is allowed, and never takes a step. */
  readonly simulator: Simulator;
  /** User id. */
  readonly user: number;
  /** The run's seed. A policy draws from `makeRandom(seed, user)`, never from Math.random. */
  readonly seed: number;
}

/** Proposes the next item's id, or null when it knows none, which ends the episode. It must not change the state. */
export type Choose = (state: UserState) => number | null;

/** A policy without a model: the yardstick that agents are measured beside. The same seat gives the same episode. */
export interface Policy {
  /** Value of the setting `method`; methods and policies share one set of names. */
  readonly name: string;
  /** One sentence without a full stop, for help and docs. */
  readonly summary: string;
  /** The most telling thing it looks at: titles and categories, histories of users, or the true rewards (no competitor then). */
  readonly knows: (typeof POLICY_KNOWLEDGE)[number];
  /** False: it never looks at the seed of its seat, so that its runs are the same for every seed and a study plays one. Default: true. */
  readonly seeded?: boolean;
  /** Begins an episode. */
  readonly start: (seat: Seat) => Choose;
  /** Whether it stands for the best that can be had: charts scale without it, and others show their distance to it. */
  readonly ceiling?: boolean;
  /** A sentence about what its results cannot claim, printed in every report with an arm of it. */
  readonly caution?: string;
}
