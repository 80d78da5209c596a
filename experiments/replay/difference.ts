/** Difference of a replay from what was recorded: where it is, and the two texts side by side. */
import { createTwoFilesPatch } from "diff";
import type { Message } from "../../core/message.ts";
import type { Changed } from "../../models/role-client.ts";

/** The first thing that is not as it was. */
export interface Difference {
  /** `request`: another prompt or way of asking. `unrecorded`: no answer is kept. `record`, `memory`: another outcome from the same answers. */
  readonly kind: "request" | "unrecorded" | "embedding" | "record" | "memory";
  readonly episode: number;
  /** Null where it belongs to no round. */
  readonly round: number | null;
  readonly role: string | null;
  readonly attempt: number | null;
  /** Id of the fork it was found in; null for the run itself. */
  readonly fork: string | null;
  /** What differs, in one sentence. */
  readonly message: string;
  /** Recorded and present text as a unified diff; null where there is nothing to compare. */
  readonly diff: string | null;
}

/** Lines of a diff that are shown, and characters of each. */
const LINES = 80;
const WIDTH = 300;

/** The difference that a question without a recorded answer makes. */
export function ofRequest({ address, messages, recorded }: Changed, fork: string | null): Difference {
  const { episode, round, role, attempt } = address;
  const at = { episode, round, role, attempt, fork };
  if (recorded === undefined)
    return { ...at, kind: "unrecorded", message: "The ledger has no answer at this place.", diff: null };
  const now = promptText(messages);
  const before = recorded.messages === undefined ? null : promptText(JSON.parse(recorded.messages) as Message[]);
  if (before === now)
    return {
      ...at,
      kind: "request",
      message: `The prompt is the same, but the call is not: model (${recorded.model} then), seed, temperature, form or way of asking (also by OPENAI_BASE_URL).`,
      diff: null,
    };
  return { ...at, kind: "request", message: "The prompt differs.", diff: before === null ? null : textDiff(before, now) };
}

/** Two texts as a unified diff with little around each change, cut to what a person reads. */
export function textDiff(recorded: string, now: string): string {
  const patch = createTwoFilesPatch("recorded", "now", recorded, now, undefined, undefined, { context: 2 });
  const lines = patch.split("\n").filter((line) => line !== "" && !line.startsWith("=====") && !line.startsWith("\\ No newline"));
  const shown = lines.slice(0, LINES).map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line));
  return [...shown, ...(lines.length > LINES ? [`… ${lines.length - LINES} more lines`] : [])].join("\n");
}

/** A prompt as a person reads it: a sentence a line, so that a diff shows the sentence that differs. */
export function promptText(messages: readonly Message[]): string {
  const sentences = (text: string) => text.replace(/([.:;]) (?=\S)/g, "$1\n  ");
  return `${messages.map((m) => `[${m.role}]\n${sentences(m.content)}`).join("\n")}\n`;
}

/** The earlier of two differences, by fork, episode, round and role. */
export function earlier(a: Difference | null, b: Difference): Difference {
  if (a === null) return b;
  const order = ["planner", "critic", "actor", "reflector"];
  const key = (d: Difference) => [d.episode, d.round ?? 1e9, order.indexOf(d.role ?? "") + 1 || 9, d.attempt ?? 0];
  const [x, y] = [key(a), key(b)];
  const i = x.findIndex((v, at) => v !== y[at]);
  return i >= 0 && (y[i] as number) < (x[i] as number) ? b : a;
}
