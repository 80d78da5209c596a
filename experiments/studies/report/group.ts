/** Group section of the report: its parts in reading order, each left out where there is nothing to show. */
import type { Charts } from "./charts/charts.ts";
import { comparisonsTable, exploratoryTable, powerTable } from "./comparisons.ts";
import { costTable } from "./cost.ts";
import { criticSection } from "./critic.ts";
import { episodesSection } from "./episodes.ts";
import { armsTable, scroll } from "./parts/arms.ts";
import { type Html, html, prose } from "./parts/html.ts";
import type { Shown, View } from "./parts/view.ts";

/** A part of a group, as the table of contents lists it. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** The parts of a group that have something to show. */
export function partsOf(view: View, charts: Charts): Part[] {
  const { group } = view;
  const parts: (readonly [id: string, title: string, body: Html | null])[] = [
    ["arms", "Arms", armsTable(view)],
    ["differences", `Differences to ${group.baseline}`, differences(view, charts)],
    ["curves", "Learning curves", curves(view, charts)],
    ["ends", "Ends, long tail and cost", overview(view, charts)],
    ["critic", "The Critic", criticSection(view, charts)],
    [
      "exploratory",
      "Exploratory measures",
      folded("Values and differences, with a Holm correction of their own", exploratoryTable(view)),
    ],
    ["power", "Power", folded("What this study could have seen", powerTable(view))],
    ["cost", "Cost", folded("Calls, tokens and money, training included", costTable(view))],
    ["episodes", "Single episodes", episodesSection(view)],
    ["runs", "Runs", folded("The run folders, by arm and seed", runs(view))],
  ];
  return parts.flatMap(([id, title, body]) => (body === null ? [] : [{ id: `${view.id}-${id}`, title, body }]));
}

/** A group under its heading. */
export function groupSection(view: View, parts: readonly Part[]): Html {
  const { group } = view;
  const facts = [
    ["Fidelity", group.fidelity],
    ["Repeats", group.repeats],
    ["Window", String(group.window)],
    ["Step limit", String(group.limit)],
    ["Test users", String(group.users)],
    ["Seeds", group.seeds.join(", ")],
    ["Baseline", group.baseline ?? "none"],
  ] as const;
  const list = (id: string, title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? null
      : html`<section aria-labelledby="${id}"><h3 id="${id}">${title}</h3><ul>${sentences.map((s) => html`<li>${prose(s)}</li>`)}</ul></section>`;
  return html`<section aria-labelledby="${view.id}"><h2 id="${view.id}">${view.name}</h2>
<dl class="facts">${facts.map(([k, v]) => html`<div><dt>${k}</dt><dd>${v}</dd></div>`)}</dl>
<div class="says">${list(`${view.id}-conclusions`, "What may be concluded", group.conclusions)}${list(`${view.id}-cautions`, "What may not", group.cautions)}</div>
${parts.map((p) => html`<section aria-labelledby="${p.id}"><h3 id="${p.id}">${p.title}</h3>${p.body}</section>`)}</section>`;
}

function folded(title: string, body: Html | null): Html | null {
  return body === null ? null : html`<details><summary>${title}</summary>${body}</details>`;
}

function figure(title: Html | string, about: Html | string, drawing: Html | null, key: Html | null = null): Html[] {
  if (drawing === null) return [];
  return [html`<figure><figcaption><h4>${title}</h4><p>${about}</p>${key}</figcaption>${drawing}</figure>`];
}

function perMeasure(view: View, make: (view: View, m: Shown) => Html | null): Html[] {
  const unit = ({ format }: Shown) => (format.unit === "" ? "" : `, ${format.unit}`);
  return view.headline.flatMap((m) => {
    const drawing = make(view, m);
    return drawing === null
      ? []
      : [html`<figure><figcaption><h4>${prose(m.info.name)}${unit(m)}</h4></figcaption>${drawing}</figure>`];
  });
}

function differences(view: View, charts: Charts): Html | null {
  const table = comparisonsTable(view);
  if (table === null) return null;
  return html`${charts.forestKey(view)}<div class="charts">${perMeasure(view, charts.forest)}</div>${table}`;
}

function curves(view: View, charts: Charts): Html | null {
  const figures = perMeasure(view, charts.learningCurves);
  if (figures.length === 0) return null;
  return html`<p class="note">Test with the memories of the first n training episodes, frozen. Band: the method; vertical lines: these trained runs.</p><div class="charts">${figures}</div>`;
}

function overview(view: View, charts: Charts): Html | null {
  const ranked = view.headline.find((m) => m.info.id === "rTraj") ?? view.headline[0];
  const cost = ranked === undefined ? null : charts.costAgainstReturn(view, ranked);
  const figures = [
    ...figure("How episodes ended", "Share of each arm’s test episodes, in per cent.", charts.quits(view), charts.quitsKey(view)),
    ...figure(
      "What was recommended",
      "By popularity, in tenths of the catalogue; at the right the share outside the most popular fifth.",
      charts.popularity(view),
    ),
    ...figure(
      html`Cost and ${prose(ranked?.info.name ?? "")}`,
      "Lines: interval for the method. Arms that use no model stand at 0.",
      cost,
    ),
  ];
  return figures.length === 0 ? null : html`<div class="charts">${figures}</div>`;
}

function runs(view: View): Html {
  const rows = view.arms.map(
    (a) =>
      html`<tr><th scope="row">${a.name}</th><td class="t">${a.runs.map((r, i) => html`seed ${r.seed}: <code>${r.run}</code>${i < a.runs.length - 1 ? "," : ""}`)}</td></tr>`,
  );
  const head = html`<thead><tr><th class="t" scope="col">Arm</th><th class="t" scope="col">run folders</th></tr></thead>`;
  return scroll(`Runs of ${view.name}`, html`<table class="runs">${head}<tbody>${rows}</tbody></table>`);
}
