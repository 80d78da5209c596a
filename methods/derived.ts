/** Derived facts of a definition: which nodes run, what is learned, what a round takes, what a reader must be told. */
import type { Role } from "../core/settings.ts";
import { METHOD_MEMORIES, type MethodMemory, OPTIONAL_ROLES, type OptionalRole } from "./definition/definition.ts";
import { definitionOf, isPolicy, isRegistered, methodOf, policyOf } from "./registry.ts";

/** Which roles and memories a method has. */
export type MethodParts = Readonly<Record<OptionalRole | MethodMemory, boolean>>;

/** The parts of a method. @throws BillpError `bad-settings` when nothing has this name, or a policy. */
export function partsOf(name: string): MethodParts {
  const { roles, memories } = methodOf(name);
  const had: ReadonlySet<string> = new Set([...roles, ...memories]);
  return Object.fromEntries([...OPTIONAL_ROLES, ...METHOD_MEMORIES].map((part) => [part, had.has(part)])) as Record<
    OptionalRole | MethodMemory,
    boolean
  >;
}

/** Memories that it writes and recalls, beside the plan memory; none of a policy. @throws BillpError `bad-settings` for an unknown name. */
export function memoriesOf(name: string): readonly MethodMemory[] {
  return isPolicy(name) ? [] : methodOf(name).memories;
}

/** Whether it writes anything that a later episode could read; training of any other would change nothing but its cost. */
export function learns(name: string): boolean {
  return memoriesOf(name).length > 0;
}

/** Whether a policy never looks at its seed; false of a method, whose models and draws may. */
export function ignoresSeed(name: string): boolean {
  return isPolicy(name) && policyOf(name).seeded === false;
}

/** What a method is wired of, the same for two names of one wiring; null of a policy. */
export function wiringOf(name: string): string | null {
  if (isPolicy(name)) return null;
  const { roles, memories } = methodOf(name);
  return `${[...roles].sort().join("+")} ${[...memories].sort().join("+")}`;
}

/** The roles that a method asks in an episode, in the order of the paper; none of a policy. */
export function rolesOf(name: string): readonly Role[] {
  if (isPolicy(name)) return [];
  const { planner, critic, reflector } = partsOf(name);
  return [
    ...(planner ? ["planner" as const] : []),
    "actor",
    ...(critic ? ["critic" as const] : []),
    ...(reflector ? ["reflector" as const] : []),
  ];
}

/** Work of a round in calls, the Reflector's counted in every round: a weight for orders and progress. A policy's is next to nothing. */
export function workOfRound(name: string): number {
  return isPolicy(name) ? 0.01 : rolesOf(name).length;
}

/** Whether it looks up what a user will rate an item. False of a name that is not registered here, as in a study read from its file. */
export function readsRewards(name: string): boolean {
  return isPolicy(name) && policyOf(name).knows === "rewards";
}

/** Whether it stands for the best that can be had. False of a name that is not registered here. */
export function isCeiling(name: string): boolean {
  return isPolicy(name) && policyOf(name).ceiling === true;
}

/** The caution that its definition asks for; null when it has none, or is not registered here. */
export function ownCaution(name: string): string | null {
  return isRegistered(name) ? (definitionOf(name).caution ?? null) : null;
}
