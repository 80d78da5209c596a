/** State of the graph: one doc comment a field (meaning, who writes, who reads, how it merges). Plain JSON only. */

import { DeltaValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import { renameFields } from "../core/old-names.ts";
import { appendById, ExperienceSchema, PlanSchema, ReflectionSchema, ValueSchema } from "../memory/entries.ts";
import { SettingsSchema } from "../methods/settings.ts";
import { REPLACED_BECAUSE } from "../worlds/grounding.ts";
import { QUIT_REASONS } from "../worlds/simulator.ts";

/** How an episode ended. `reason` is set for quits only. */
export const EndSchema = z.strictObject({
  kind: z.enum(["quit", "limit", "unusable"]),
  reason: z.enum(QUIT_REASONS).nullable(),
});

/** One round as the environment saw it. */
export const RoundSchema = z.strictObject({
  id: z.string(),
  episode: z.int(),
  round: z.int(),
  plan: z.string().nullable(),
  proposal: z.string().nullable(),
  item: z.int().nullable(),
  title: z.string().nullable(),
  reward: z.number(),
  worldReward: z.number().nullable(),
  accepted: z.boolean(),
  replaced: z.boolean().nullable(),
  replacedBecause: z.enum(REPLACED_BECAUSE).optional(),
  end: EndSchema.nullable(),
});

/** What the Critic found at one state: V(s_round), and the settlement of the round before. */
export const JudgementSchema = z.strictObject({
  id: z.string(),
  episode: z.int(),
  round: z.int().describe("Number n of the judged state s_n, from 1."),
  value: z.number().nullable().describe("V(s_n); null after a quit or an unusable answer."),
  clipped: z.boolean().describe("The answer lay outside the Critic's range and was moved to its end."),
  advantage: z.number().nullable().describe("A(s_n-1, a_n-1), settled now; null in the first round."),
});

/** Answers of an episode that could not be used, by role, and values of the Critic that lay outside its range. */
export const FaultsSchema = z.strictObject({
  planner: z.int(),
  actor: z.int(),
  critic: z.int(),
  reflector: z.int(),
  clipped: z.int(),
});

/** One line of the record of a finished episode. */
export const OutcomeSchema = z.strictObject({
  id: z.string(),
  episode: z.int(),
  user: z.int(),
  split: z.enum(["train", "test"]),
  end: EndSchema,
  len: z.int(),
  return: z.number(),
  faults: FaultsSchema,
});

export type End = z.output<typeof EndSchema>;
export type Round = z.output<typeof RoundSchema>;
export type Judgement = z.output<typeof JudgementSchema>;
export type Faults = z.output<typeof FaultsSchema>;
export type Outcome = z.output<typeof OutcomeSchema>;

const UsersSchema = z.strictObject({
  split: z
    .enum(["train", "test"])
    .default("train")
    .describe("Which users: train episodes learn, test episodes follow `settings.memory`."),
  ids: z.array(z.int().min(0)).nullable().default(null).describe("User ids in playing order; null: by `from` and `count`."),
  from: z.int().min(0).default(0).describe("Position of the first user within the split."),
  count: z.int().min(0).max(100_000).default(1).describe("How many users, one episode each."),
});

const EpisodeSchema = z.strictObject({
  number: z.int().min(1),
  user: z.int().min(0),
  split: z.enum(["train", "test"]),
  visibleUpTo: z.int().min(0),
});

const ActionSchema = z.strictObject({
  proposal: z.string().nullable(),
  item: z.int().nullable(),
  replaced: z.boolean().nullable(),
  /** Why another item stands in the place of the proposal; absent where none does. */
  replacedBecause: z.enum(REPLACED_BECAUSE).optional(),
});

export type Episode = z.output<typeof EpisodeSchema>;
export type Action = z.output<typeof ActionSchema>;

/** An append-only list kept as increments in the checkpoints; a full copy only every 1,000 updates (rarer snapshots cost reading, more frequent ones bytes). */
const list = <E extends { id: string }>(entry: z.ZodType<E>, about: string) =>
  new DeltaValue(
    z.array(entry).default(() => []),
    {
      inputSchema: z.array(entry),
      reducer: appendById<E>,
      snapshotFrequency: 1000,
      jsonSchemaExtra: { description: about, default: [] },
    },
  );

export const BillpState = new StateSchema({
  /** Everything that decides the run. Input; every node reads it; last write wins. */
  settings: SettingsSchema.prefault({}).describe("Everything that decides the run."),
  /** Whom to play, one episode each. Input; begin-episode reads it. */
  users: UsersSchema.prefault({}).describe("Whom to play, one episode each."),
  /** Users already taken from `users`. Input (usually 0); begin-episode counts it up. */
  cursor: z.int().min(0).default(0).describe("Users already taken; 0 starts with the first."),
  /** Number of the first user's episode, from 1. Input; begin-episode reads it. */
  firstEpisode: z.int().min(1).default(1).describe("Number of the first episode; recall depends on it."),
  /** The episode being played. begin-episode writes it, every node reads it. */
  episode: EpisodeSchema.nullable().default(null).describe("The episode being played; leave empty."),
  /** t_n, the plan of the current round. macro-plan writes it; micro-act and environment-step read it. */
  plan: z.string().nullable().default(null).describe("The plan of the current round; leave empty."),
  /** The Actor's proposal and the catalogue item it was grounded to. micro-act writes it, environment-step reads it. */
  action: ActionSchema.nullable().default(null).describe("The action of the current round; leave empty."),
  /** Rounds of the current episode. environment-step appends, begin-episode clears. */
  rounds: list(RoundSchema, "Rounds of the current episode; leave empty."),
  /** Judgements of the current episode. critic-evaluate appends, begin-episode clears. */
  judgements: list(JudgementSchema, "Judgements of the current episode; leave empty."),
  /** M_A. critic-evaluate appends, micro-act recalls. */
  experience: list(ExperienceSchema, "M_A: entries to start from, as in memory.jsonl."),
  /** M_C. critic-evaluate appends and recalls. */
  values: list(ValueSchema, "M_C: entries to start from, as in memory.jsonl."),
  /** M_P. reflect appends, macro-plan recalls. */
  reflections: list(ReflectionSchema, "M_P: entries to start from, as in memory.jsonl."),
  /** Plan memory, when `settings.plans` is on. critic-evaluate appends, macro-plan recalls. */
  plans: list(PlanSchema, "Plan memory: entries to start from, as in memory.jsonl."),
  /** One record per finished episode. reflect appends. */
  outcomes: list(OutcomeSchema, "Finished episodes; leave empty."),
});

/** What a person is asked for who plays the graph by a form: what is played, and with whom. All else the nodes fill in. */
export const BillpForm = new StateSchema({ settings: BillpState.fields.settings, users: BillpState.fields.users });

/** The fields that are kept as increments. */
export const LISTS = ["rounds", "judgements", "experience", "values", "reflections", "plans", "outcomes"] as const;

export type State = typeof BillpState.State;
export type Update = typeof BillpState.Update;

/** The episode in play. Throws when a node is run before `begin-episode` (a fork from the wrong checkpoint). */
export function episodeOf(state: State): Episode {
  if (state.episode === null) throw new Error("no episode has begun: run begin-episode first");
  return renameFields(state.episode, OLD_FIELDS, "a run's checkpoints") as Episode;
}

/** Fields of checkpoints of earlier versions. */
const OLD_FIELDS = { sees: "visibleUpTo" };
