/** Check of forks.jsonl: each line is a fork of this run, whose id follows from what makes it; one cut off at the end of the file is left aside. */
import { renameFields } from "../../../core/old-names.ts";
import { forkId } from "../../forks/records.ts";
import { differences, type Finding, shown, shownLines } from "../../runs/check/finding.ts";
import type { RecordedRun } from "../../runs/recorded.ts";
import { FORK_FIELDS, parseForks } from "../../runs/store/fork-record.ts";

/** Findings of the file's lines; what a fork played is what executing it again says. */
export async function checkForks({ reader, run }: Pick<RecordedRun, "reader" | "run">): Promise<Finding[]> {
  const [file, text] = [reader.where("forks"), await reader.text("forks")];
  if (text === null) return [];
  const lines = text.split("\n");
  const seen = new Map<string, string>();
  return lines.flatMap((line, i): Finding[] => {
    if (line === "") return [];
    const where = `line ${i + 1}`;
    const [fork] = parseForks(line).values();
    if (fork === undefined)
      return i === lines.length - 1 ? [] : [{ file, where, there: shownLines(line, "").there, expected: "a fork's record" }];
    if (seen.has(fork.id) && seen.get(fork.id) !== line)
      return [{ file, where, there: `another record of the fork ${fork.id}`, expected: "one record a fork" }];
    seen.set(fork.id, line);
    const id = forkId(fork);
    if (fork.run !== run) return [{ file, where: `${where}, field run`, there: shown(fork.run), expected: shown(run) }];
    if (fork.id !== id)
      return [{ file, where: `${where}, field id`, there: shown(fork.id), expected: `${shown(id)}, the id of what it changes` }];
    const raw = renameFields(JSON.parse(line), FORK_FIELDS, "a run's forks");
    return differences(raw, fork).map((d) => ({
      file,
      where: `${where}, field ${d.path}`,
      there: shown(d.there),
      expected: shown(d.expected),
    }));
  });
}
