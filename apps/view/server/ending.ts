/** Reasons in words: why an episode ended, from its record and from what the user's rule compared; and what each reason means in a run. */
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { Rules } from "../../../worlds/world.ts";
import type { Why } from "./shapes.ts";

const two = (value: number) => value.toFixed(2);

/** Why an episode ended, in a sentence. `rules` and `why` are null where the world is gone or has a rule of its own. */
export function endingOf({ end, rounds, len }: Episode, rules: Rules | null, why: Why | null): string {
  if (end.kind === "limit") {
    if (rules !== null && rounds.length >= rules.limit)
      return `The user stayed for all ${rules.limit} rounds that the step limit allows.`;
    if (rules === null) return `The episode was cut off after ${count(len)}; the user had not left.`;
    return `Nothing more was proposed after ${count(len)}, below the step limit of ${rules.limit}; the user had not left.`;
  }
  if (end.kind === "unusable") return `No usable answer came in round ${rounds.length}, so the episode was ended.`;
  const left = `The user left in round ${rounds.length}: ${rounds.at(-1)?.title ?? "nothing"}`;
  return `${left} ${reasonOf(end.reason, rules, why)}.`;
}

function reasonOf(reason: Episode["end"]["reason"], rules: Rules | null, why: Why | null): string {
  if (reason === null) return "was the last item; the record does not say why";
  if (reason === "similar") {
    const near = (why?.compared ?? []).filter((c) => c.close).map((c) => c.round);
    if (rules === null || near.length === 0) return "was too like an item before it, by the record";
    return `is too like ${near.length === 1 ? "round" : "rounds"} ${near.join(" and ")}, nearer than β = ${two(rules.beta)}`;
  }
  if (reason === "repeat") {
    if (why?.repeatOf == null) return "was a repetition, by the record";
    return why.repeatOf === 0 ? "was in the history already" : `had been round ${why.repeatOf}`;
  }
  if (reason === "tired") return "was too much of one kind, too soon";
  if (reason === "patience") return "came when rounds and disappointments had used their patience up";
  if (rules === null || why?.worldReward == null) return "was disliked, by the record";
  return `is worth ${two(why.worldReward)} to this user, less than the rating threshold of ${two(rules.ratingThreshold)}`;
}

function count(rounds: number): string {
  return rounds === 1 ? "1 round" : `${rounds} rounds`;
}

/** What each reason means under the rules of a run; with general words where the rules are not known. */
export function reasonsOf(rules: { readonly train: Rules; readonly test: Rules } | null): Record<string, string> {
  const { window, beta, ratingThreshold } = rules?.test ?? {};
  const limits = rules === null ? [] : [...new Set([rules.train.limit, rules.test.limit])];
  return {
    similar:
      rules === null ? "too like an item before it" : `nearer than β = ${two(beta ?? 0)} to one of the last ${window} items`,
    dislike: rules === null ? "worth too little" : `worth less than ${two(ratingThreshold ?? 0)}`,
    tired: "too much of one kind",
    patience: "patience used up",
    repeat: "something already had",
    left: "left, reason not recorded",
    limit: `stayed to the step limit${limits.length === 0 ? "" : ` (${limits.join(" in training, ")}${limits.length > 1 ? " in the test" : ""})`}`,
    unusable: "no usable answer",
  };
}
