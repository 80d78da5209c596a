/** Check of episodes.jsonl: one line an episode of the schedule, in its order and in the form in which it is written. */
import { type Episode, episodeLine, parseEpisodes } from "../../evaluation/record.ts";
import type { Scheduled } from "../../evaluation/schedule.ts";
import { type Finding, shown, shownLines } from "./finding.ts";

/** The file and what it should hold. */
export interface RecordFile {
  readonly file: string;
  /** Null where there is no such file. */
  readonly text: string | null;
  readonly schedule: readonly Scheduled[];
  /** Whether every episode of the schedule should be there. */
  readonly complete: boolean;
}

/** Findings of the file, in the order of its lines. @throws BillpError `bad-input` for a line that is no episode. */
export function checkRecord({ file, text, schedule, complete }: RecordFile): Finding[] {
  if (text === null)
    return complete
      ? [{ file, where: null, there: "no such file", expected: `${schedule.length} episodes of a finished run` }]
      : [];
  const episodes = parseEpisodes(text, file);
  const lines = text.split("\n");
  const planned = new Map(schedule.map((s) => [s.episode, s]));
  const found: Finding[] = [];
  const line = (n: number) => `line ${n}`;
  let before = 0;
  episodes.forEach((episode, i) => {
    const where = line(i + 1);
    if (episode.episode <= before)
      found.push({ file, where, there: `episode ${episode.episode}`, expected: `one after episode ${before}` });
    else found.push(...unlike(episode, planned.get(episode.episode), { file, where, last: schedule.length }));
    before = Math.max(before, episode.episode);
    const [there, expected] = [lines[i] ?? "", episodeLine(episode)];
    if (there !== expected) found.push({ file, where, ...shownLines(there, expected) });
  });
  const expectedEnd = lines.length === episodes.length + 1 && lines.at(-1) === "";
  if (!expectedEnd && found.length === 0)
    found.push({
      file,
      where: null,
      there: `${lines.length} lines, or no line end`,
      expected: `${episodes.length} lines, each with its end`,
    });
  const there = new Set(episodes.map((e) => e.episode));
  const lacking = complete ? schedule.filter((s) => !there.has(s.episode)) : [];
  for (const s of lacking.slice(0, 5))
    found.push({
      file,
      where: line(s.episode),
      there: `no episode ${s.episode} (${episodes.length} of ${schedule.length} are there)`,
      expected: `episode ${s.episode}, ${s.split}, user ${s.user}: the run is finished`,
    });
  return found;
}

/** An episode that the schedule does not have so. */
function unlike(
  { episode, user, split }: Episode,
  planned: Scheduled | undefined,
  { file, where, last }: { file: string; where: string; last: number },
): Finding[] {
  if (planned === undefined)
    return [
      {
        file,
        where,
        there: `episode ${episode}, ${split}`,
        expected: `none: by its settings (train, test) the run has ${last} episodes`,
      },
    ];
  const fields = [
    ["user", user, planned.user],
    ["split", split, planned.split],
  ] as const;
  return fields.flatMap(([name, is, should]) =>
    is === should
      ? []
      : [{ file, where: `${where}, field ${name}`, there: shown(is), expected: `${shown(should)} by the run's schedule` }],
  );
}
