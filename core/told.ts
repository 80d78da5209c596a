/** What roles are told of the person they recommend to: given by the user model, put into prompts, and said nowhere else. */

/** How much is told: that the person may leave; what uses them up, in words; the rule with its constants. */
export const TOLD_LEVELS = ["nothing", "hint", "rule"] as const;

export type ToldLevel = (typeof TOLD_LEVELS)[number];

/** The words of one level. Below `rule` they hold no constant of a world. */
export interface Told {
  /** Sentences about staying and leaving, for every role. */
  readonly person: readonly string[];
  /** What that means for the kinds of the last rounds: a clause of the Actor's instructions; null: nothing is said. */
  readonly recentKinds: string | null;
  /** What a plan should do about it: a clause of the Planner's instructions; null: nothing is said. */
  readonly planning: string | null;
  /** What to look for at the end of a stay: a question to the Reflector; null: nothing is said. */
  readonly diagnosis: string | null;
}

/** What can be said of anybody, whatever makes them leave. @param noun What one item is called. */
export function toldNothing(noun: string): Told {
  return {
    person: ["They may leave at any time.", `A rating says how they felt about the ${noun} at that moment.`],
    recentKinds: null,
    planning: null,
    diagnosis: null,
  };
}
