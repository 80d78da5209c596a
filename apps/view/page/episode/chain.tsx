/** One round from left to right: plan, proposal, grounded item, reward, value and advantage. */
import type { ComponentChildren } from "preact";
import type { EpisodePage } from "../../server/shapes.ts";
import { figure, signed } from "../base/format.ts";

const TONE: Readonly<Record<string, string>> = { encouraging: "good", discouraging: "bad" };

const REPLACED = {
  masked: "What was proposed could not be had now.",
  ambiguous: "Several items have the name proposed; this is one of them.",
  "other-year": "The catalogue has the name proposed in another year.",
  unknown: "The catalogue has no such title; this is the nearest.",
} as const;

export function Chain({ page: { episode, world, roles, verdicts }, round }: { page: EpisodePage; round: number }) {
  const r = episode.rounds[round - 1];
  if (r === undefined) return <p class="empty">This episode has no rounds.</p>;
  const categories = world?.categories[round - 1] ?? [];
  return (
    <ol class="chain">
      <Step name="Plan">
        {r.plan ?? <span class="muted">{roles.includes("planner") ? "no usable plan" : "no Planner"}</span>}
      </Step>
      <Step name="Proposal">
        {r.proposal ?? <span class="muted">{roles.includes("actor") ? "no usable answer" : "none"}</span>}
      </Step>
      <Step name={r.replaced ? "Item, put in place of the proposal" : "Item"}>
        {r.title ?? <span class="muted">nothing was recommended</span>}
        <div class="small muted">{categories.join(", ")}</div>
        {r.replacedBecause === undefined ? null : <div class="small muted">{REPLACED[r.replacedBecause]}</div>}
      </Step>
      <Step name={r.accepted ? "Reward" : "Refused"} stop={!r.accepted}>
        <span class="big">{r.accepted ? figure(r.reward) : "✕"}</span>
        {r.accepted || r.worldReward === null ? null : <div class="small muted">worth {figure(r.worldReward)} in the world</div>}
      </Step>
      <Step name="Value, advantage">
        <span class="big">
          {figure(r.value)} <span class={TONE[verdicts[round - 1] ?? ""]}>{signed(r.advantage)}</span>
        </span>
        <div class="small muted">{verdicts[round - 1] ?? (roles.includes("critic") ? "not known" : "no Critic")}</div>
      </Step>
    </ol>
  );
}

function Step({ name, stop, children }: { name: string; stop?: boolean; children: ComponentChildren }) {
  return (
    <li class={stop ? "stop" : undefined}>
      <h3>{name}</h3>
      {children}
    </li>
  );
}
