/** Flags of `billp replay`: schema, type and fields. */
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { OperationSchema } from "./operation.ts";

/** Schema of the flags of `billp replay` that are no settings. */
export const ReplaySchema = OperationSchema.pick({
  workers: true,
  baseUrl: true,
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

/** The flags, parsed. */
export type ReplayFlags = z.output<typeof ReplaySchema>;

/** Fields of the replay, from their schema. */
export const replayFields = () => fieldsOf(ReplaySchema);
