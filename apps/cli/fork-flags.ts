/** Flags of `billp fork`: schema, type and fields. */
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { OperationSchema } from "./operation.ts";

/** Schema of the flags of `billp fork`. */
export const ForkSchema = OperationSchema.pick({
  workers: true,
  baseUrl: true,
  budget: true,
  price: true,
  cache: true,
  cacheFile: true,
  maxConcurrentCalls: true,
  perMinute: true,
}).extend({
  episode: z.int().min(1).describe("Episode to fork."),
  round: z.int().min(1).describe("Round from which on it is played anew."),
  set: z
    .array(z.string())
    .default([])
    .describe(
      "What changes: plan=TEXT, settings.NAME=VALUE, model=NAME, model.ROLE=NAME, memory.drop=ID. Without it, the round is played on as it was.",
    ),
  repeat: z.int().min(1).max(1000).default(1).describe("How often; from the second on with sampling seeds of its own."),
  from: z.string().min(1).nullable().default(null).describe("Fork to fork from. Without it: the run itself."),
  to: z
    .enum(["episode", "run"])
    .default("episode")
    .describe("Play to the end of the episode, or also the later episodes anew, in a run folder of its own."),
  out: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("Folder of that run. Default: forks/<id of the fork> in the run folder."),
  json: z.boolean().default(false).describe("Print original and forks as JSON, and nothing else, on stdout."),
});

/** The flags, parsed. */
export type ForkFlags = z.output<typeof ForkSchema>;

/** Fields of the fork, from their schema. */
export const forkFields = () => fieldsOf(ForkSchema);
