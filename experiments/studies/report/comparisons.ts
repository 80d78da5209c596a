/** Comparison tables: differences to the baseline: the headline measures in full, the exploratory ones beside the arms' own values. */
import type { Comparison } from "../analysis/result.ts";
import { estimateMeasurements, INTERVALS, pair, scroll } from "./parts/arms.ts";
import { type Html, html, prose } from "./parts/html.ts";
import { perCent, pValue } from "./parts/numbers.ts";
import { isClaim, rowsOf, type Shown, type View } from "./parts/view.ts";

/** All headline rows; null when there is nothing to compare. */
export function comparisonsTable(view: View): Html | null {
  if (!view.headline.some((m) => rowsOf(view, m.info.id).length > 0)) return null;
  const head = html`<thead><tr><th class="t" scope="col">Arm</th><th scope="col">${pair("difference", "relative")}</th>${INTERVALS}
<th scope="col">${pair("win rate", "pairs")}</th><th scope="col">p, runs</th><th scope="col">p, method</th><th scope="col">p, seeds</th><th scope="col">Holm</th>
<th class="t gap" scope="col">What the row allows to be said</th></tr></thead>`;
  const bodies = view.headline.map(
    (m) => html`<tbody>${partHead(m, 9)}${rowsOf(view, m.info.id).map((r) => row(view, r, m))}</tbody>`,
  );
  const about = html`<p class="note">Each arm minus ${view.group.baseline}, paired by user and seed. Bold differences hold as statements about the methods, also after Holm’s correction over this table.</p>`;
  return html`${about}${scroll(`Differences to ${view.group.baseline} in ${view.name}`, html`<table>${head}${bodies}</table>`)}`;
}

function partHead({ info, format }: Shown, columns: number): Html {
  const better = info.better === null ? "" : `. ${info.better === "higher" ? "Higher" : "Lower"} is better.`;
  const unit = format.unit === "" ? "" : `, ${format.unit}`;
  return html`<tr><th class="part t" scope="rowgroup" colspan="${columns}"><span>${prose(info.name)}${unit}<small>${prose(info.about)}${better}</small></span></th></tr>`;
}

function row(view: View, c: Comparison, { format }: Shown): Html {
  const seeds = c.unit === "seeds" ? html`<small>the seed is the unit</small>` : null;
  return html`<tr class="${isClaim(c, view.level) ? "mark" : "plain"}"><th scope="row">${c.arm}${seeds}</th>
<td class="d">${pair(format.difference(c.difference), signedShare(c.relative))}</td><td>${pair(format.interval(c.trainedRuns), format.interval(c.method))}</td>
<td>${pair(c.winRate === null ? "–" : perCent(c.winRate), `${c.pairs}${c.unpaired > 0 ? ` (${c.unpaired} unpaired)` : ""}`)}</td>
<td>${pValue(c.p.trainedRuns)}</td><td>${pValue(c.p.method)}</td><td>${pValue(c.p.seeds)}</td><td class="d">${pValue(c.p.holm)}</td><td class="says-cell gap">${prose(c.interpretation)}</td></tr>`;
}

const signedShare = (x: number | null) => (x !== null && x > 0 ? `+${perCent(x, 1)}` : perCent(x, 1));

/** The other measures: every arm's value, and its difference; null when there are none. */
export function exploratoryTable(view: View): Html | null {
  if (view.exploratory.length === 0) return null;
  const head = html`<thead><tr><th class="t" scope="col">Arm</th><th class="gap" scope="col">value</th>${INTERVALS}
<th class="gap" scope="col">${pair("difference", `to ${view.group.baseline ?? "the baseline"}`)}</th>${INTERVALS}<th scope="col">p, method</th><th scope="col">Holm</th></tr></thead>`;
  const bodies = view.exploratory.map((m) => {
    const rows = view.arms.map((arm) => {
      const c = view.group.comparisons.find((x) => x.arm === arm.name && x.measure === m.info.id);
      const base = arm.name === view.group.baseline;
      return html`<tr class="${base ? "base" : "arm"}"><th scope="row">${arm.name}</th>${estimateMeasurements(arm, m)}${c === undefined ? blank(base) : difference(view, c, m)}</tr>`;
    });
    return html`<tbody>${partHead(m, 7)}${rows}</tbody>`;
  });
  return scroll(`Exploratory measures of ${view.name}`, html`<table>${head}${bodies}</table>`);
}

const blank = (base: boolean) => html`<td class="gap i">${base ? "baseline" : "–"}</td><td colspan="3"></td>`;

function difference(view: View, c: Comparison, { format }: Shown): Html {
  const strong = isClaim(c, view.level) ? "v " : "";
  return html`<td class="${strong}gap">${format.difference(c.difference)}</td><td>${pair(format.interval(c.trainedRuns), format.interval(c.method))}</td>
<td>${pValue(c.p.method)}</td><td>${pValue(c.p.holm)}</td>`;
}

/** What the study could have seen: one line per headline row; null when nothing is known. */
export function powerTable(view: View): Html | null {
  const bodies = view.headline.flatMap((m) => {
    const rows = rowsOf(view, m.info.id).flatMap((c) => {
      if (c.power === null) return [];
      const { effect, here, seeds, users, line } = c.power;
      return html`<tr><th scope="row">${c.arm}</th><td>${m.format.value(effect)}</td><td>${perCent(here)}</td><td>${seeds ?? "–"}</td><td>${users ?? "–"}</td><td class="says-cell">${prose(line)}</td></tr>`;
    });
    return rows.length === 0 ? [] : [html`<tbody>${partHead(m, 6)}${rows}</tbody>`];
  });
  if (bodies.length === 0) return null;
  const head = html`<thead><tr><th class="t" scope="col">Arm</th><th scope="col">effect</th><th scope="col">power here</th><th scope="col">seeds for 80 %</th><th scope="col">users for 80 %</th><th class="t" scope="col">In words</th></tr></thead>`;
  return scroll(`Power in ${view.name}`, html`<table>${head}${bodies}</table>`);
}
