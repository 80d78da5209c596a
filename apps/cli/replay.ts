/** `billp replay`: its flags. */
import { Command } from "commander";
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";
import { settingsFields } from "./run.ts";

/** Schema of the flags of `billp replay` that are no settings. */
export const ReplaySchema = OperationSchema.pick({
  workers: true,
  budget: true,
  price: true,
  maxConcurrentCalls: true,
  perMinute: true,
}).extend({
  json: z.boolean().default(false).describe("Print the report as JSON, and nothing else, on stdout."),
  episode: z.int().min(1).nullable().default(null).describe("Execute this episode alone. Without it: all finished ones."),
  live: z
    .boolean()
    .default(false)
    .describe("Let calls through that the ledger has no answer to, and say how far the outcome moved. May cost: --budget."),
});

export type ReplayFlags = z.output<typeof ReplaySchema>;

/** Fields of the replay, from their schema. */
export const replayFields = () => fieldsOf(ReplaySchema);

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
