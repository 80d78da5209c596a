/** `billp compare`: its flags. What it does is loaded when it is called. */
import { Command } from "commander";
import { z } from "zod";
import { listStudies } from "../../experiments/studies/spec/spec.ts";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";
import { studyFields, studySettingsFields } from "./study.ts";

/** Schema of the flags that say how a study is carried out. */
export const CompareSchema = OperationSchema.pick({
  workers: true,
  price: true,
  cache: true,
  cacheFile: true,
  maxConcurrentCalls: true,
  perMinute: true,
}).extend({
  out: z.string().min(1).nullable().default(null).describe("Folder of the report. Default: runs/studies/<name>."),
  runs: z
    .string()
    .min(1)
    .default("runs")
    .describe("Folder of the runs. Each is named by what decides it: a finished one is never played again, by no study."),
  parallelRuns: z
    .int()
    .min(1)
    .max(64)
    .nullable()
    .default(null)
    .describe("Runs played side by side. Default: the machine's cores."),
  budget: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe("Stop when all runs together have spent so many USD, earlier sessions included. Needed where a model costs."),
  keepCheckpoints: z
    .boolean()
    .default(false)
    .describe("Keep the checkpoints of finished runs, to fork from; they take twenty times the space of the rest."),
  json: z.boolean().default(false).describe("Print study.json, and nothing else, on stdout."),
});

export type CompareFlags = z.output<typeof CompareSchema>;

/** Fields of the carrying out, from their schema. */
export const compareFields = () => fieldsOf(CompareSchema);

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
    const what = { study: givenBy(command, studyFields()), settings: givenBy(command, studySettingsFields()) };
    exit(await compare(name ?? null, what, CompareSchema.parse(givenBy(command, compareFields()))));
  });
}
