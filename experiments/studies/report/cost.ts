/** Cost table of the arms, training included: calls, tokens, money, and the same per unit of return. */
import type { Arm, Cost } from "../analysis/result.ts";
import { scroll } from "./parts/arms.ts";
import { type Html, html } from "./parts/html.ts";
import { fixed, short, usd } from "./parts/numbers.ts";
import type { View } from "./parts/view.ts";

const COLUMNS: readonly (readonly [string, (c: Cost) => string])[] = [
  ["calls", (c) => short(c.calls)],
  ["tokens in", (c) => short(c.inputTokens)],
  ["tokens out", (c) => short(c.outputTokens)],
  ["US dollars", (c) => usd(c.costUsd)],
  ["calls per return", (c) => fixed(c.callsPerReturn, 3)],
  ["tokens per return", (c) => short(c.tokensPerReturn)],
  ["US dollars per return", (c) => usd(c.usdPerReturn)],
  ["tokens by role", byRole],
];

/** The cost of every arm; null when no arm asked a model. */
export function costTable(view: View): Html | null {
  const arms = view.arms.filter((a) => a.cost.calls > 0);
  if (arms.length === 0) return null;
  const head = COLUMNS.map(([name], i) => html`<th class="${i === COLUMNS.length - 1 ? "t gap" : ""}" scope="col">${name}</th>`);
  return scroll(
    `Cost in ${view.name}`,
    html`<table><thead><tr><th class="t" scope="col">Arm</th>${head}</tr></thead><tbody>${arms.map(row)}</tbody></table>`,
  );
}

function row({ name, cost }: Arm): Html {
  const cells = COLUMNS.map(([, show], i) => html`<td class="${i === COLUMNS.length - 1 ? "t gap i" : ""}">${show(cost)}</td>`);
  return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
}

function byRole({ byRole }: Cost): string {
  const roles = Object.entries(byRole).map(([role, u]) => `${role} ${short(u.inputTokens + u.outputTokens)}`);
  return roles.join(", ") || "–";
}
