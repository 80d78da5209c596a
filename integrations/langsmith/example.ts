/** Dataset example: what an episode started from, and what came of it. */

import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import { ratio } from "../../core/math.ts";
import type { Episode } from "../../experiments/evaluation/record.ts";
import { SettingsSchema, splitRecorded } from "../../methods/settings.ts";
import { QUIT_REASONS } from "../../worlds/simulator.ts";

/** How an episode ended, as evaluators and people compare it. */
export const OutcomeSchema = z.object({
  len: z.int().min(0).describe("Accepted rounds."),
  return: z.number().describe("Sum of the ratings of the accepted rounds."),
  rEach: z.number().nullable().describe("Mean rating of the accepted rounds; null without any."),
  end: z.object({
    kind: z.enum(["quit", "limit", "unusable"]),
    reason: z.enum(QUIT_REASONS).nullable(),
  }),
  titles: z.array(z.string().nullable()).describe("Titles in order, the quitting round included."),
});

/** What an episode starts from. */
export const StartSchema = z.object({
  world: z.string().min(1).describe("Id of the world, with its version."),
  user: z.int().min(0),
  split: z.enum(["train", "test"]),
  episode: z.int().min(1).describe("Number of the episode in its run; the seeds of its calls follow from it."),
  history: z.array(z.string()).describe("Titles of the user's history, oldest first."),
  server: z.string().optional().describe("Server that the run's models were asked at: a record, to which nothing is sent."),
  settings: z.preprocess((stored) => splitRecorded(stored).settings, SettingsSchema).describe("Settings of the recorded run."),
});

export type RecordedOutcome = z.output<typeof OutcomeSchema>;
export type Start = z.output<typeof StartSchema>;

/** The outcome of a played episode. */
export function outcomeOf(episode: Episode): RecordedOutcome {
  const { len, end, rounds } = episode;
  return { len, return: episode.return, rEach: ratio(episode.return, len), end, titles: rounds.map((r) => r.title) };
}

/** Why the user left, or what else ended the episode: a reason of `QUIT_REASONS`, `limit`, `unusable`, `unknown`. */
export function quitOf({ end }: Pick<RecordedOutcome, "end">): string {
  return end.kind === "quit" ? (end.reason ?? "unknown") : end.kind;
}

/** Checks the inputs of an example that a server gave. @throws BillpError `bad-input` naming example and field. */
export function checkStart(inputs: unknown, id: string): Start {
  const parsed = StartSchema.safeParse(inputs);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BillpError("bad-input", `Example ${id} is not one of billp's: inputs.${issue?.path.join(".")}: ${issue?.message}`, {
    hint: "Replay a dataset that `billp langsmith push` made.",
  });
}
