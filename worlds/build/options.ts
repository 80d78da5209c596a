/** Build options: everything that decides how a world is made from a rating log. */
import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import { encodingOf } from "./text.ts";

const file = z.string().min(1);

/** Schema of `billp world build`'s options; each field has its meaning, range and default. */
export const BuildOptionsSchema = z.strictObject({
  ratings: file.describe("Rating log: CSV with userId,movieId,rating,timestamp."),
  items: file.describe("Items: CSV with movieId,title,genres."),
  encoding: z
    .string()
    .refine((label) => encodingOf(label) !== null, "expected an encoding such as utf-8, windows-1252, latin1 or utf-16le")
    .default("utf-8")
    .describe("Encoding of both files: utf-8, windows-1252, latin1, utf-16le … What is not of it is refused with its line."),
  out: file.describe("World folder to write; an earlier world there is replaced."),
  name: z
    .string()
    .regex(/^[a-z0-9][\w-]*$/i, "expected letters, digits, - and _")
    .default("world")
    .describe("Name of the world; its id is name@version."),
  version: z.int().min(1).default(1).describe("Version of the world; raise it with every change."),
  noun: z.string().min(1).default("film").describe("What one item is called in prompts."),
  nouns: z.string().min(1).default("films").describe("What several items are called in prompts."),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1)
    .describe("Seed of split, fit and calibration."),
  factors: z.int().min(1).max(512).default(32).describe("Factors of the reward model."),
  minRatings: z.int().min(1).max(10_000).default(20).describe("Users with fewer ratings are left out (and counted)."),
  minItemRatings: z
    .int()
    .min(1)
    .max(10_000)
    .default(3)
    .describe("Items with fewer ratings shape the fit, but are not in the catalogue."),
  testUsers: z.int().min(1).max(1_000_000).nullable().default(null).describe("Test users; null: half of the users, at most 300."),
  historyLength: z.int().min(1).max(10_000).default(50).describe("Items of a user's history, at most."),
  window: z.int().min(0).max(100).default(4).describe("Quit window W."),
  betaPercentile: z.number().min(0).max(100).default(12).describe("β as a percentile of the distances between random items."),
  limit: z.int().min(1).max(1000).default(30).describe("Step limit of an episode."),
});

export type BuildInput = z.input<typeof BuildOptionsSchema>;
export type BuildOptions = z.output<typeof BuildOptionsSchema>;

/**
 * Fills defaults and checks ranges.
 * @throws BillpError `bad-input` with one sentence per field.
 */
export function parseBuildOptions(input: BuildInput): BuildOptions {
  const parsed = BuildOptionsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "options"}: ${issue.message}`);
  throw new BillpError("bad-input", `The world cannot be built so: ${lines.join("; ")}.`, {
    hint: "See `billp world build --help`.",
  });
}
