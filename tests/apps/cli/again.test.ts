/** Commands that go on with what was stopped: every flag that was given is in them, as a shell reads it. */
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commandWith } from "../../../apps/cli/again.ts";
import { compareFields } from "../../../apps/cli/compare-flags.ts";
import { addFlags, givenBy } from "../../../apps/cli/flags.ts";
import { forkFields } from "../../../apps/cli/fork-flags.ts";
import { operationFields, settingsFields } from "../../../apps/cli/run-fields.ts";

/** Values that every kind of field takes, for each flag of a list. */
function everyFlag(fields: ReturnType<typeof operationFields>): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const { path, kind, choices, check } of fields) {
    const tried = { choice: choices[0], switch: true, integer: 3, number: 0.5, list: ["a b", "it's"], text: "a folder/it's" }[
      kind
    ];
    const value = kind === "list" || kind === "switch" || check(tried) === null ? tried : undefined;
    if (value === undefined) continue;
    const [name, key] = path as [string, string?];
    given[name] = key === undefined ? value : { ...(given[name] as object | undefined), [key]: value };
  }
  return given;
}

/** Words of a command as a shell splits them. */
const words = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replace(/\\'|'([^']*)'/g, (whole, inner) => (whole === "\\'" ? "'" : inner)),
  );

describe.each([
  ["run", operationFields()],
  ["run", settingsFields()],
  ["compare", compareFields()],
  ["fork", forkFields()],
] as const)("the command that goes on with %s", (name, fields) => {
  it("has every flag, and is read back as it was given", () => {
    const given = everyFlag(fields);
    expect(Object.keys(given).length).toBeGreaterThan(fields.length / 2);
    const typed = words(commandWith(name, [], [[given, fields]]));
    const command = new Command(name).exitOverride();
    addFlags(command, fields, "Flags:");
    command.parse(typed.slice(2), { from: "user" });
    expect(givenBy(command, fields)).toEqual(given);
  });
});
