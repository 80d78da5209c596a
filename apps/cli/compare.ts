/** `billp compare`: the command. What it does is loaded when it is called. */
import { Command } from "commander";
import { listStudies } from "../../experiments/studies/spec/spec.ts";
import { CompareSchema, compareFields } from "./compare-flags.ts";
import { addFlags, givenBy } from "./flags.ts";
import { studyFields, studySettingsFields } from "./study.ts";

/** Makes the command. */
export function compareCommand(exit: (code: number) => void): Command {
  const command = new Command("compare")
    .description("Play methods × worlds × seeds × settings, compare them paired by user and seed, and write a report.")
    .argument("[study]", "study file, or name of a shipped study; without it, by --methods")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", () => `\nShipped studies: ${listStudies().join(", ")}.\nCalled again, it goes on where it was stopped.`)
    .allowExcessArguments(false);
  addFlags(command, studyFields(), "What is compared:");
  addFlags(command, compareFields(), "How it is carried out (changes nothing in the result):");
  addFlags(command, studySettingsFields(), "Settings of all arms (those of the study's arms go before):");
  return command.action(async (name: string | undefined) => {
    const { compare } = await import("./compare-action.ts");
    const [study, settings] = [givenBy(command, studyFields()), givenBy(command, studySettingsFields())];
    const operation = givenBy(command, compareFields());
    exit(await compare(name ?? null, { study, settings, operation }, CompareSchema.parse(operation)));
  });
}
