/** Episode record, a line of `episodes.jsonl`: schema, reader and writer. */

import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { BillpError, messageOf } from "../../core/errors.ts";
import { sumBy } from "../../core/math.ts";
import { FaultsSchema } from "../../nodes/state.ts";
import { REPLACED_BECAUSE } from "../../worlds/grounding.ts";
import { QUIT_REASONS } from "../../worlds/simulator.ts";

const RoundSchema = z.strictObject({
  plan: z.string().nullable().describe("The Planner's plan; null without a Planner or a usable plan."),
  proposal: z.string().nullable().describe("What the Actor named, before grounding; null when its answer was unusable."),
  item: z.int().min(0).nullable().describe("Id of the catalogue item really recommended; null when nothing was."),
  title: z.string().nullable().describe("Title of that item."),
  reward: z.number().describe("Reward of the round: the rating when accepted, 0 otherwise."),
  worldReward: z.number().nullable().describe("The world's own value of the item, never shown to a role; null when unknown."),
  accepted: z.boolean().describe("Whether the user took the item. The quitting round is not accepted."),
  value: z.number().nullable().describe("V(s_n), the Critic's estimate before the item was chosen; null without one."),
  advantage: z.number().nullable().describe("A(s_n,a_n) = r_n + γV(s_{n+1}) − V(s_n); null when a value is missing."),
  replaced: z
    .boolean()
    .nullable()
    .describe("Whether grounding put another item in place of the proposal; null without grounding."),
  replacedBecause: z
    .enum(REPLACED_BECAUSE)
    .optional()
    .describe(
      "Why it did. masked: the item named could not be had now; ambiguous: several have that name; other-year: the name with another year; unknown: no title of the catalogue.",
    ),
});

const EndSchema = z.strictObject({
  kind: z.enum(["quit", "limit", "unusable"]).describe("quit: the user left; limit: cut off; unusable: no usable answer."),
  reason: z.enum(QUIT_REASONS).nullable().describe("Why the user left; null when unknown or not a quit."),
});

/** Largest difference between `return` and the sum of the accepted rewards that counts as rounding, relative to the sum. */
const ROUNDING = 1e-9;

/** Schema of one line of `episodes.jsonl`. Besides the fields it checks that `len` and `return` are what the rounds say. */
export const EpisodeSchema = z
  .strictObject({
    episode: z.int().min(1).describe("Number of the episode in its run, from 1 (train first, then test)."),
    user: z.int().min(0).describe("User id."),
    split: z.enum(["train", "test"]),
    end: EndSchema,
    len: z.int().min(0).describe("Accepted rounds; the quitting round does not count."),
    return: z.number().describe("Sum of the rewards of the accepted rounds, undiscounted."),
    rounds: z.array(RoundSchema),
    faults: FaultsSchema.optional().describe(
      "Answers that could not be used, by role, and clipped values; absent without models.",
    ),
  })
  .superRefine((e, ctx) => {
    const complain = (path: (string | number)[], message: string) => ctx.addIssue({ code: "custom", path, message });
    const taken = e.rounds.filter((r) => r.accepted);
    const sum = sumBy(taken, (r) => r.reward);
    if (taken.length !== e.len) complain(["len"], `is ${e.len}, but ${taken.length} rounds are accepted`);
    if (Math.abs(sum - e.return) > ROUNDING * Math.max(1, Math.abs(sum)))
      complain(["return"], `is ${e.return}, but the accepted rewards sum to ${sum}`);
    if (e.end.kind !== "quit" && e.end.reason !== null) complain(["end", "reason"], `must be null when the end is ${e.end.kind}`);
    e.rounds.forEach((r, i) => {
      if (!r.accepted && r.reward !== 0) complain(["rounds", i, "reward"], "must be 0 in a round that was not accepted");
      if (!r.accepted && i < e.rounds.length - 1) complain(["rounds", i, "accepted"], "only the last round may be refused");
    });
  });

export type Episode = z.output<typeof EpisodeSchema>;
export type Round = z.output<typeof RoundSchema>;

/**
 * Checks one parsed line.
 * @param where file and line for the message, such as `episodes.jsonl:3`.
 * @throws BillpError `bad-input` naming place, field and what is wrong.
 */
export function checkEpisode(value: unknown, where: string): Episode {
  const parsed = EpisodeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 5).map((i) => `${i.path.join(".") || "episode"}: ${i.message}`);
  throw new BillpError("bad-input", `${where} is not an episode: ${fields.join("; ")}`, {
    hint: "Every line is one episode as docs/metrics.md describes it; write the file anew with `billp run`.",
  });
}

/** Parses the text of an `episodes.jsonl`; empty lines are skipped. Lines end with \n only: U+2028 may stand inside a title. */
export function parseEpisodes(text: string, file: string): Episode[] {
  return parseLines(text, file, checkEpisode);
}

/** Parses JSON Lines with a checker of one line; errors carry `file:line`. */
export function parseLines<T>(text: string, file: string, check: (value: unknown, where: string) => T): T[] {
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const where = `${file}:${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      const hint = "The line may have been cut off; remove it, or finish the run with `--resume`.";
      throw new BillpError("bad-input", `${where} is not JSON: ${messageOf(cause)}`, { hint, cause });
    }
    return [check(value, where)];
  });
}

/** Reads a text file. @throws BillpError `bad-input` with the path when it cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new BillpError("bad-input", `${path} cannot be read: ${messageOf(cause)}`, { hint: "Check the path.", cause });
  }
}

/** Reads an `episodes.jsonl`. @throws BillpError `bad-input` with file, line and field. */
export async function readEpisodes(path: string): Promise<Episode[]> {
  return parseEpisodes(await readText(path), path);
}

/** One episode as a line without its line end: same episode, same bytes, whatever order its fields were put together in. */
export function episodeLine(ep: Episode): string {
  const { episode, user, split, end, len, rounds, faults } = ep;
  return JSON.stringify({
    episode,
    user,
    split,
    end: { kind: end.kind, reason: end.reason },
    len,
    return: ep.return,
    rounds: rounds.map((round) => {
      const { plan, proposal, item, title, reward, worldReward, accepted, value, advantage, replaced, replacedBecause } = round;
      return { plan, proposal, item, title, reward, worldReward, accepted, value, advantage, replaced, replacedBecause };
    }),
    faults,
  });
}

/** Writes episodes as JSON Lines, in the given order, replacing the file. */
export async function writeEpisodes(path: string, episodes: readonly Episode[]): Promise<void> {
  await writeFile(path, episodes.map((e) => `${episodeLine(e)}\n`).join(""));
}

/**
 * A record as the version that wrote `then` would have written it: without the reasons for which items were replaced, which earlier versions
 * did not keep. For comparing runs of earlier versions alone.
 */
export function asEarlier(now: Episode, then: Episode): Episode {
  const rounds = now.rounds.map((round, i) => {
    if (then.rounds[i]?.replacedBecause !== undefined) return round;
    const { replacedBecause: _, ...kept } = round;
    return kept;
  });
  return { ...now, rounds };
}
