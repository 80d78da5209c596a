/** `billp run`: its flags. What it does is loaded when it is called, so that help stays quick. */
import { Command } from "commander";
import { SettingsSchema } from "../../methods/settings.ts";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";
import { playersText } from "./players.ts";

/** Fields of the settings and of the operation, from their schemas. */
export const settingsFields = () => fieldsOf(SettingsSchema);
export const operationFields = () => fieldsOf(OperationSchema);

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
    exit(await run(givenBy(command, settingsFields()), OperationSchema.parse(givenBy(command, operationFields()))));
  });
}
