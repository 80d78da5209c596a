/** Node `environment-step`: the simulated user answers; the one writer of `rounds`. */
import { entryId } from "../memory/entries.ts";
import { stateAfter } from "../worlds/simulator.ts";
import type { SimulatedContext } from "./context.ts";
import { stayOf } from "./observation.ts";
import { type Action, type End, episodeOf, type Round, type State, type Update } from "./state.ts";

/** Appends one round. Rewards come from the world alone; an action without item ends the episode as `unusable`. */
export async function environmentStep(state: State, context: SimulatedContext): Promise<Update> {
  const episode = episodeOf(state);
  const round = state.rounds.length + 1;
  const action: Action = state.action ?? { proposal: null, item: null, replaced: null };
  const base = {
    id: entryId(episode.number, round),
    episode: episode.number,
    round,
    plan: context.parts.planner ? (state.plan ?? "") : null,
    proposal: action.proposal,
    item: action.item,
  };
  if (action.item === null) return { rounds: [unusable(base)] };
  const simulator = context.simulator(episode.split);
  const result = simulator.step(stateAfter(simulator, stayOf(state), context.settings.seed), action.item);
  const end: End | null = result.terminated
    ? { kind: "quit", reason: result.reason }
    : result.truncated
      ? { kind: "limit", reason: null }
      : null;
  const played: Round = {
    ...base,
    title: context.catalogue.items[action.item]?.title ?? null,
    reward: result.reward,
    worldReward: result.worldReward,
    accepted: !result.terminated,
    replaced: action.replaced,
    ...(action.replacedBecause === undefined ? {} : { replacedBecause: action.replacedBecause }),
    end,
  };
  return { rounds: [played] };
}

function unusable(base: Pick<Round, "id" | "episode" | "round" | "plan" | "proposal" | "item">): Round {
  return {
    ...base,
    title: null,
    reward: 0,
    worldReward: null,
    accepted: false,
    replaced: null,
    end: { kind: "unusable", reason: null },
  };
}
