/** Observations: what roles are shown of a state (titles, rounds within the budget), and the state text that memories are keyed by. */
import { fitRounds, type Observation } from "../prompts/observation.ts";
import type { Stay } from "../worlds/simulator.ts";
import type { NodeContext } from "./context.ts";
import { type Episode, episodeOf, type Round, type State } from "./state.ts";

/** Observations made, by context and list of rounds: Planner, Critic and Actor ask for the same one, and counting its tokens takes time. */
const observations = new WeakMap<NodeContext, WeakMap<readonly Round[], { user: number; observation: Observation }>>();

/** The observation at the present state: the last titles of the history and the rounds so far, within the token budget. */
export function observationOf(context: NodeContext, state: State): Observation {
  const { user } = episodeOf(state);
  const made = observations.get(context) ?? new WeakMap<readonly Round[], { user: number; observation: Observation }>();
  observations.set(context, made);
  const known = made.get(state.rounds);
  if (known?.user === user) return known.observation;
  const observation = makeObservation(context, state);
  made.set(state.rounds, { user, observation });
  return observation;
}

function makeObservation(context: NodeContext, state: State): Observation {
  const { catalogue, settings, countTokens } = context;
  const rounds = state.rounds
    .filter((r) => r.title !== null)
    .map((r) => ({
      round: r.round,
      plan: r.plan,
      title: r.title as string,
      categories: catalogue.items[r.item as number]?.categories ?? [],
      rating: r.accepted ? r.reward : null,
    }));
  return {
    noun: catalogue.noun,
    repeatsEnd: settings.repeats === "leave",
    told: context.told(episodeOf(state).split),
    history: lastTitles(context, episodeOf(state), settings.historyLength),
    rounds: fitRounds(rounds, settings.roundTokens, countTokens),
  };
}

/** What state texts are made from. */
type Seen = Pick<NodeContext, "catalogue" | "users">;

/** Key of M_A and M_C at state s_n: the last 10 titles, history followed by the episode's items of the first n−1 rounds (docs/methods.md). */
export function stateText(context: Seen, episode: Episode, rounds: readonly Round[], n: number): string {
  const shown = rounds.slice(0, n - 1).flatMap((r) => (r.title === null ? [] : [r.title]));
  return [...lastTitles(context, episode, 10), ...shown].slice(-10).join("; ");
}

/**
 * Key under which a round is remembered: its state text, for a live person without their history, which others' memories must not hold.
 * Empty when nothing else is known of the state.
 */
export function memoryKey(
  context: Pick<NodeContext, "catalogue" | "users" | "live">,
  episode: Episode,
  rounds: readonly Round[],
  n: number,
): string {
  const nobody = { ...context, users: [] };
  return stateText(context.live ? nobody : context, episode, rounds, n);
}

/** Every title of the person: history and rounds. What is shared of a stay names none of them. */
export function ownTitles(context: Seen, episode: Episode, rounds: readonly Round[]): string[] {
  return [...lastTitles(context, episode, Number.POSITIVE_INFINITY), ...rounds.flatMap((r) => r.title ?? [])];
}

/**
 * What the mask must know: the user and the items recommended so far. Simulators go on from it by `stateAfter`: what a user model keeps is
 * made from the rounds again at each step, so that a checkpoint holds it once, and old checkpoints, forks and edited rounds go on right.
 */
export function stayOf(state: State): Stay {
  return { user: episodeOf(state).user, items: state.rounds.flatMap((r) => (r.item === null ? [] : [r.item])) };
}

/** The last `count` titles of the user's history, oldest first. */
function lastTitles({ catalogue, users }: Seen, episode: Episode, count: number): string[] {
  return (users[episode.user]?.history ?? []).slice(-count).map((i) => catalogue.items[i]?.title ?? "");
}
