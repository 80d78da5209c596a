/** Flags of `billp langsmith replay`: schema, type and fields. */
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { OperationSchema } from "./operation.ts";

/** Flags of a replay that are no settings: those of `billp run` that make sense for it, and two of its own. */
export const ReplaySchema = OperationSchema.pick({
  workers: true,
  json: true,
  memories: true,
  baseUrl: true,
  budget: true,
  price: true,
  maxConcurrentCalls: true,
  perMinute: true,
}).extend({
  name: z.string().min(1).nullable().default(null).describe("Beginning of the experiment's name. Default: method and model."),
  first: z
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .default(null)
    .describe("Play this many examples only, those of the lowest episodes. Without it: all."),
});

/** The flags, parsed. */
export type ReplayFlags = z.output<typeof ReplaySchema>;

/** Fields of the flags, from their schema. */
export const replayFields = () => fieldsOf(ReplaySchema);
