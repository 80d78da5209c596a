/** Node `critic-evaluate`: judges s_n beside the Planner and settles round n−1; the one writer of judgements, M_A, M_C and plan memory. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { advantage, clipValue, criticRange, criticTarget, PAPER_CRITIC_RANGE, verdict } from "../memory/advantage.ts";
import { entryId, idsOf, type ValueEntry } from "../memory/entries.ts";
import type { Recalled } from "../memory/retriever.ts";
import { writesMemories } from "../memory/visibility.ts";
import { type CriticValues, criticAnswer, criticPrompt } from "../prompts/critic.ts";
import type { NodeContext } from "./context.ts";
import { memoryKey, observationOf, ownTitles, stateText } from "./observation.ts";
import { type Episode, episodeOf, type Judgement, type Round, type State, type Update } from "./state.ts";

/**
 * Asks for V(s_n) once per state: not after a quit (there is no next state), but after a cut-off, which is bootstrapped.
 * Then settles the last round with it. Entries are written only by episodes that learn.
 */
export async function criticEvaluate(state: State, context: NodeContext, config: RunnableConfig): Promise<Update> {
  const episode = episodeOf(state);
  const n = state.rounds.length + 1;
  const last = state.rounds.at(-1);
  const terminated = last?.end != null && last.end.kind !== "limit";
  const judged = terminated ? { value: null, clipped: false } : await judge(state, context, config, n);
  if (last === undefined) return { judgements: [judgement(episode, n, judged, null)] };
  const value = state.judgements.find((j) => j.round === last.round)?.value ?? null;
  const settled = { reward: last.reward, value, nextValue: judged.value, terminated, gamma: context.settings.gamma };
  const a = advantage(settled);
  const update: Update = { judgements: [judgement(episode, n, judged, a)] };
  if (!writesMemories(context.settings, episode.split)) return update;
  return { ...update, ...entries(context, state, last, a, criticTarget(settled)) };
}

async function judge(
  state: State,
  context: NodeContext,
  config: RunnableConfig,
  n: number,
): Promise<{ value: number | null; clipped: boolean }> {
  const { settings } = context;
  const paper = settings.fidelity === "paper";
  if (paper && n === 1) return { value: 0, clipped: false };
  const episode = episodeOf(state);
  const range = paper ? PAPER_CRITIC_RANGE : criticRange(context.catalogue.rewardMax, settings.gamma);
  const scale: CriticValues["scale"] = paper ? { kind: "integer" } : { kind: "return", max: range.max, gamma: settings.gamma };
  const found = context.parts.values ? await recallValues(state, context, n) : [];
  const remembered = found.map((f) => ({ value: f.entry.value, distance: f.distance }));
  const messages = criticPrompt({ observation: observationOf(context, state), remembered, scale });
  const answer = await context.roleClient.ask(
    {
      role: "critic",
      messages,
      schema: criticAnswer(range.min, range.max),
      where: { episode: episode.number, round: n },
      recalled: idsOf(
        "values",
        found.map((f) => f.entry),
      ),
    },
    config,
  );
  if (!answer.ok) return { value: null, clipped: false };
  return clipValue(paper ? Math.round(answer.value.value) : answer.value.value, range);
}

/** Remembered values of the states nearest to s_n. */
function recallValues(state: State, context: NodeContext, n: number): Promise<Recalled<ValueEntry>[]> {
  const { settings } = context;
  const episode = episodeOf(state);
  return context.stateIndex.nearest(stateText(context, episode, state.rounds, n), state.values, (v) => v.state, {
    visibleUpTo: episode.visibleUpTo,
    k: settings.valueCount,
    maxDistance: settings.valueDistance,
  });
}

function judgement(
  episode: Episode,
  n: number,
  judged: { value: number | null; clipped: boolean },
  advantage: number | null,
): Judgement {
  return { id: entryId(episode.number, n), episode: episode.number, round: n, ...judged, advantage };
}

/** M_A ← (s, a, v), M_C ← (s, r + γV(s')), plans ← (plan, s, A) of the settled round. An unusable round teaches nothing. */
function entries(context: NodeContext, state: State, last: Round, a: number | null, target: number | null): Update {
  if (last.title === null) return {};
  const episode = episodeOf(state);
  const key = {
    id: last.id,
    episode: episode.number,
    round: last.round,
    state: memoryKey(context, episode, state.rounds, last.round),
  };
  if (context.live && key.state === "") return {}; // nothing may be said of the state but the history
  const { parts, settings } = context;
  const good = verdict(a);
  const update: Update = {};
  if (parts.experience && good !== null) update.experience = [{ ...key, title: last.title, good: good === 1 }];
  if (parts.values && target !== null) update.values = [{ ...key, value: target }];
  const plan =
    settings.plans && a !== null ? context.lessonFilter(last.plan ?? "", ownTitles(context, episode, state.rounds)) : "";
  if (plan !== "" && a !== null) update.plans = [{ ...key, plan, advantage: a }];
  return update;
}
