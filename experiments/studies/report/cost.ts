/** Cost table of the arms, training included: calls, tokens, money, and the same per unit of return. */
import type { Arm, Cost } from "../analysis/result.ts";
import { scroll } from "./parts/arms.ts";
import { type Html, html } from "./parts/html.ts";
import { about, fixed, short, usd } from "./parts/numbers.ts";
import type { View } from "./parts/view.ts";

const COLUMNS: readonly (readonly [string, (c: Cost) => string])[] = [
  ["calls", (c) => short(c.calls)],
  ["tokens in", (c) => about(c, short(c.inputTokens))],
  ["tokens out", (c) => about(c, short(c.outputTokens))],
  ["US dollars", (c) => about(c, usd(c.listUsd))],
  ["calls per return", (c) => fixed(c.callsPerReturn, 3)],
  ["tokens per return", (c) => about(c, short(c.tokensPerReturn))],
  ["US dollars per return", (c) => about(c, usd(c.usdPerReturn))],
  ["tokens by role", byRole],
];

/** The cost of every arm; null when no arm asked a model. */
export function costTable(view: View): Html | null {
  const arms = view.arms.filter((a) => a.cost.calls > 0);
  if (arms.length === 0) return null;
  const head = COLUMNS.map(([name], i) => html`<th class="${i === COLUMNS.length - 1 ? "t gap" : ""}" scope="col">${name}</th>`);
  return html`${scroll(
    `Cost in ${view.name}`,
    html`<table><thead><tr><th class="t" scope="col">Arm</th>${head}</tr></thead><tbody>${arms.map(row)}</tbody></table>`,
  )}<p>${costNote(arms)}</p>`;
}

/** What the figures of cost are: list prices, and which of them are estimates. */
export function costNote(arms: readonly Arm[]): string {
  const estimated = arms.filter((a) => a.cost.estimatedCalls > 0);
  const of = estimated.map((a) => `${a.name} ${a.cost.estimatedCalls} of ${a.cost.calls} calls`).join(", ");
  const list = "Training included. US dollars are list prices of all tokens, those of answers from the cache too.";
  return estimated.length === 0 ? list : `${list} ~: some tokens are estimates, because the server gave no counts (${of}).`;
}

function row({ name, cost }: Arm): Html {
  const cells = COLUMNS.map(([, show], i) => html`<td class="${i === COLUMNS.length - 1 ? "t gap i" : ""}">${show(cost)}</td>`);
  return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
}

function byRole({ byRole }: Cost): string {
  const roles = Object.entries(byRole).map(([role, u]) => `${role} ${short(u.inputTokens + u.outputTokens)}`);
  return roles.join(", ") || "–";
}
