/** `billp run`: its flags. What it does is loaded when it is called, so that help stays quick. */
import { Command } from "commander";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";
import { playersText } from "./players.ts";
import { operationFields, settingsFields } from "./run-fields.ts";

export { operationFields, settingsFields };

/** Makes the command. */
export function runCommand(exit: (code: number) => void): Command {
  const command = new Command("run")
    .description("Play one experiment: training episodes, then test episodes, with one method.")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  addFlags(command, operationFields(), "How the run is carried out (changes nothing in its result):");
  addFlags(command, settingsFields(), "What the run is (kept in settings.json):");
  command.addHelpText("after", playersText);
  return command.action(async () => {
    const { run } = await import("./run-action.ts");
    const operation = givenBy(command, operationFields());
    exit(await run(givenBy(command, settingsFields()), OperationSchema.parse(operation), operation));
  });
}
