/** Result of one run as text. */

import type { ResolvedSettings } from "../../core/settings.ts";
import type { Summary } from "../../experiments/evaluation/summary.ts";
import { unusableCaution, unusableIn } from "../../models/unusable-watch.ts";
import { chatsOf, isOffline } from "./models.ts";
import { pairs } from "./table.ts";
import { clock, figure, interval, percent, short, usd } from "./text.ts";

/** Said under every number that came from the offline model. */
export const OFFLINE =
  "The offline model is no language model: it follows the prompts by fixed rules.\nIts numbers test the machinery and say nothing about language models.";

/** Said when a role had the control for a model. */
const BLIND = "offline:blind is a control: the right form, no content. What it answered was drawn by lot.";

/** What is to be said of a run's offline models; null when there is nothing to say. */
export function offlineNote(settings: ResolvedSettings): string | null {
  const notes = [...(isOffline(settings) ? [OFFLINE] : []), ...(chatsOf(settings).includes("offline:blind") ? [BLIND] : [])];
  return notes.length === 0 ? null : notes.join("\n");
}

/** Summary and places of a run, and what is to be said of its models. */
export function resultText(summary: Summary, folder: string, remark: string | null): string {
  const { train, test, usage } = summary;
  const rows: [string, string][] = [["run", summary.run]];
  if (train.episodes > 0)
    rows.push(["train", `${train.episodes} episodes, Len ${figure(train.len)}, return ${figure(train.rTraj)}`]);
  rows.push(["test", `${test.episodes} episodes`]);
  if (test.episodes > 0) {
    rows.push(["  Len", `${figure(test.len)} ${interval(test.ci95.len)}`]);
    rows.push(["  R_each", figure(test.rEach)]);
    rows.push(["  R_traj", `${figure(test.rTraj)} ${interval(test.ci95.rTraj)}`]);
    rows.push(["  ends", endsOf(test.quits)]);
    rows.push(["  coverage", percent(test.coverage)]);
  }
  const about = usage.estimatedCalls ? "~" : "";
  const cached = usage.cached ? `, ${short(usage.cached)} from the cache` : "";
  rows.push([
    "calls",
    `${short(usage.calls)}${cached}, ${about}${short(usage.inputTokens + usage.outputTokens)} tokens, ${about}${usd(usage.costUsd)}`,
  ]);
  const { unusable } = unusableIn(usage.byRole);
  if (unusable > 0) rows.push(["  unusable", `${short(unusable)} answers, asked again where that could help`]);
  if (usage.estimatedCalls)
    rows.push(["  ~", `the tokens of ${usage.estimatedCalls} calls are estimates, because the server gave no counts`]);
  if (usage.lost)
    rows.push([
      "  lost",
      `${usage.lost.tries} tries without an answer, which may have cost ${usd(usage.lost.usd)} more (estimated)`,
    ]);
  rows.push(["time", clock(summary.wallMs)], ["files", folder]);
  const legend = test.episodes > 1 ? "\n[ ]: 95 % interval, bootstrap over users" : "";
  const remarks = [unusableCaution(usage.byRole), remark].filter((said) => said !== null);
  return [`${pairs(rows)}${legend}`, ...remarks].join("\n\n");
}

/** How the episodes ended, e.g. "similar 22, dislike 38". */
export function endsOf(quits: Summary["test"]["quits"]): string {
  const ends = Object.entries(quits).filter(([, count]) => count > 0);
  return ends.length === 0 ? "–" : ends.map(([end, count]) => `${end} ${count}`).join(", ");
}
