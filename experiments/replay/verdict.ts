/** Verdict on an episode that was executed again: whether it is, byte for byte, what the files say. */

import { BillpError, messageOf } from "../../core/errors.ts";
import type { Memories } from "../../memory/entries.ts";
import { memoryLines } from "../../memory/prior.ts";
import { asEarlier, type Episode, episodeLine } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import type { RecordedRun } from "../runs/recorded.ts";
import { type Difference, textDiff } from "./difference.ts";

/** A text that was never embedded before is a difference too; any other error is one. */
export function ofError(error: unknown, { episode }: Scheduled): Difference {
  if (!(error instanceof BillpError && error.code === "resume-mismatch")) throw error;
  const nowhere = { episode, round: null, role: null, attempt: null, fork: null, diff: null };
  return { ...nowhere, kind: "embedding", message: messageOf(error) };
}

/** The episode and its memory entries against the bytes of the files. */
export function compareEpisode(
  { episodes, lines, memories, earlier }: RecordedRun,
  played: Episode,
  memoriesByEpisode: Memories,
): Difference | null {
  const then = episodes.get(played.episode) as Episode;
  const now = earlier ? asEarlier(played, then) : played;
  const at = { episode: now.episode, role: null, attempt: null, fork: null };
  if ((lines.episodes?.get(now.episode) ?? `${episodeLine(then)}\n`) !== `${episodeLine(now)}\n`) {
    const round = now.rounds.findIndex((r, i) => JSON.stringify(r) !== JSON.stringify(then.rounds[i]));
    const diff = textDiff(pretty(then), pretty(now));
    const message = "The same answers give another record.";
    return { ...at, kind: "record", round: round < 0 ? null : round + 1, message, diff };
  }
  if (memories === null) return null;
  const [kept, made] = [lines.memory?.get(now.episode) ?? "", memoryLines([memoriesByEpisode])];
  if (kept === made) return null;
  return {
    ...at,
    kind: "memory",
    round: null,
    message: "The same answers give other memory entries.",
    diff: textDiff(kept, made),
  };
}

function pretty(episode: Episode): string {
  return `${JSON.stringify(JSON.parse(episodeLine(episode)), null, 1)}\n`;
}
