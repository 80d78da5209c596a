/** Flags of `billp compare`: schema, type and fields. */
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { OperationSchema } from "./operation.ts";

/** Schema of the flags that say how a study is carried out. */
export const CompareSchema = OperationSchema.pick({
  workers: true,
  baseUrl: true,
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

/** The flags, parsed. */
export type CompareFlags = z.output<typeof CompareSchema>;

/** Fields of the carrying out, from their schema. */
export const compareFields = () => fieldsOf(CompareSchema);
