/** Projection of a graph's state: the record of its episode, and the memory entries that it wrote. No times, tokens or checkpoint ids. */
import type { Memories } from "../../memory/entries.ts";
import type { State } from "../../nodes/state.ts";
import type { Episode } from "../evaluation/record.ts";

/** The record of the episode that a thread's state has just finished: rounds joined with what the Critic found. */
export function episodeOfState(state: State): Episode {
  const outcome = state.outcomes.at(-1);
  if (outcome === undefined || state.episode?.number !== outcome.episode) throw new Error("the state holds no finished episode");
  const judged = new Map(state.judgements.map((j) => [j.round, j]));
  return {
    episode: outcome.episode,
    user: outcome.user,
    split: outcome.split,
    end: outcome.end,
    len: outcome.len,
    return: outcome.return,
    rounds: state.rounds.map(
      ({ plan, proposal, item, title, reward, worldReward, accepted, replaced, replacedBecause, round }) => ({
        plan,
        proposal,
        item,
        title,
        reward,
        worldReward,
        accepted,
        value: judged.get(round)?.value ?? null,
        advantage: judged.get(round + 1)?.advantage ?? null,
        replaced,
        ...(replacedBecause === undefined ? {} : { replacedBecause }),
      }),
    ),
    faults: outcome.faults,
  };
}

/** The entries of the memories that an episode wrote, in order. */
export function writtenBy(state: Memories, episode: number): Memories {
  const own = <E extends { episode: number }>(list: readonly E[]): E[] => {
    const found: E[] = [];
    for (let i = list.length - 1; i >= 0 && found.length < 10_000; i--)
      if (list[i]?.episode === episode) found.push(list[i] as E);
    return found.reverse();
  };
  return {
    experience: own(state.experience),
    values: own(state.values),
    reflections: own(state.reflections),
    plans: own(state.plans),
  };
}
