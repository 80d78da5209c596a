/** reflect: the episode is over; the Reflector draws a principle, and the outcome is recorded. The one writer of M_P and outcomes. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { entryId, type Reflection } from "../memory/entries.ts";
import { learns } from "../memory/sees.ts";
import { ReflectorAnswer, reflectorPrompt } from "../prompts/reflector.ts";
import type { Kit } from "./kit.ts";
import { sceneOf } from "./scene.ts";
import { episodeOf, type Outcome, type State, type Update } from "./state.ts";

/** Always records the outcome; reflects when the method has a Reflector and the episode learns. */
export async function reflect(state: State, kit: Kit, config: RunnableConfig): Promise<Update> {
  const episode = episodeOf(state);
  const accepted = state.rounds.filter((r) => r.accepted);
  const outcome: Outcome = {
    id: entryId(episode.number),
    episode: episode.number,
    user: episode.user,
    split: episode.split,
    end: state.rounds.at(-1)?.end ?? { kind: "unusable", reason: null },
    len: accepted.length,
    return: accepted.reduce((sum, r) => sum + r.reward, 0),
  };
  const update: Update = { outcomes: [outcome] };
  if (!kit.parts.reflector || !learns(kit.settings, episode.split)) return update;
  const reflection = await draw(state, kit, config, outcome);
  return reflection === null ? update : { ...update, reflections: [reflection] };
}

async function draw(state: State, kit: Kit, config: RunnableConfig, outcome: Outcome): Promise<Reflection | null> {
  const { episode } = outcome;
  const messages = reflectorPrompt({ scene: sceneOf(kit, state), left: outcome.end.kind === "quit", total: outcome.return });
  const where = { episode, round: state.rounds.length + 1 };
  const answer = await kit.desk.ask({ role: "reflector", messages, schema: ReflectorAnswer, where }, config);
  if (!answer.ok) return null;
  return { id: entryId(episode), episode, text: `${answer.value.diagnosis} ${answer.value.principle}`.trim() };
}
