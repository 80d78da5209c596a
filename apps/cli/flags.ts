/** Commander options from fields, and back: only what was really given comes back, so that a resumed run can fill in the rest. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Field } from "./fields.ts";

const PLACEHOLDER = { integer: " <n>", number: " <x>", switch: "", choice: " <name>", text: " <text>", list: " <text>" } as const;

/** Adds one option per field under a heading of the help. */
export function addFlags(command: Command, fields: readonly Field[], heading: string): void {
  for (const field of fields) {
    const option = new Option(`--${field.flag}${PLACEHOLDER[field.kind]}`, helpOf(field)).helpGroup(heading);
    if (field.kind !== "switch") option.argParser((text, earlier) => parse(field, text, earlier));
    command.addOption(option);
  }
}

/** The values given for these fields, nested as the schema has them. */
export function givenBy(command: Command, fields: readonly Field[]): Record<string, unknown> {
  const options = command.opts() as Record<string, unknown>;
  const given: Record<string, unknown> = {};
  for (const { path, flag } of fields) {
    const value = options[camel(flag)];
    if (value === undefined) continue;
    const [name, key] = path as [string, string?];
    if (key === undefined) given[name] = value;
    else given[name] = { ...(given[name] as object | undefined), [key]: value };
  }
  return given;
}

/** What the help says of a field: meaning, range, default. */
function helpOf(field: Field): string {
  const notes = field.kind === "text" && field.range === "text" ? [] : [field.range];
  if (field.kind === "switch") notes.pop();
  if (field.required) notes.push("required");
  if (field.default !== null && field.kind !== "switch") notes.push(`default ${field.default}`);
  return notes.length === 0 ? field.description : `${field.description} [${notes.join("; ")}]`;
}

function parse(field: Field, text: string, earlier: unknown): unknown {
  const value = field.kind === "integer" || field.kind === "number" ? toNumber(text) : text;
  if (field.kind === "list") return [...((earlier as string[] | undefined) ?? []), text];
  const wrong = field.check(value);
  if (wrong === null) return value;
  throw new InvalidArgumentError(field.kind === "choice" ? `Expected ${field.range}.` : `${capital(wrong)}.`);
}

function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function camel(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
