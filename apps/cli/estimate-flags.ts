/** Flags of `billp estimate`: schema, type and fields. */
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { OperationSchema } from "./operation.ts";

/** Schema of the flags of `billp estimate` that are no settings. */
export const EstimateSchema = OperationSchema.pick({
  workers: true,
  baseUrl: true,
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

/** The flags, parsed. */
export type EstimateFlags = z.output<typeof EstimateSchema>;

/** Fields of the estimate, from their schema. */
export const estimateFields = () => fieldsOf(EstimateSchema);
