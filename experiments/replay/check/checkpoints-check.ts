/** Check of the checkpoints' records against episodes.jsonl, and of index.jsonl against the checkpoints. */
import { episodeLine } from "../../evaluation/record.ts";
import { type Finding, shownLines } from "../../runs/check/finding.ts";
import type { RecordedRun } from "../../runs/recorded.ts";
import { isWorkerThread } from "../../runs/store/threads.ts";

/** Findings of both; of pruned runs the index is checked against the episodes alone. */
export async function checkCheckpoints(recorded: RecordedRun, complete: boolean): Promise<Finding[]> {
  const { reader, episodes } = recorded;
  const saved = await reader.savedRecords();
  const file = reader.where("checkpoints");
  const records = [...(saved ?? [])].flatMap(([n, record]): Finding[] => {
    const there = episodes.get(n);
    const where = `record of episode ${n}`;
    if (there === undefined) return [{ file, where, there: "one", expected: "none, by episodes.jsonl" }];
    return record === episodeLine(there) ? [] : [{ file, where, ...shownLines(record, episodeLine(there)) }];
  });
  return [...records, ...(await checkIndex(recorded, complete))];
}

/** The index of a run that is finished; of another it may be older than the checkpoints. */
async function checkIndex({ reader, run, episodes, policy, parent }: RecordedRun, complete: boolean): Promise<Finding[]> {
  if (!complete) return [];
  const [file, text] = [reader.where("index"), await reader.text("index")];
  if (text === null) return [{ file, where: null, there: "no such file", expected: "the index of the finished run" }];
  const positions = await reader.positions();
  const lines = text.split("\n");
  if (positions !== null) {
    const expected = [...positions.map((p) => JSON.stringify(p)), ""];
    const at = Math.max(
      expected.findIndex((line, i) => line !== lines[i]),
      lines.length > expected.length ? expected.length - 1 : -1,
    );
    return at < 0 ? [] : [{ file, where: `line ${at + 1}`, ...shownLines(lines[at] ?? "", expected[at] ?? "") }];
  }
  return lines.flatMap((line, i): Finding[] => {
    if (line === "" && i === lines.length - 1) return [];
    const wrong = strange(line, {
      run,
      policy,
      played: (e) => e > (parent?.episode ?? 0) && episodes.has(e),
      rounds: (e) => episodes.get(e)?.rounds.length ?? 0,
    });
    return wrong === null ? [] : [{ file, where: `line ${i + 1}`, there: wrong, expected: "a round of an episode of this run" }];
  });
}

interface Known {
  readonly run: string;
  readonly policy: boolean;
  readonly played: (episode: number) => boolean;
  readonly rounds: (episode: number) => number;
}

/** What is strange about a line of the index; null where nothing is. */
function strange(line: string, { run, policy, played, rounds }: Known): string | null {
  try {
    const { episode, round, thread } = JSON.parse(line) as { episode: number; round: number; thread: string };
    if (policy) return "a checkpoint of a policy";
    if (!isWorkerThread(run, thread)) return `the thread ${thread}`;
    if (!played(episode)) return `episode ${episode}`;
    return round <= rounds(episode) + 1 ? null : `round ${round} of episode ${episode}`;
  } catch {
    return "a line that is not JSON";
  }
}
