/** Node `reflect`: the episode is over; the Reflector draws a principle, and the outcome is recorded. The one writer of M_P and outcomes. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { entryId, type Reflection } from "../memory/entries.ts";
import { writesMemories } from "../memory/visibility.ts";
import { ReflectorAnswer, reflectorPrompt } from "../prompts/reflector.ts";
import type { NodeContext } from "./context.ts";
import { observationOf, ownTitles } from "./observation.ts";
import { type End, episodeOf, type Faults, type Outcome, type State, type Update } from "./state.ts";

/** Always records the outcome; reflects when the method has a Reflector and the episode learns. A reflection of which nothing may be shared counts as unusable. */
export async function reflect(state: State, context: NodeContext, config: RunnableConfig): Promise<Update> {
  const episode = episodeOf(state);
  const accepted = state.rounds.filter((r) => r.accepted);
  const end = state.rounds.at(-1)?.end ?? { kind: "unusable" as const, reason: null };
  const total = accepted.reduce((sum, r) => sum + r.reward, 0);
  const asked = context.parts.reflector && writesMemories(context.settings, episode.split);
  const reflection = asked ? await draw(state, context, config, end, total) : null;
  const outcome: Outcome = {
    id: entryId(episode.number),
    episode: episode.number,
    user: episode.user,
    split: episode.split,
    end,
    len: accepted.length,
    return: total,
    faults: { ...faultsOf(state, end), reflector: asked && reflection === null ? 1 : 0 },
  };
  return reflection === null ? { outcomes: [outcome] } : { outcomes: [outcome], reflections: [reflection] };
}

/** Counts what could not be used; after the user left, the Critic is not asked, so that a missing value is no fault. */
function faultsOf({ rounds, judgements }: State, end: End): Omit<Faults, "reflector"> {
  const judged = end.kind === "limit" ? judgements : judgements.filter((j) => j.round <= rounds.length);
  return {
    planner: rounds.filter((r) => r.plan === "").length,
    actor: rounds.filter((r) => r.proposal === null).length,
    critic: judged.filter((j) => j.value === null).length,
    clipped: judged.filter((j) => j.clipped).length,
  };
}

async function draw(
  state: State,
  context: NodeContext,
  config: RunnableConfig,
  end: End,
  total: number,
): Promise<Reflection | null> {
  const { number: episode } = episodeOf(state);
  const messages = reflectorPrompt({ observation: observationOf(context, state), left: end.kind === "quit", total });
  const where = { episode, round: state.rounds.length + 1 };
  const answer = await context.roleClient.ask({ role: "reflector", messages, schema: ReflectorAnswer, where }, config);
  if (!answer.ok) return null;
  const said = `${answer.value.diagnosis} ${answer.value.principle}`.trim();
  const text = context.lessonFilter(said, ownTitles(context, episodeOf(state), state.rounds));
  return text === "" ? null : { id: entryId(episode), episode, text };
}
