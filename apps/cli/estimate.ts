/** `billp estimate`: its flags. */
import { Command } from "commander";
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";
import { settingsFields } from "./run.ts";
import { StudyFlagsSchema, studyFields } from "./study.ts";

/** Schema of the flags of `billp estimate` that are no settings. */
export const EstimateSchema = OperationSchema.pick({
  workers: true,
  price: true,
  maxConcurrentCalls: true,
  perMinute: true,
  memories: true,
}).extend({
  json: z.boolean().default(false).describe("Print the estimate as JSON, and nothing else, on stdout."),
  pilot: z
    .int()
    .min(20)
    .max(100_000)
    .default(200)
    .describe("Episodes played with the offline model; if the run has no more, all of it."),
  len: z
    .number()
    .min(0)
    .max(1000)
    .nullable()
    .default(null)
    .describe("Accepted rounds of an episode to expect. Without it: as many as with the offline model."),
  outputTokens: z
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .default(null)
    .describe("Tokens of an answer to expect, thinking included. Without it: as many as the offline model's."),
  callMs: z.int().min(1).max(600_000).default(1500).describe("Milliseconds of a call to a model outside this process."),
});

export type EstimateFlags = z.output<typeof EstimateSchema>;

/** Fields of the estimate, from their schema. */
export const estimateFields = () => fieldsOf(EstimateSchema);

/** Makes the command. */
export function estimateCommand(exit: (code: number) => void): Command {
  const command = new Command("estimate")
    .description("Calls, tokens, cost and minutes of a run or a study, before anything is sent.")
    .argument("[study]", "study file, or name of a shipped study; without it (and without --methods), one run by the settings")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  addFlags(command, estimateFields(), "How it is estimated:");
  addFlags(command, studyFields(), "What is compared (as for billp compare; not for one run):");
  addFlags(command, settingsFields(), "What the run is (of a study: settings of all arms):");
  return command.action(async (study: string | undefined) => {
    const { estimate } = await import("./estimate-action.ts");
    const settings = givenBy(command, settingsFields());
    const compared = StudyFlagsSchema.parse(givenBy(command, studyFields()));
    exit(await estimate(study ?? null, settings, compared, EstimateSchema.parse(givenBy(command, estimateFields()))));
  });
}
