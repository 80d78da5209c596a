/** Operation flags of a run: those that change where, how fast and at what price, but never the result. */
import { z } from "zod";
import { addressFault } from "../../core/operator.ts";

/** Schema of the flags of `billp run` that are no settings. Flags, help and docs come from it. */
export const OperationSchema = z.strictObject({
  out: z.string().min(1).nullable().default(null).describe("Run folder. Default: runs/<id of the run>."),
  workers: z.int().min(1).max(256).default(4).describe("Episodes played side by side; changes nothing but the time."),
  resume: z
    .boolean()
    .default(false)
    .describe("Go on with the run in --out. Its settings are read from there; those given as well must agree."),
  json: z.boolean().default(false).describe("Print summary.json, and nothing else, on stdout."),
  checkpoints: z
    .enum(["sqlite", "memory"])
    .default("sqlite")
    .describe("Where checkpoints and calls are kept; memory: for machines where SQLite does not load, cannot be resumed."),
  memories: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("Start from the memories in this file (another run's memory.jsonl); every episode sees them. Their hash is kept."),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .refine((address) => addressFault(address) === null, "must not hold a user name or password, nor a query or fragment")
    .nullable()
    .default(null)
    .describe(
      "Address of an OpenAI-compatible server, for openai: models. Default: BILLP_BASE_URL; without it OpenAI's own. Its key: BILLP_API_KEY.",
    ),
  budget: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe("Stop when this many USD are spent, earlier sessions included. Needed where a model costs."),
  price: z
    .array(z.string())
    .default([])
    .describe("Price of a model as provider:model=INPUT,OUTPUT in USD per million tokens; over data/prices.json."),
  cache: z
    .enum(["auto", "on", "off"])
    .default("auto")
    .describe("Answers of earlier runs are taken instead of asking again; auto: at temperature 0 only. See docs/models.md."),
  cacheFile: z.string().min(1).default("runs/cache.sqlite").describe("File of the answers shared by runs."),
  maxConcurrentCalls: z
    .int()
    .min(1)
    .max(10_000)
    .nullable()
    .default(null)
    .describe("Model calls in flight at most. Without it: no limit."),
  perMinute: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe("Model calls started a minute at most. Without it: no limit."),
});

export type Operation = z.output<typeof OperationSchema>;
