/** Check of a run folder as a whole: all that it says is computed again from the rest of it, and what cannot be is named. */
import type { Ledger } from "../../../models/ledger/ledger.ts";
import { loadPrices, type Prices } from "../../../models/prices.ts";
import type { Finding } from "../../runs/check/finding.ts";
import { checkIdentity } from "../../runs/check/identity-check.ts";
import { checkRecord } from "../../runs/check/record-check.ts";
import { checkSummary } from "../../runs/check/summary-check.ts";
import { usageOf } from "../../runs/open-run.ts";
import type { RecordedRun } from "../../runs/recorded.ts";
import { type Maker, makerOf } from "../../runs/store/made-by.ts";
import { checkCheckpoints } from "./checkpoints-check.ts";
import { checkForks } from "./forks-check.ts";
import { checkMemory } from "./memory-check.ts";

/** What was found of a folder, and what was looked at. */
export interface FolderCheck {
  readonly findings: readonly Finding[];
  /** What was computed again and compared. */
  readonly compared: readonly string[];
  /** What was not, with the reason. */
  readonly leftOut: readonly string[];
}

/** Prices of the run, where its makers say that they are those of this process. */
export async function pricesOf({ reader, world }: RecordedRun): Promise<Prices | null> {
  const [makers, now] = [await reader.makers(), makerOf(world)];
  return makers.length > 0 && makers.every((m) => m.prices === now.prices) ? loadPrices().models : null;
}

/** Compares the parts of a folder with one another; what its episodes did is compared by executing them. */
export async function checkFolder(recorded: RecordedRun, ledger: Ledger): Promise<FolderCheck> {
  const { reader, schedule, episodes, parent, policy } = recorded;
  const summary = await reader.text("summary");
  const complete = summary !== null && ((await reader.finished()) !== null || episodes.size === schedule.length);
  const settings = checkIdentity((await reader.text("settings")) as string, reader.where("settings"));
  const record = checkRecord({ file: reader.where("episodes"), text: await reader.text("episodes"), schedule, complete });
  const summed = await summaryOf(recorded, ledger, summary);
  const findings = [
    ...settings,
    ...record,
    ...(await checkMemory(recorded)),
    ...summed.findings,
    ...(await checkCheckpoints(recorded, complete)),
    ...(await checkForks(recorded)),
  ];
  const leftOut = [
    ...summed.leftOut,
    ...(summary === null
      ? ["summary.json: the run was killed before it was written"]
      : ["the time in summary.json (wallMs): a measurement"]),
    ...(episodes.size < schedule.length ? [`${schedule.length - episodes.size} episodes that are not finished`] : []),
    ...(parent === null ? [] : [`episodes 1 to ${parent.episode}: they are those of the run ${parent.run}`]),
    ...(policy || !reader.has("checkpoints") ? [] : ["the states in checkpoints.sqlite, which serve resuming and forking alone"]),
    ...(reader.identity.priorMemories === undefined || parent !== null
      ? []
      : ["the hash of the prior memories: that of the file they were read from"]),
  ];
  const compared = ["settings", "episodes", "memory", "summary", "index", "forks"] as const;
  const named = [];
  for (const part of compared) if ((await reader.text(part)) !== null) named.push(part === "settings" ? "run id" : part);
  return { findings, compared: policy ? named : [...named, "calls"], leftOut };
}

async function summaryOf(
  recorded: RecordedRun,
  ledger: Ledger,
  text: string | null,
): Promise<{ findings: Finding[]; leftOut: string[] }> {
  const { reader, run, settings, world, schedule } = recorded;
  if (text === null) return { findings: [], leftOut: [] };
  const written = await fileEpisodes(recorded);
  const complete = written.length === schedule.length;
  const now = makerOf(world);
  const makers = await reader.makers();
  const findings = checkSummary({
    file: reader.where("summary"),
    text,
    run,
    settings,
    world,
    episodes: written,
    scheduled: schedule.length,
    usage: complete ? usageOf(ledger, settings) : null,
    older: makers.length === 0 || makers.some((m: Maker) => m.billp !== now.billp),
  });
  const claimed = /"complete": true/.test(text);
  if (complete || claimed || !reader.has("checkpoints")) return { findings, leftOut: [] };
  // Killed after it was resumed: the files are those of the first stop, or some are newer than others; resuming writes all of them anew.
  return findings.length === 0
    ? { findings, leftOut: ["the usage in summary.json: the run is not finished"] }
    : { findings: [], leftOut: ["summary.json: of an earlier stop than the other files; resuming writes it anew"] };
}

/** The episodes of the file alone: what the summary was made of. */
async function fileEpisodes({ reader, episodes }: RecordedRun) {
  const lines = await reader.lines("episodes");
  return [...episodes.values()].filter((e) => lines?.has(e.episode) === true);
}
