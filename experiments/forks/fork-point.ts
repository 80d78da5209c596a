/** Fork point: the checkpoint of a round at which a fork leaves what was played, and the node as which it is written on. */
import type { ResolvedSettings } from "../../core/settings.ts";
import { partsOf } from "../../methods/derived.ts";

/** A point within an episode. */
export interface ForkPoint {
  /** Nodes that run from the checkpoint, joined by "+", as the index has them. */
  readonly next: string;
  /** The node whose update the change is taken for: the one that ran last, so that its edges lead on from there. */
  readonly asNode: "macro-plan" | "begin-episode" | "environment-step";
}

/**
 * A plan is changed after the superstep that wrote it: Planner and Critic have run, and no entry of the round is lost. Anything else is
 * changed before the round's first nodes. With both, all is changed after that superstep.
 */
export function pointOf(settings: Pick<ResolvedSettings, "method">, round: number, plan: boolean): ForkPoint {
  if (plan) return { next: "micro-act", asNode: "macro-plan" };
  const { planner, critic } = partsOf(settings.method);
  const first = [...(critic ? ["critic-evaluate"] : []), ...(planner ? ["macro-plan"] : [])];
  return { next: first.length === 0 ? "micro-act" : first.join("+"), asNode: round === 1 ? "begin-episode" : "environment-step" };
}
