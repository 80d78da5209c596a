/** Memory entries as plain JSON, and the growth of their lists: append-only, text and ids, never vectors or catalogue rows. */
import { z } from "zod";

const address = {
  id: z.string().max(40).describe("Address of the entry: zero-padded episode, and round where it belongs to one."),
  episode: z
    .int()
    .min(0)
    .describe(
      "Number of the episode that wrote it; recall shows it to episodes that may see it. 0: given from outside, seen by all.",
    ),
};

/** M_A, experience: in this state, this item was recommended and turned out encouraging or not (docs/methods.md). */
export const ExperienceSchema = z.strictObject({
  ...address,
  round: z.int().min(1),
  state: z.string().describe("State text: the last 10 titles before the recommendation."),
  title: z.string().describe("Title of the recommended item."),
  good: z.boolean().describe("v_n: true when the advantage was not negative."),
});

/** M_C, values: this state was worth r + γV(s') (docs/methods.md). */
export const ValueSchema = z.strictObject({
  ...address,
  round: z.int().min(1),
  state: z.string(),
  value: z.number().describe("r_n + γ V(s_n+1), in units of the reward."),
});

/** M_P, reflections: what an ended episode teaches. */
export const ReflectionSchema = z.strictObject({ ...address, text: z.string() });

/** Plan memory, our addition: a plan, the state it was made in, and its realised advantage. */
export const PlanSchema = z.strictObject({
  ...address,
  round: z.int().min(1),
  state: z.string(),
  plan: z.string(),
  advantage: z.number(),
});

export type Experience = z.output<typeof ExperienceSchema>;
export type ValueEntry = z.output<typeof ValueSchema>;
export type Reflection = z.output<typeof ReflectionSchema>;
export type PlanEntry = z.output<typeof PlanSchema>;

/** The memories a run has; the order is that of `memory.jsonl`. */
export interface Memories {
  experience: readonly Experience[];
  values: readonly ValueEntry[];
  reflections: readonly Reflection[];
  plans: readonly PlanEntry[];
}

/** Names of the memories, in the order of `memory.jsonl`. */
export const MEMORY_NAMES = ["experience", "values", "reflections", "plans"] as const;

/** Memories with nothing in them. */
export function noMemories(): Memories {
  return { experience: [], values: [], reflections: [], plans: [] };
}

/** Id of an episode, or of a round in it: "000012" or "000012-003". Ids sort as their numbers do. */
export function entryId(episode: number, round?: number): string {
  const e = String(episode).padStart(6, "0");
  return round === undefined ? e : `${e}-${String(round).padStart(3, "0")}`;
}

/** Entries as the ledger names what a prompt showed: `memory:id`. */
export function idsOf(memory: keyof Memories, entries: readonly { id: string }[]): string[] {
  return entries.map(({ id }) => `${memory}:${id}`);
}

/**
 * Reducer of every append-only list: appends writes in order and drops entries whose id is already there.
 * Batching-invariant, as delta channels require: reduce(reduce(s, xs), ys) equals reduce(s, xs then ys).
 */
export function appendById<E extends { id: string }>(current: readonly E[], writes: readonly (readonly E[])[]): E[] {
  const added = writes.flat();
  if (added.length === 0) return current as E[];
  const fresh: E[] = [];
  if (added.length <= 8) {
    for (const e of added) if (!current.some((c) => c.id === e.id) && !fresh.some((f) => f.id === e.id)) fresh.push(e);
  } else {
    const known = new Set(current.map((e) => e.id));
    for (const e of added) {
      if (known.has(e.id)) continue;
      known.add(e.id);
      fresh.push(e);
    }
  }
  return fresh.length === 0 ? (current as E[]) : current.concat(fresh);
}
