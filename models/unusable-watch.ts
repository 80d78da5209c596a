/** Watch over answers that cannot be used: says early, and in one line, that most of a run's answers are of that kind. */

import type { UnusableReason } from "./answers/unusable-answer.ts";
import { EMBEDDING_ROLE } from "./ledger/ledger.ts";

/** So many answers are waited for; where none of the first {@link EARLY} can be used, no longer than that. */
export const FIRST = 20;
export const EARLY = 8;

/** Calls by role, and how many of their answers could not be used. */
export type CallsByRole = Readonly<Record<string, { readonly calls: number; readonly unusable?: number } | undefined>>;

/** Takes notice of an answer, and of why it cannot be used, if it cannot. */
export type Watch = (spec: string, unusable: { ended: UnusableReason | undefined; fault: string } | undefined) => void;

/** A watch that tells at most once. */
export function createWatch(tell: (line: string) => void): Watch {
  const faults = new Map<string, number>();
  let answers = 0;
  let unusable = 0;
  let told = false;
  return (spec, failed) => {
    if (told) return;
    answers++;
    if (failed) {
      unusable++;
      const why = WORDS[failed.ended ?? "malformed"];
      faults.set(why, (faults.get(why) ?? 0) + 1);
    }
    const early = answers >= EARLY && unusable === answers;
    if (!early && answers < FIRST) return;
    told = true;
    if (2 * unusable > answers)
      tell(`${unusable} of the first ${answers} answers of ${spec} cannot be used: ${most(faults)}. ${HELP}`);
  };
}

const WORDS: Record<UnusableReason, string> = {
  length: "cut off at the token limit",
  "content-filter": "stopped by a filter",
  "context-overflow": "prompt longer than the model reads",
  refusal: "refused",
  malformed: "not of the form that was asked for",
};

const HELP = "What they were is in the run's calls (billp view); a larger model, or another --answers, may help.";

/** What is to be said of a run's answers at its end; null where at most a third could not be used. */
export function unusableCaution(byRole: CallsByRole): string | null {
  const { unusable, answers } = unusableIn(byRole);
  if (3 * unusable <= answers) return null;
  const share = Math.round((100 * unusable) / answers);
  return `${unusable} of ${answers} answers (${share} %) could not be used: these numbers say more of that than of the method.`;
}

/** How many answers of the roles could not be used. */
export function unusableIn(byRole: CallsByRole): { unusable: number; answers: number } {
  const roles = Object.entries(byRole).filter(([role]) => role !== EMBEDDING_ROLE);
  const sum = (of: "unusable" | "calls") => roles.reduce((total, [, calls]) => total + (calls?.[of] ?? 0), 0);
  return { unusable: sum("unusable"), answers: sum("calls") };
}

function most(faults: ReadonlyMap<string, number>): string {
  return [...faults]
    .sort(([, a], [, b]) => b - a)
    .map(([why, count]) => `${count} ${why}`)
    .join(", ");
}
