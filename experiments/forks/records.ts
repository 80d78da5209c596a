/** `forks.jsonl` of a run folder: one record a fork, added when its episode is over. */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import { nearestNames } from "../../core/near-names.ts";
import { renameFields } from "../../core/old-names.ts";
import { ExperienceSchema, type Memories, PlanSchema, ReflectionSchema, ValueSchema } from "../../memory/entries.ts";
import { type Episode, EpisodeSchema } from "../evaluation/record.ts";
import { runFiles } from "../runs/run-folder.ts";

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

/** What makes a fork: two with the same are one. */
export type ForkKey = Pick<ForkRecord, "run" | "parent" | "episode" | "round" | "overrides" | "repeat">;

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
const OLD_FIELDS = { sets: "overrides" };

/** Id of a fork, from what makes it. */
export function forkId({ run, parent, episode, round, overrides, repeat }: ForkKey): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([run, parent, episode, round, overrides, repeat]))
    .digest("hex");
  return `f${hash.slice(0, 10)}`;
}

/** The thread of a fork. */
export const forkThread = (run: string, id: string): string => `${run}/fork-${id}`;

/** The forks of a run, in the order in which they ended; the first record of an id counts. A line cut off by a kill is left aside. */
export function readForks(folder: string): Map<string, ForkRecord> {
  const { forks } = runFiles(folder);
  const found = new Map<string, ForkRecord>();
  if (!existsSync(forks)) return found;
  for (const line of readFileSync(forks, "utf8").split("\n")) {
    const parsed = RecordSchema.safeParse(renameFields(fromJson(line), OLD_FIELDS, "forks.jsonl"));
    if (parsed.success && !found.has(parsed.data.id)) found.set(parsed.data.id, parsed.data);
  }
  return found;
}

/** Adds a record in one write, on a line of its own whatever stands before it. */
export function addFork(folder: string, record: ForkRecord): void {
  const { forks } = runFiles(folder);
  const cut = existsSync(forks) && !/(^|\n)$/.test(readFileSync(forks, "utf8"));
  appendFileSync(forks, `${cut ? "\n" : ""}${JSON.stringify(record)}\n`);
}

/** A fork by its id. @throws BillpError `bad-input` naming near ids. */
export function forkById(forks: ReadonlyMap<string, ForkRecord>, id: string): ForkRecord {
  const found = forks.get(id);
  if (found !== undefined) return found;
  throw new BillpError("bad-input", `The run has no fork ${id}.`, {
    hint: forks.size === 0 ? "It has none at all." : `It has: ${nearestNames(id, [...forks.keys()]).join(", ")}.`,
  });
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
