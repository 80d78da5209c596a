/** Node `await-feedback`: the person is shown the item and answers; in the graph `session` it is the one writer of `rounds`. */
import { interrupt } from "@langchain/langgraph";
import { entryId } from "../memory/entries.ts";
import type { NodeContext } from "./context.ts";
import { type Feedback, FeedbackSchema, type LiveState, type LiveUpdate, type Offer } from "./session-state.ts";
import { type Action, type End, episodeOf, type Round } from "./state.ts";

/** Why a feedback is refused, in words for whoever sent it. */
export const REFUSAL = 'feedback: expected { "rating": a number from 1 to 5 } or { "left": true }';

/** Waits for the person. What they cannot have meant is refused: the node is run again, and says why. */
export async function awaitFeedback(state: LiveState, context: NodeContext): Promise<LiveUpdate> {
  const answer = interrupt<Offer, unknown>(offerOf(state, context));
  const feedback = FeedbackSchema.safeParse(answer);
  if (!feedback.success) return { refused: REFUSAL };
  return { refused: null, rounds: [roundOf(state, context, feedback.data)] };
}

/** The item of the current round, as the person is shown it. */
export function offerOf(state: LiveState, context: NodeContext): Offer {
  const item = context.catalogue.items[state.action?.item as number];
  return {
    round: state.rounds.length + 1,
    title: item?.title ?? "",
    categories: item?.categories ?? [],
    refused: state.refused,
  };
}

function roundOf(state: LiveState, context: NodeContext, feedback: Feedback): Round {
  const episode = episodeOf(state);
  const round = state.rounds.length + 1;
  const action = state.action as Action;
  const stays = "rating" in feedback;
  const limit = round >= context.mask(episode.split).rules.limit;
  const end: End | null = !stays ? { kind: "quit", reason: null } : limit ? { kind: "limit", reason: null } : null;
  return {
    id: entryId(episode.number, round),
    episode: episode.number,
    round,
    plan: context.parts.planner ? (state.plan ?? "") : null,
    proposal: action.proposal,
    item: action.item,
    title: context.catalogue.items[action.item as number]?.title ?? null,
    reward: stays ? feedback.rating : 0,
    worldReward: null,
    accepted: stays,
    replaced: action.replaced,
    ...(action.replacedBecause === undefined ? {} : { replacedBecause: action.replacedBecause }),
    end,
  };
}
