/** Registry of named definitions: insertion order, unique names, and an error with near names for one that is not known. */
import { BillpError } from "./errors.ts";
import { nearestNames } from "./near-names.ts";

/** Definitions by name. Only ever grows; nothing is replaced or removed. */
export interface Registry<T extends { readonly name: string }> {
  /** Adds a definition. @throws BillpError `bad-settings` when the name is taken. */
  add(definition: T): void;
  /** The definition of this name. @throws BillpError `bad-settings` with the nearest names when there is none. */
  get(name: string): T;
  has(name: string): boolean;
  /** Names in the order of registration. */
  names(): string[];
  /** Definitions in the order of registration. */
  all(): T[];
}

/** An empty registry. @param noun What one definition is called in errors, e.g. "method". */
export function createRegistry<T extends { readonly name: string }>(noun: string): Registry<T> {
  const definitions = new Map<string, T>();
  return {
    add(definition) {
      if (definitions.has(definition.name))
        throw new BillpError("bad-settings", `There is already a ${noun} "${definition.name}".`, {
          hint: `Give yours another name. Taken: ${[...definitions.keys()].join(", ")}.`,
        });
      definitions.set(definition.name, definition);
    },
    get(name) {
      const found = definitions.get(name);
      if (found !== undefined) return found;
      throw new BillpError("bad-settings", `There is no ${noun} "${name}".`, {
        hint: `Near it: ${nearestNames(name, [...definitions.keys()], 3).join(", ")}.`,
      });
    },
    has: (name) => definitions.has(name),
    names: () => [...definitions.keys()],
    all: () => [...definitions.values()],
  };
}
