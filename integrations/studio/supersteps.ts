/** Supersteps of a played episode, as the graph took them, so that a server can hold it as a thread: each round can be looked at and forked. */

import type { ResolvedSettings } from "../../core/settings.ts";
import type { Episode } from "../../experiments/evaluation/record.ts";
import { episodeInput } from "../../graphs/episode-input.ts";
import { entryId, type Memories, noMemories } from "../../memory/entries.ts";
import { visibleUpTo } from "../../memory/visibility.ts";
import { partsOf } from "../../methods/derived.ts";
import type { Judgement, Outcome, Round } from "../../nodes/state.ts";

/** What one node wrote. `__input__` is the input of the invoke, `__start__` the node of LangGraph's own that spreads it over the state. */
export interface NodeUpdate {
  readonly as_node: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Nodes that ran side by side. */
export interface Superstep {
  readonly updates: readonly NodeUpdate[];
}

/** An episode of a run, with all memories that the run wrote or was given. */
export interface Recorded {
  readonly episode: Episode;
  readonly settings: ResolvedSettings;
  readonly memories: Memories;
}

/**
 * The supersteps of an episode, from its record alone: the databases of the run may be gone. It starts with the memories it could see,
 * and its own entries come in the round that settled them. Not in a record, and so not here: which value was clipped, and
 * the value after a cut-off (both are null or false).
 */
export function superstepsOf({ episode, settings, memories }: Recorded): Superstep[] {
  const number = episode.episode;
  const horizon = visibleUpTo(settings, number, episode.split);
  const parts = partsOf(settings.method);
  const seen = pick(memories, (e) => e.episode <= horizon && e.episode !== number);
  const input = { ...episodeInput(settings, episode, seen) };
  const begun = { number, user: episode.user, split: episode.split, visibleUpTo: horizon };
  const steps = [
    step(["__input__", input]),
    step(["__start__", input]),
    step(["begin-episode", { cursor: 1, episode: begun, plan: null, action: null }]),
  ];
  const rounds = roundsOf(episode, parts.planner);
  const judge = (n: number): [string, Fields] => [
    "critic-evaluate",
    { judgements: [judgement(episode, n)], ...settled(memories, number, n - 1) },
  ];
  for (const [i, round] of rounds.entries()) {
    const first: [string, Fields][] = parts.planner ? [["macro-plan", { plan: round.plan }]] : [];
    if (parts.critic) first.push(judge(i + 1));
    if (first.length > 0) steps.push(step(...first));
    const { proposal, item, replaced, replacedBecause: because } = round;
    const action = { proposal, item, replaced, ...(because === undefined ? {} : { replacedBecause: because }) };
    steps.push(step(["micro-act", { action }]), step(["environment-step", { rounds: [round] }]));
  }
  if (parts.critic) steps.push(step(judge(rounds.length + 1)));
  steps.push(step(["reflect", { outcomes: [outcomeOf(episode)], ...reflected(memories, number) }]));
  return steps;
}

type Fields = Record<string, unknown>;

function step(...nodes: [string, Fields][]): Superstep {
  return { updates: nodes.map(([as_node, values]) => ({ as_node, values })) };
}

function pick(memories: Memories, wanted: (entry: { episode: number; round?: number }) => boolean): Memories {
  const { experience, values, reflections, plans } = memories;
  return {
    ...noMemories(),
    experience: experience.filter(wanted),
    values: values.filter(wanted),
    reflections: reflections.filter(wanted),
    plans: plans.filter(wanted),
  };
}

/** What the Critic wrote when it settled a round; lists that got nothing are left out. */
function settled(memories: Memories, episode: number, round: number): Fields {
  const { experience, values, plans } = pick(memories, (e) => e.episode === episode && e.round === round);
  return Object.fromEntries(Object.entries({ experience, values, plans }).filter(([, list]) => list.length > 0));
}

function reflected(memories: Memories, episode: number): Fields {
  const reflections = memories.reflections.filter((e) => e.episode === episode);
  return reflections.length === 0 ? {} : { reflections };
}

function roundsOf({ episode, rounds, end }: Episode, planned: boolean): Round[] {
  return rounds.map(({ value: _, advantage: __, ...round }, i) => ({
    ...round,
    id: entryId(episode, i + 1),
    episode,
    round: i + 1,
    plan: planned ? (round.plan ?? "") : null,
    end: i === rounds.length - 1 ? end : null,
  }));
}

/** V(s_n) and A of the round before; after the last round there is only the latter. */
function judgement({ episode, rounds }: Episode, n: number): Judgement {
  const advantage = rounds[n - 2]?.advantage ?? null;
  return { id: entryId(episode, n), episode, round: n, value: rounds[n - 1]?.value ?? null, clipped: false, advantage };
}

function outcomeOf({ episode, user, split, end, len, return: sum, faults }: Episode): Outcome {
  const none = { planner: 0, actor: 0, critic: 0, reflector: 0, clipped: 0 };
  return { id: entryId(episode), episode, user, split, end, len, return: sum, faults: faults ?? none };
}
