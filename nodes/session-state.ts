/** State of the graph `session`: the loop's own, and the live person it serves. */
import { StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import { BillpState } from "./state.ts";

/** What a person may answer: a rating, or that they leave. */
export const FeedbackSchema = z.union([
  z.strictObject({ rating: z.number().min(1).max(5).describe("1 (poor) to 5 (excellent).") }),
  z.strictObject({ left: z.literal(true).describe("The person leaves; the session is over.") }),
]);

/** What a session needs to know of a person. */
export const PersonSchema = z.strictObject({
  history: z
    .array(z.string().min(1).max(300))
    .max(1000) // the field is stored anew at every superstep
    .default([])
    .describe("Titles the person had before, oldest first. Those the catalogue does not have are left aside."),
});

export type Feedback = z.output<typeof FeedbackSchema>;
export type Person = z.output<typeof PersonSchema>;

/** What the person is shown: the payload of the interrupt. */
export interface Offer {
  readonly round: number;
  readonly title: string;
  readonly categories: readonly string[];
  /** Why the last answer was not taken; null at the first asking. */
  readonly refused: string | null;
}

export const SessionState = new StateSchema({
  ...BillpState.fields,
  /** The person served. Input; every node reads it, through the world it makes of them. */
  person: PersonSchema.prefault({}).describe("The person served."),
  /** Whom to play: one person, with the memories as they are (`test`), unless `settings.memory` is `online`. */
  users: BillpState.fields.users
    .unwrap()
    .extend({
      split: z
        .enum(["train", "test"])
        .default("test")
        .describe("`test`: memories as `settings.memory` says, frozen by default; leave it."),
    })
    .prefault({})
    .describe("Leave as it is."),
  /** Why the last feedback was refused. await-feedback writes and reads it. */
  refused: z.string().nullable().default(null).describe("Why the last feedback was refused; leave empty."),
});

/** What a person is asked for who opens a session by a form: what is played, and who they are. */
export const SessionForm = new StateSchema({ settings: SessionState.fields.settings, person: SessionState.fields.person });

export type LiveState = typeof SessionState.State;
export type LiveUpdate = typeof SessionState.Update;
