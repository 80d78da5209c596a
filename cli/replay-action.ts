/** What `billp replay` does: executes the run again, and says whether it is the same, or what differs first. */
import { type ReplayReport, replayRun } from "../experiments/replay/replay.ts";
import type { SettingsInput } from "../settings.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import type { ReplayFlags } from "./replay.ts";
import { note, print, printJson } from "./text.ts";

/** Replays, prints, and gives the exit code: 1 where something differs. */
export async function replay(folder: string, settings: SettingsInput, flags: ReplayFlags): Promise<number> {
  const interrupts = watchInterrupts(() => note("Stopping."));
  try {
    const report = await replayRun({ folder, settings, episode: flags.episode ?? undefined, signal: interrupts.signal });
    await (flags.json ? printJson(report) : print(reportText(report)));
    return report.equal ? EXIT.ok : EXIT.error;
  } finally {
    interrupts.stop();
  }
}

/** The report as a person reads it. */
function reportText(report: ReplayReport): string {
  const { run, episodes, unfinished, rounds, answers, differing, first, ms } = report;
  const lines = [
    `run       ${run}`,
    `replayed  ${episodes} episodes, ${rounds} rounds, ${answers} answers from the ledger, no call, ${(ms / 1000).toFixed(1)} s`,
    ...(unfinished > 0 ? [`left out  ${unfinished} episodes that are not finished`] : []),
  ];
  if (first === null) return [...lines, "result    equal, byte for byte"].join("\n");
  const where = [
    `episode ${first.episode}`,
    ...(first.round === null ? [] : [`round ${first.round}`]),
    ...(first.role === null ? [] : [first.role, `attempt ${first.attempt}`]),
  ].join(", ");
  return [
    ...lines,
    `result    DIFFERENT in ${differing.length} of ${episodes} episodes`,
    `first     ${where}: ${first.message}`,
    ...(first.diff === null ? [] : ["", first.diff]),
  ].join("\n");
}
