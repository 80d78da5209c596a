/**
 * Report on what the published recordings say about the critic, under both advantage rules and on both critic scales.
 * Command: `BILLP_TEST_DATA=<folder> npx tsx experiments/published/report.ts` prints the tables of docs/recorded.md.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BillpError, messageOf } from "../../core/errors.ts";
import { sumBy } from "../../core/math.ts";
import { verdict } from "../../memory/advantage.ts";
import * as c from "../evaluation/catalogue-metrics.ts";
import * as m from "../evaluation/metrics.ts";
import { type Episode, readText } from "../evaluation/record.ts";
import type { FileReport, ReadingReport } from "./findings.ts";
import { reportMarkdown } from "./markdown.ts";
import { AS_RECORDED, parseRecorded, type Reading, type RecordedEpisode } from "./read.ts";

/** The recorded runs we know; the files are `<name>.jsonl`. */
export const RECORDED_FILES = ["steam-test", "amazon-test", "steam-train"] as const;

const RULES = ["early", "paper"] as const;
const SCALES = ["recorded", "bounded"] as const;

/** Reads the recorded files of a folder. @throws BillpError `bad-input` naming a file that is missing or broken. */
export async function recordedReport(folder: string): Promise<{ files: FileReport[]; markdown: string }> {
  const files: FileReport[] = [];
  for (const name of RECORDED_FILES) {
    const path = join(folder, `${name}.jsonl`);
    files.push(fileReport(name, await readText(path), path));
  }
  return { files, markdown: reportMarkdown(files) };
}

/** The report of one file's text. */
export function fileReport(name: string, text: string, path: string): FileReport {
  const recorded = parseRecorded(text, path);
  const episodes = recorded.map((r) => r.episode);
  const steps = recorded.flatMap((r) => r.line.steps.map((step, i) => ({ step, round: r.episode.rounds[i] })));
  const differing = steps.filter(({ step, round }) => round?.proposal !== step.proposed);
  return {
    name,
    totals: m.totals(episodes),
    quits: m.quitCounts(episodes),
    rounds: steps.length,
    repliesRead: steps.length - differing.length,
    repliesDiffering: differing.map(({ step, round }) => {
      return { reply: step.reply, proposed: step.proposed, read: round?.proposal ?? null };
    }),
    criticsRead: sumBy(recorded, valuesRead),
    signsReproduced: steps.filter(({ step, round }) => verdict(round?.advantage ?? null) === (step.sign === 1 ? 1 : 0)).length,
    replacedRate: m.replacedRate(episodes),
    distinctItems: new Set(c.recommended(episodes)).size,
    readings: SCALES.flatMap((scale) => RULES.map((rule) => readingReport(text, path, { ...AS_RECORDED, rule, scale }))),
  };
}

/** Values after round 1 stand in the rounds, the last one apart. */
function valuesRead({ episode, lastValue }: RecordedEpisode): number {
  const inRounds = episode.rounds.slice(1).filter((r) => r.value !== null).length;
  return inRounds + (episode.rounds.length > 0 && lastValue !== null ? 1 : 0);
}

function readingReport(text: string, path: string, reading: Reading): ReadingReport {
  const episodes = parseRecorded(text, path, reading).map((r) => r.episode);
  const judged = episodes.map(withoutDecree);
  const toCome = (e: Episode) => e.rounds.map((_, i) => e.len - i);
  return {
    rule: reading.rule,
    scale: reading.scale,
    encouraged: m.encouraged(episodes),
    withReward: m.valueCorrelation(judged, (e) => e.rounds.map((r) => r.reward)),
    withRoundsToCome: m.valueCorrelation(judged, toCome),
    withReturn: m.criticCorrelation(judged, reading.gamma),
  };
}

/** The episode without V(s_1), which is no answer of the critic. */
function withoutDecree(e: Episode): Episode {
  return { ...e, rounds: e.rounds.map((r, i) => (i === 0 ? { ...r, value: null } : r)) };
}

/** Prints the report of the folder `billp/recorded` inside BILLP_TEST_DATA. */
async function main(): Promise<void> {
  const data = process.env.BILLP_TEST_DATA;
  if (!data)
    throw new BillpError("bad-input", "BILLP_TEST_DATA is not set", { hint: "Set it to the folder that holds billp/recorded." });
  const { markdown } = await recordedReport(join(data, "billp", "recorded"));
  process.stdout.write(markdown);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    const hint = error instanceof BillpError && error.hint ? `\n${error.hint}` : "";
    process.stderr.write(`${messageOf(error)}${hint}\n`);
    process.exitCode = 1;
  });
}
