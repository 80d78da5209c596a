/** What `billp replay` does: executes the run again, and says whether it is the same, or what differs first. */

import { operatorOf } from "../../core/operator.ts";
import type { SettingsInput } from "../../core/settings.ts";
import type { MeanDifference } from "../../experiments/evaluation/outcome-difference.ts";
import type { Difference } from "../../experiments/replay/difference.ts";
import { type LiveReport, replayLive } from "../../experiments/replay/live.ts";
import { type ReplayOptions, type ReplayReport, replayRun } from "../../experiments/replay/replay.ts";
import { findingText } from "../../experiments/runs/check/finding.ts";
import { checkServerGiven } from "../../experiments/runs/store/identity.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { worldsForOperator, worldsOfRecords } from "../../worlds/format/named.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import { checkModels } from "./models.ts";
import type { ReplayFlags } from "./replay-flags.ts";
import { limitsOf } from "./run-action.ts";
import { pairs, table } from "./table.ts";
import { figure, interval, note, print, printJson, signed, usd } from "./text.ts";

/** Time between lines of progress. */
const LINE_MS = 5000;

/** Replays, prints, and gives the exit code: 1 where something differs. */
export async function replay(folder: string, settings: SettingsInput, flags: ReplayFlags): Promise<number> {
  const interrupts = watchInterrupts(() => note("Stopping."));
  let told = performance.now();
  const onProgress: ReplayOptions["onProgress"] = ({ done, total, differing }) => {
    if (performance.now() - told < LINE_MS) return;
    told = performance.now();
    note(`replay  ${done}/${total}  ${differing} differ`);
  };
  const operator = operatorOf({ baseUrl: flags.baseUrl });
  const { world, ...changes } = settings;
  // A world that is typed is the operator's word for where the run's world is now; which one it must be, the run says.
  const loadWorld = world === undefined ? worldsOfRecords(operator) : () => worldsForOperator(operator)(world);
  const common = {
    folder,
    settings: changes,
    episode: flags.episode ?? undefined,
    runtime: { operator, loadWorld },
    signal: interrupts.signal,
    onProgress,
  };
  try {
    const report = flags.live ? await live(common, flags) : await replayRun(common);
    await (flags.json ? printJson(report) : print(reportText(report)));
    return report.equal ? EXIT.ok : EXIT.error;
  } finally {
    interrupts.stop();
  }
}

async function live({ runtime: found, ...common }: ReplayOptions, flags: ReplayFlags): Promise<LiveReport> {
  const { identity } = await folderStore.openRun(common.folder);
  const settings = resolveSettings({ ...identity.settings, ...common.settings });
  checkServerGiven(identity, settings, operatorOf({ baseUrl: flags.baseUrl }), common.folder);
  await checkModels(settings, flags);
  const runtime = { ...found, ...limitsOf(flags), budgetUsd: flags.budget ?? undefined };
  return replayLive({ ...common, workers: flags.workers, runtime });
}

/** The report as a person reads it. */
function reportText(report: ReplayReport | LiveReport): string {
  const { episodes, forks, unfinished, rounds, answers, first, findings, compared, leftOut, otherVersions, ms } = report;
  const asked =
    "asked" in report
      ? `${report.asked} calls made (${report.estimatedCalls > 0 && report.costUsd !== 0 ? "~" : ""}${usd(report.costUsd)})`
      : "no call";
  const rows: [string, string][] = [
    ["run", report.run],
    ["replayed", `${episodes} episodes${forks > 0 ? ` and ${forks} fork${forks === 1 ? "" : "s"}` : ""}, ${rounds} rounds`],
    ["answers", `${answers} from the ledger, ${asked}, ${(ms / 1000).toFixed(1)} s`],
    ...(unfinished > 0 ? [["left out", `${unfinished} episodes that are not finished`] as [string, string]] : []),
    ["result", resultOf(report)],
  ];
  if (first !== null) rows.push(["first", placeOf(first)]);
  for (const finding of findings.slice(0, FINDINGS)) rows.push(["found", findingText(finding)]);
  if (findings.length > FINDINGS) rows.push(["", `… and ${findings.length - FINDINGS} more (--json)`]);
  if (report.equal) rows.push(["compared", compared.join(", ")]);
  for (const what of leftOut) rows.push(["not", what]);
  for (const version of otherVersions) rows.push(["versions", version]);
  return [
    pairs(rows),
    ...(first?.diff ? ["", first.diff] : []),
    ...("outcomeDifference" in report && !report.equal ? ["", differenceText(report)] : []),
  ].join("\n");
}

/** Findings that are printed. */
const FINDINGS = 20;

/** Equal as far as it was compared, or how much differs. */
function resultOf({ equal, episodes, forks, differing, differingForks, findings, first }: ReplayReport): string {
  if (equal) return "equal, byte for byte, in all that was compared";
  const forked = differingForks.length > 0 ? ` and ${differingForks.length} of ${forks} forks` : "";
  const played = `DIFFERENT in ${differing.length} of ${episodes} episodes${forked}`;
  if (findings.length === 0) return played;
  const places = `${findings.length} place${findings.length === 1 ? "" : "s"} of the folder`;
  return first === null ? `NOT WHAT THE RUN WAS: ${places}` : `${played}, and ${places}`;
}

function placeOf({ fork, episode, round, role, attempt, message }: Difference): string {
  const parts = [
    ...(fork === null ? [] : [`fork ${fork}`]),
    `episode ${episode}`,
    ...(round === null ? [] : [`round ${round}`]),
    ...(role === null ? [] : [role, `attempt ${attempt}`]),
  ];
  return `${parts.join(", ")}: ${message}`;
}

/** How far the outcome differs: the episodes in which it does, and the means over all. */
function differenceText({ outcomeDifference }: LiveReport): string {
  const shown = outcomeDifference.episodes.filter((e) => !e.equal);
  const rows = shown
    .slice(0, 20)
    .map((e) => [String(e.episode), e.split, e.len.join(" → "), e.return.map((r) => figure(r)).join(" → "), e.end.join(" → ")]);
  const mean = ({ mean, ci95 }: MeanDifference) => `${signed(mean)} ${interval(ci95, 2)}`;
  return [
    table(["episode", "split", "Len", "return", "end"], rows),
    ...(shown.length > rows.length ? [`… and ${shown.length - rows.length} more`] : []),
    "",
    `mean move an episode: return ${mean(outcomeDifference.return)}, Len ${mean(outcomeDifference.len)}`,
    "[ ]: 95 % interval, bootstrap over users",
  ].join("\n");
}
