/**
 * Registry of methods and policies: everything that help, estimates, cautions, charts and docs say of one is derived from its definition here.
 * Users of the package add their own with {@link defineMethod} and {@link definePolicy} before they play.
 */
import type { Random } from "../core/random.ts";
import type { MEMORY_NAMES } from "../memory/entries.ts";
import type { World } from "../worlds/world.ts";

/** Roles a method may have beside the Actor, which every method has. */
export type OptionalRole = "planner" | "critic" | "reflector";
export type MemoryName = (typeof MEMORY_NAMES)[number];

/** A method: which roles of the loop it has, and which memories it keeps. All methods share nodes, grounding, mask and prompt budget. */
export interface MethodDefinition {
  /** Name in settings, flags and tables: small letters, digits and hyphens. */
  readonly name: string;
  /** What it is, in one line of at most 100 characters, for help, docs and page. */
  readonly summary: string;
  readonly roles: readonly OptionalRole[];
  /** Memories it writes and recalls: reflections need a Reflector; experience and values a Critic. */
  readonly memories: readonly MemoryName[];
  /** What a reader of its numbers must be told, if anything; a sentence for the report. */
  readonly caution?: string;
}

/** What a policy looks at. `true rewards`: more than any method can know. */
export type Knowledge = "nothing" | "popularity" | "true rewards";
