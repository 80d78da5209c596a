/** Check of memory.jsonl: every entry once, in order, of an episode that the run has; prior entries by their hash. */
import { sha256 } from "../../../core/hash.ts";
import { memoryLines } from "../../../memory/prior.ts";
import { type Finding, shown, shownLines } from "../../runs/check/finding.ts";
import type { RecordedRun } from "../../runs/recorded.ts";

/** Findings of the file. That an episode wrote these entries and no others is what executing it again says. */
export async function checkMemory({ reader, episodes, memories, policy }: RecordedRun): Promise<Finding[]> {
  const [file, text] = [reader.where("memory"), await reader.text("memory")];
  if (text === null || memories === null) {
    const finished = (await reader.finished()) !== null;
    return finished ? [{ file, where: null, there: "no such file", expected: "what the finished run remembers" }] : [];
  }
  const strangers = [...memories.keys()].filter((e) => (policy ? true : e !== 0 && !episodes.has(e)));
  if (strangers.length > 0) {
    const who = `entries of episode ${strangers.join(", ")}`;
    return [
      {
        file,
        where: null,
        there: who,
        expected: policy ? "nothing: a policy writes none" : "entries of episodes that the run has",
      },
    ];
  }
  const lines = text.split("\n");
  const expected = memoryLines(memories.values()).split("\n");
  const at = expected.findIndex((line, i) => line !== lines[i]);
  if (at >= 0) return [{ file, where: `line ${at + 1}`, ...shownLines(lines[at] ?? "", expected[at] as string) }];
  if (lines.length > expected.length)
    return [{ file, where: `line ${expected.length}`, ...shownLines(lines[expected.length - 1] ?? "", "") }];
  return priorEntries({ reader, memories }, file);
}

/** Entries that the run started from: there if and only if settings.json names their hash. */
function priorEntries({ reader, memories }: Pick<RecordedRun, "reader" | "memories">, file: string): Finding[] {
  const { priorMemories, parent } = reader.identity;
  const prior = memories?.get(0);
  const where = "entries of episode 0";
  if (priorMemories === undefined)
    return prior === undefined
      ? []
      : [{ file, where, there: "some", expected: "none: by settings.json the run started from none" }];
  const kept = sha256(prior === undefined ? "" : memoryLines([prior]));
  if (parent === undefined || kept === priorMemories) return []; // of another file their hash is that of the file, which is not here
  return [{ file, where, there: `entries with the hash ${shown(kept)}`, expected: `${shown(priorMemories)}, by settings.json` }];
}
