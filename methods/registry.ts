/** Registry of methods and policies, with ours in it from the start and open to those of a user of the package. */
import { BillpError } from "../core/errors.ts";
import { createRegistry } from "../core/registry.ts";
import { BUILT_IN_METHODS, BUILT_IN_POLICIES } from "./built-in.ts";
import { checkMethod, checkPolicy } from "./definition/check-definition.ts";
import type { Method, Policy } from "./definition/definition.ts";

const definitions = createRegistry<Method | Policy>("method or policy");

/**
 * Adds a method: from then on it can be named wherever a method can, in this process.
 * @throws BillpError `bad-settings` when the name is taken or the definition contradicts itself.
 */
export function defineMethod(method: Method): Method {
  const checked = checkMethod(method);
  definitions.add(checked);
  return checked;
}

/**
 * Adds a policy: from then on it can be named wherever a method can, in this process.
 * @throws BillpError `bad-settings` when the name is taken or the definition is not usable.
 */
export function definePolicy(policy: Policy): Policy {
  const checked = checkPolicy(policy);
  definitions.add(checked);
  return checked;
}

/** Names of all methods, then of all policies, each in the order of registration. */
export function playerNames(): string[] {
  return [...methodNames(), ...policyNames()];
}

/** Names of the methods with language models, in the order of registration. */
export function methodNames(): string[] {
  return definitions.names().filter((name) => !isPolicy(name));
}

/** Names of the policies, in the order of registration. */
export function policyNames(): string[] {
  return definitions.names().filter(isPolicy);
}

/** Whether a method or policy of this name is registered. */
export function isRegistered(name: string): boolean {
  return definitions.has(name);
}

/** Whether the name is that of a registered policy, which asks no model; false of a method's and of one that nothing has. */
export function isPolicy(name: string): boolean {
  return definitions.has(name) && "start" in definitions.get(name);
}

const builtIn: ReadonlySet<string> = new Set([...BUILT_IN_METHODS, ...BUILT_IN_POLICIES].map(({ name }) => name));

/** Whether it comes with the package. Any other is known to the process alone that registered it. */
export function isBuiltIn(name: string): boolean {
  return builtIn.has(name);
}

/** The method or policy of this name. @throws BillpError `bad-settings` when there is none. */
export function definitionOf(name: string): Method | Policy {
  return definitions.get(name);
}

/** The method of this name. @throws BillpError `bad-settings` when there is none, or when it is a policy's. */
export function methodOf(name: string): Method {
  const found = definitions.get(name);
  if (!("start" in found)) return found;
  throw new BillpError("bad-settings", `method: "${name}" is a policy without a model, not played by the graph`, {
    hint: `Choose a method with roles (${methodNames().join(", ")}), or play policies with \`billp run\`.`,
  });
}

/** The policy of this name. @throws BillpError `bad-settings` when there is none, or when it is a method's. */
export function policyOf(name: string): Policy {
  const found = definitions.get(name);
  if ("start" in found) return found;
  throw new BillpError("bad-settings", `method: "${name}" has roles that ask models, and is not played as a policy`, {
    hint: `Policies: ${policyNames().join(", ")}.`,
  });
}

for (const method of BUILT_IN_METHODS) defineMethod(method);
for (const policy of BUILT_IN_POLICIES) definePolicy(policy);
