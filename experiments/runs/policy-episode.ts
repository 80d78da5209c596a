/** Episode of a policy without a model, recorded in the same form as a method's. */
import { sumBy } from "../../core/math.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { playPolicy } from "../../methods/play-policy.ts";
import { rulesFor } from "../../worlds/rules.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";

/** Plays one test user with the policy of the settings, and records it. */
export function policyEpisode(settings: ResolvedSettings, world: World, { episode, user, split }: Scheduled): Episode {
  const simulator = createSimulator(world, rulesFor(world.rules, settings, split));
  const played = playPolicy(world, simulator, settings.method, user, settings.seed);
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
  return { episode, user, split, end: played.end, len: accepted.length, return: sumBy(accepted, (r) => r.reward), rounds };
}
