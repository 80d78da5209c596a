/** Policies without a model, played over the same test users and recorded in the same form. */

import type { ResolvedSettings } from "../../core/settings.ts";
import { playPolicy } from "../../methods/policies/play-policy.ts";
import { rulesOf } from "../../nodes/context.ts";
import type { World } from "../../worlds/world.ts";
import { type Episode, sumOf } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";

/** Plays the schedule one user after another; lets other work in between, so that progress and Ctrl-C get through. */
export async function playPolicies(
  settings: ResolvedSettings,
  world: World,
  plan: readonly Scheduled[],
  note: (episode: Episode) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const scheduled of plan) {
    signal?.throwIfAborted();
    note(policyEpisode(settings, world, scheduled));
    await new Promise((resume) => setImmediate(resume));
  }
}

/** Plays one test user with the policy of the settings, and records it. */
export function policyEpisode(settings: ResolvedSettings, world: World, { episode, user, split }: Scheduled): Episode {
  const rules = rulesOf(world, settings, split);
  const played = playPolicy(world, rules, settings.method, user, settings.seed);
  const rounds = played.items.map((item, i) => {
    const accepted = !(played.end.kind === "quit" && i === played.items.length - 1);
    const title = world.items[item]?.title ?? null;
    const reward = played.rewards[i] as number;
    const worldReward = played.worldRewards[i] as number;
    return {
      plan: null,
      proposal: title,
      item,
      title,
      reward,
      worldReward,
      accepted,
      value: null,
      advantage: null,
      replaced: false,
    };
  });
  const accepted = rounds.filter((r) => r.accepted);
  return { episode, user, split, end: played.end, len: accepted.length, return: sumOf(accepted.map((r) => r.reward)), rounds };
}
