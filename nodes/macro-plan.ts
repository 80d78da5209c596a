/** Node `macro-plan`: the Planner writes t_n from the state, the rounds so far and K reflections. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { idsOf, type PlanEntry, type Reflection } from "../memory/entries.ts";
import { PlannerAnswer, plannerPrompt } from "../prompts/planner.ts";
import type { NodeContext } from "./context.ts";
import { observationOf, stateText } from "./observation.ts";
import { episodeOf, type State, type Update } from "./state.ts";

/** Writes `plan`. An unusable answer leaves an empty plan, and the round goes on (docs/methods.md). */
export async function macroPlan(state: State, context: NodeContext, config: RunnableConfig): Promise<Update> {
  const episode = episodeOf(state);
  const round = state.rounds.length + 1;
  const [lessons, tried] = await Promise.all([recallLessons(state, context), recallPlans(state, context)]);
  const { liked, disliked, history } = context.catalogue.example;
  const categories = (of: typeof liked) => [...new Set(of.flatMap((i) => i.categories))];
  const messages = plannerPrompt({
    observation: observationOf(context, state),
    reflections: lessons.map((l) => l.text),
    plans: tried === null ? null : tried.map(({ plan, advantage }) => ({ plan, advantage })),
    example: {
      history: history.slice(-3),
      liked: categories(liked).slice(0, 3),
      disliked: categories(disliked)
        .filter((k) => !categories(liked).includes(k))
        .slice(0, 2),
    },
  });
  const answer = await context.roleClient.ask(
    {
      role: "planner",
      messages,
      schema: PlannerAnswer,
      where: { episode: episode.number, round },
      recalled: [...idsOf("reflections", lessons), ...idsOf("plans", tried ?? [])],
    },
    config,
  );
  return { plan: answer.ok ? answer.value.plan : "" };
}

/** The K reflections nearest to how the episode began: the same for all its rounds, as in the reference. */
async function recallLessons(state: State, context: NodeContext): Promise<Reflection[]> {
  if (!context.parts.reflections) return [];
  const { visibleUpTo } = episodeOf(state);
  const query = stateText(context, episodeOf(state), [], 1);
  const found = await context.reflectionIndex.nearest(query, state.reflections, (r) => r.text, {
    visibleUpTo,
    k: context.settings.reflections,
    maxDistance: 2,
  });
  return found.map((f) => f.entry);
}

async function recallPlans(state: State, context: NodeContext): Promise<PlanEntry[] | null> {
  if (!context.settings.plans) return null;
  const episode = episodeOf(state);
  const query = stateText(context, episode, state.rounds, state.rounds.length + 1);
  const found = await context.stateIndex.nearest(query, state.plans, (p) => p.state, {
    visibleUpTo: episode.visibleUpTo,
    k: context.settings.caseCount,
    maxDistance: context.settings.caseDistance,
  });
  return found.map((f) => f.entry);
}
