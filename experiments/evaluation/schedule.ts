/** Schedule of a run: training over shuffled train users, then the test over test users in the world's order. */

import { BillpError } from "../../core/errors.ts";
import { makeRandom, shuffle } from "../../core/random.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { visibleUpTo } from "../../memory/visibility.ts";
import { isPolicy } from "../../methods/registry.ts";
import type { World } from "../../worlds/world.ts";

/** One episode to play. `visibleUpTo` is the last episode whose entries it may see; it can start when episodes 1..visibleUpTo are over. 0: it sees none. */
export interface Scheduled {
  readonly episode: number;
  readonly user: number;
  readonly split: "train" | "test";
  readonly visibleUpTo: number;
}

/** Keeps the stream of the training order apart from other streams of the same seed. */
const ORDER = 1;

/**
 * The schedule, by episode number from 1. Policies without a model learn nothing and play the test alone. Train users come in an order drawn with the seed, again and again when there are
 * fewer users than episodes; test users come once, in the world's order, so that runs can be paired by user.
 * @throws BillpError `bad-settings` when there are fewer test users than test episodes, or no train users.
 */
export function scheduleOf(settings: ResolvedSettings, world: World): Scheduled[] {
  const trainUsers = world.users.filter((u) => u.split === "train").map((u) => u.id);
  const testUsers = world.users.filter((u) => u.split === "test").map((u) => u.id);
  if (settings.test > testUsers.length) {
    throw new BillpError(
      "bad-settings",
      `test: ${settings.test} episodes asked for, but world ${world.id} has ${testUsers.length} test users`,
      {
        hint: `Use --test ${testUsers.length} or less.`,
      },
    );
  }
  if (settings.train > 0 && trainUsers.length === 0)
    throw new BillpError("bad-settings", `train: world ${world.id} has no train users`);
  const order = shuffle([...trainUsers], makeRandom(settings.seed, ORDER));
  const train = Array.from({ length: isPolicy(settings.method) ? 0 : settings.train }, (_, i) => ({
    user: order[i % order.length] as number,
    split: "train" as const,
  }));
  const test = testUsers.slice(0, settings.test).map((user) => ({ user, split: "test" as const }));
  const seen = (episode: number, split: "train" | "test") =>
    isPolicy(settings.method) ? 0 : visibleUpTo(settings, episode, split);
  return [...train, ...test].map(({ user, split }, i) => ({ episode: i + 1, user, split, visibleUpTo: seen(i + 1, split) }));
}
