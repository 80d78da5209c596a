/** Commands as they can be typed: the one that makes a study again, and the one that goes on with what was stopped, each flag included. */
import type { Field } from "./fields.ts";
import { self } from "./text.ts";

/** Values that were given, and the fields they are values of. */
export type Given = readonly [Record<string, unknown>, readonly Field[]];

/** The command that gives this study again: `billp compare` with what decides its result. */
export function commandOf(name: string | null, parts: readonly Given[]): string {
  return commandWith("compare", name === null ? [] : [name], parts);
}

/** A command of billp with its arguments and the flags that were given. */
export function commandWith(command: string, names: readonly string[], parts: readonly Given[]): string {
  const flags = parts.flatMap(([given, fields]) => fields.flatMap((field) => flagOf(field, valueAt(given, field.path))));
  return [`billp ${command}`, ...names.map(quoted), ...flags].join(" ");
}

/** The same as a person types it where this process was started. */
export function typed(command: string): string {
  return `${self()} ${command.replace(/^billp /, "")}`;
}

function valueAt(given: Record<string, unknown>, [name, key]: readonly string[]): unknown {
  const value = given[name as string];
  return key === undefined ? value : (value as Record<string, unknown> | undefined)?.[key];
}

function flagOf({ flag, kind }: Field, value: unknown): string[] {
  if (value === undefined || value === null || value === false) return [];
  if (kind === "switch") return [`--${flag}`];
  if (Array.isArray(value)) return value.map((one) => `--${flag} ${quoted(String(one))}`);
  return [`--${flag} ${quoted(String(value))}`];
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
