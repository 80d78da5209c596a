/** Node `micro-act`: the Actor turns the plan into one title, and grounding turns the title into one catalogue item. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { type Experience, idsOf } from "../memory/entries.ts";
import type { Recalled } from "../memory/retriever.ts";
import { actorPrompt, type SeenCase } from "../prompts/actor.ts";
import { categoryHint, RECENT_ROUNDS } from "../worlds/categories.ts";
import { actorAnswerFor } from "./actor-answer.ts";
import type { NodeContext } from "./context.ts";
import { observationOf, stateText, stayOf } from "./observation.ts";
import { episodeOf, type State, type Update } from "./state.ts";

/** Writes `action`. An unusable answer, or a catalogue with nothing left, gives an action without item: the episode ends as `unusable`. */
export async function microAct(state: State, context: NodeContext, config: RunnableConfig): Promise<Update> {
  const { settings, catalogue, grounding, parts } = context;
  const episode = episodeOf(state);
  const round = state.rounds.length + 1;
  const mask = context.mask(episode.split);
  const played = stayOf(state);
  const allowed = (item: number) => mask.allowed(played, item);
  const hint = categoryHint(
    catalogue,
    played.items,
    settings.window ?? RECENT_ROUNDS,
    `${settings.seed}/${episode.split}/${episode.user}/${round}`,
  );
  const observation = observationOf(context, state);
  const plan = parts.planner ? (state.plan ?? "") : null;
  const near =
    settings.shortlist === 0
      ? null
      : await grounding.near(plan || [...hint.explore, ...observation.history.slice(-3)].join(", "), settings.shortlist, allowed);
  const found = parts.experience ? await recallCases(state, context) : [];
  const messages = actorPrompt({
    observation,
    plan,
    cases: parts.experience ? found.map(caseOf) : null,
    recent: hint.recent,
    explore: hint.explore,
    shortlist:
      near?.map((i) => ({ title: catalogue.items[i]?.title ?? "", categories: catalogue.items[i]?.categories ?? [] })) ?? null,
  });
  const answer = await context.roleClient.ask(
    {
      role: "actor",
      messages,
      schema: actorAnswerFor(catalogue),
      where: { episode: episode.number, round },
      recalled: idsOf(
        "experience",
        found.map((f) => f.entry),
      ),
    },
    config,
  );
  if (!answer.ok) return { action: { proposal: null, item: null, replaced: null } };
  const proposal = answer.value.title;
  const grounded = await grounding.ground(proposal, allowed);
  if (grounded === null) return { action: { proposal, item: null, replaced: null } };
  const { item, replaced, because } = grounded;
  return { action: { proposal, item, replaced, ...(because === null ? {} : { replacedBecause: because }) } };
}

async function recallCases(state: State, context: NodeContext): Promise<Recalled<Experience>[]> {
  const episode = episodeOf(state);
  const query = stateText(context, episode, state.rounds, state.rounds.length + 1);
  return context.stateIndex.nearest(query, state.experience, (e) => e.state, {
    visibleUpTo: episode.visibleUpTo,
    k: context.settings.caseCount,
    maxDistance: context.settings.caseDistance,
  });
}

function caseOf({ entry, distance }: Recalled<Experience>): SeenCase {
  return { title: entry.title, good: entry.good, distance };
}
