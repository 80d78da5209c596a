/** One round from left to right: plan, proposal, grounded item, reward, value and advantage. */
import type { ComponentChildren } from "preact";
import type { EpisodePage } from "../../server/shapes.ts";
import { figure, signed } from "../base/format.ts";

const REPLACED = {
  masked: "What was proposed could not be had now.",
  ambiguous: "Several items have the name proposed; this is one of them.",
  "other-year": "The catalogue has the name proposed in another year.",
  unknown: "The catalogue has no such title; this is the nearest.",
} as const;

export function Chain({ page: { episode, world }, round }: { page: EpisodePage; round: number }) {
  const r = episode.rounds[round - 1];
  if (r === undefined) return <p class="empty">This episode has no rounds.</p>;
  const categories = world?.categories[round - 1] ?? [];
  return (
    <ol class="chain">
      <Step name="Plan">{r.plan ?? <span class="muted">no plan</span>}</Step>
      <Step name="Proposal">{r.proposal ?? <span class="muted">no usable answer</span>}</Step>
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
          {figure(r.value)} <span class={(r.advantage ?? 0) < 0 ? "bad" : "good"}>{signed(r.advantage)}</span>
        </span>
        <div class="small muted">{r.advantage === null ? "not known" : r.advantage >= 0 ? "encouraging" : "discouraging"}</div>
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
