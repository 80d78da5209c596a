/** Record of a fork: a line of forks.jsonl, added when the fork's episode is over. */
import { z } from "zod";
import { renameFields } from "../../../core/old-names.ts";
import { ExperienceSchema, type Memories, PlanSchema, ReflectionSchema, ValueSchema } from "../../../memory/entries.ts";
import { type Episode, EpisodeSchema } from "../../evaluation/record.ts";

/** A fork: where it left, what it changed, how it ended. */
export interface ForkRecord {
  readonly id: string;
  readonly run: string;
  /** Id of the fork it was made from; null when made from the run itself. */
  readonly parent: string | null;
  readonly episode: number;
  readonly round: number;
  /** The changes as they were given. */
  readonly overrides: readonly string[];
  /** Which repeat, from 1; each has its own stream of sampling seeds, and the first has the run's. */
  readonly repeat: number;
  /** By name of the plan or setting: before and after. */
  readonly changed: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** Entries that were dropped, as `memory:id`. */
  readonly dropped: readonly string[];
  /** The episode as it came out, in the form of episodes.jsonl; rounds before the fork are the parent's. */
  readonly record: Episode;
  /** The entries that the whole episode wrote, the parent's rounds included. */
  readonly memories: Memories;
}

const RecordSchema = z.object({
  id: z.string(),
  run: z.string(),
  parent: z.string().nullable(),
  episode: z.int().min(1),
  round: z.int().min(1),
  overrides: z.array(z.string()),
  repeat: z.int().min(1),
  changed: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
  dropped: z.array(z.string()),
  record: EpisodeSchema,
  memories: z.object({
    experience: z.array(ExperienceSchema),
    values: z.array(ValueSchema),
    reflections: z.array(ReflectionSchema),
    plans: z.array(PlanSchema),
  }),
});

/** Fields of files of earlier versions. */
export const FORK_FIELDS = { sets: "overrides" };

/** The forks in a text of such lines, in the order in which they ended; the first record of an id counts. A line cut off by a kill is left aside. */
export function parseForks(text: string | null): Map<string, ForkRecord> {
  const found = new Map<string, ForkRecord>();
  for (const line of text?.split("\n") ?? []) {
    const parsed = RecordSchema.safeParse(renameFields(fromJson(line), FORK_FIELDS, "a run's forks"));
    if (parsed.success && !found.has(parsed.data.id)) found.set(parsed.data.id, parsed.data);
  }
  return found;
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
