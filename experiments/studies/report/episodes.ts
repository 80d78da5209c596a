/** Episode section of the report, folded: what was planned, proposed and played, and how it ended. A link to one opens it: the anchor lies inside what is folded. */
import type { Arm, ShownEpisode } from "../analysis/result.ts";
import { scroll } from "./parts/arms.ts";
import { type Html, html } from "./parts/html.ts";
import { fixed, NONE, signed } from "./parts/numbers.ts";
import type { View } from "./parts/view.ts";

/** All episodes of a group; null when none is shown. */
export function episodesSection(view: View): Html | null {
  const arms = view.arms.filter((a) => a.shown.length > 0);
  if (arms.length === 0) return null;
  return html`<p class="note">Worst, median and best episode of each arm’s first seed by return. They are examples; no claim rests on them.</p>
${arms.flatMap((arm) => arm.shown.map((e) => episode(view, arm, e)))}`;
}

function episode(view: View, arm: Arm, e: ShownEpisode): Html {
  const anchor = view.anchors.get(e) ?? "";
  return html`<details class="episode"><summary><b>${arm.name}</b>, ${e.why}: return ${number(e.return)}, ${e.len} accepted, ended by ${e.end}</summary>
<div id="${anchor}" class="target"><p class="note">Seed ${e.seed}, episode ${e.episode}, user ${e.user}.</p>
${scroll(`Rounds of the ${e.why} episode of ${arm.name}`, rounds(e))}</div></details>`;
}

function rounds({ rounds }: ShownEpisode): Html {
  const has = (key: "plan" | "proposal" | "value" | "advantage") => rounds.some((r) => r[key] !== null);
  const [plans, proposals, valued] = [has("plan"), has("proposal"), has("value") || has("advantage")];
  const head = html`<tr><th class="t" scope="col">Round</th>${plans ? html`<th class="t" scope="col">plan</th>` : null}${proposals ? html`<th class="t" scope="col">proposal</th>` : null}<th class="t" scope="col">item</th><th scope="col">reward</th><th class="t" scope="col">accepted</th>${valued ? html`<th scope="col">V</th><th scope="col">A</th>` : null}</tr>`;
  const text = (shown: boolean, x: string | null) => (shown ? html`<td class="t">${x ?? NONE}</td>` : null);
  const rows = rounds.map(
    (
      r,
      i,
    ) => html`<tr class="${r.accepted ? "in" : "out"}"><td class="n">${i + 1}</td>${text(plans, r.plan)}${text(proposals, r.proposal)}${text(true, r.title)}
<td>${number(r.reward)}</td><td class="t">${r.accepted ? "yes" : "no"}</td>${valued ? html`<td>${fixed(r.value, 2)}</td><td>${signed(r.advantage, 2)}</td>` : null}</tr>`,
  );
  return html`<table class="rounds"><thead>${head}</thead><tbody>${rows}</tbody></table>`;
}

const number = (x: number) => fixed(x, Number.isInteger(x) ? 0 : 2);
