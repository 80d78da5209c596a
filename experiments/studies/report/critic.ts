/** Critic section of the report: values against what came after, in a table and by round. */
import type { Arm, CriticStudy } from "../analysis/result.ts";
import type { Charts } from "./charts/charts.ts";
import { scroll } from "./parts/arms.ts";
import { type Html, html } from "./parts/html.ts";
import { fixed, signed } from "./parts/numbers.ts";
import { estimateOf, type View } from "./parts/view.ts";
import { correlationSpan } from "./tables.ts";

type Judged = Arm & { readonly critic: CriticStudy };

/** Table and drawings; null when no arm has a Critic. */
export function criticSection(view: View, charts: Charts): Html | null {
  const arms = view.arms.filter((a): a is Judged => a.critic !== null);
  if (arms.length === 0) return null;
  const figures = arms.flatMap((a) => {
    const drawing = charts.criticByRound(a.name, a.critic);
    return drawing === null ? [] : [html`<figure><figcaption><h4>${a.name}</h4></figcaption>${drawing}</figure>`];
  });
  return html`<p class="note">V is what the Critic says of a state, G the discounted return that followed. A Critic without bias has V and G on one line; later rounds rest on few episodes.</p>
${table(view, arms)}<div class="charts">${figures}</div>`;
}

const COLUMNS: readonly (readonly [string, string, (c: CriticStudy, arm: Judged) => string])[] = [
  ["episodes", "", (c) => String(c.trajectories)],
  ["rounds", "", (c) => String(c.rounds)],
  ["bias", "mean of V − G", (c) => signed(c.bias, 2)],
  ["error", "root of the mean square of V − G", (c) => fixed(c.rmse, 2)],
  ["sd of V", "", (c) => fixed(c.sdV, 2)],
  ["sd of G", "", (c) => fixed(c.sdG, 2)],
  ["correlation", "Pearson over all rounds", (c) => fixed(c.correlation, 3)],
  ["its 95 %", "mean of the runs, for the method", (_, arm) => correlationSpan(estimateOf(arm, "criticCorrelation"))],
  ["within episodes", "Pearson after each episode's mean is taken off", (c) => fixed(c.correlationWithin, 3)],
  ["its 95 %", "mean of the runs, for the method", (_, arm) => correlationSpan(estimateOf(arm, "criticCorrelationWithin"))],
  ["var of V, same state", "mean over users of the variance over seeds at the first state", (c) => fixed(c.sameState.varV, 2)],
  ["var of G, same state", "mean over users of the variance over seeds at the first state", (c) => fixed(c.sameState.varG, 2)],
];

function table(view: View, arms: readonly Judged[]): Html {
  const head = COLUMNS.map(([name, about]) => html`<th scope="col" title="${about}">${name}</th>`);
  const rows = arms.map(
    (a) => html`<tr><th scope="row">${a.name}</th>${COLUMNS.map(([, , show]) => html`<td>${show(a.critic, a)}</td>`)}</tr>`,
  );
  return scroll(
    `The Critic in ${view.name}`,
    html`<table><thead><tr><th class="t" scope="col">Arm</th>${head}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}
