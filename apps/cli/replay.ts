/** `billp replay`: the command. */
import { Command } from "commander";
import { addFlags, givenBy } from "./flags.ts";
import { ReplaySchema, replayFields } from "./replay-flags.ts";
import { settingsFields } from "./run.ts";

/** Makes the command. */
export function replayCommand(exit: (code: number) => void): Command {
  const command = new Command("replay")
    .description("Execute a run again against its ledger, without a network, and compare byte for byte.")
    .argument("<run>", "run folder; it is only read")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  addFlags(command, replayFields(), "How it is replayed:");
  addFlags(command, settingsFields(), "What is changed (by default nothing):");
  return command.action(async (folder: string) => {
    const { replay } = await import("./replay-action.ts");
    exit(await replay(folder, givenBy(command, settingsFields()), ReplaySchema.parse(givenBy(command, replayFields()))));
  });
}
