/** Table of a group's arms: headline measures with both intervals, ranked, with links to single episodes. */
import type { Arm } from "../../analysis/result.ts";
import { type Html, html, prose } from "./html.ts";
import { estimateOf, rankMeasure, type Shown, type View } from "./view.ts";

/** What an arm is, in a few words under its name. */
export function armWords({ name, method, model, memory }: Arm): string {
  const parts = [
    name === method ? "" : method,
    model === "none" ? "no model" : model,
    memory === "none" ? "" : `${memory} memory`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** A table in its own scrolling box, reachable by keyboard. */
export function scroll(about: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${about}" tabindex="0">${table}</div>`;
}

/** Two lines in one cell: what is said first, and under it, lighter, what goes with it. */
export function pair(first: Html | string, second: Html | string): Html {
  return html`${first}<small>${second}</small>`;
}

/** Head of a column with both intervals. */
export const INTERVALS: Html = html`<th scope="col">${pair("these trained runs", "the method")}</th>`;

/** The arms, the best by rank first. */
export function armsTable(view: View): Html {
  const { headline, group } = view;
  const by = rankMeasure(headline.map((m) => m.info));
  const about = html`<p class="note">Ranked by ${prose(by?.name ?? "order")}. ${group.users} test users that every arm played; both intervals at ${Math.round(100 * view.level)} %.</p>`;
  const head = html`<thead><tr><th rowspan="2" class="t" scope="col">Arm</th>
${headline.map((m) => html`<th colspan="2" class="t gap" scope="colgroup" title="${m.info.about}">${prose(m.info.name)}${m.format.unit === "" ? "" : `, ${m.format.unit}`}</th>`)}
<th rowspan="2" class="gap" scope="col">Seeds</th><th rowspan="2" scope="col">Episodes</th><th rowspan="2" class="t gap" scope="col">Examples</th></tr>
<tr>${headline.map(() => html`<th class="gap" scope="col">mean</th>${INTERVALS}`)}</tr></thead>`;
  const rows = view.arms.map((arm) => armRow(view, arm));
  return html`${about}${scroll(`Arms of ${view.name}`, html`<table>${head}<tbody>${rows}</tbody></table>`)}`;
}

function armRow(view: View, arm: Arm): Html {
  const base = arm.name === view.group.baseline;
  return html`<tr class="${base ? "base" : "arm"}"><th scope="row">${arm.name}<small>${base ? "baseline; " : ""}${armWords(arm)}</small></th>
${view.headline.map((m) => estimateMeasurements(arm, m))}
<td class="gap">${new Set(arm.runs.map((r) => r.seed)).size}</td><td>${arm.episodes}</td><td class="t gap">${episodeLinks(view, arm)}</td></tr>`;
}

/** Value and both intervals of a measure. */
export function estimateMeasurements(arm: Arm, { info, format }: Shown): Html {
  const { value, trainedRuns, method } = estimateOf(arm, info.id);
  return html`<td class="v gap">${format.value(value)}</td><td>${pair(format.interval(trainedRuns), format.interval(method))}</td>`;
}

function episodeLinks(view: View, arm: Arm): Html {
  if (arm.shown.length === 0) return html`–`;
  const links = arm.shown.map((e, i) => {
    const [anchor, comma] = [view.anchors.get(e) ?? "", i < arm.shown.length - 1 ? "," : ""];
    return html`<a href="#${anchor}" aria-label="${e.why} episode of ${arm.name}">${e.why}</a>${comma}`;
  });
  return html`${links}`;
}
