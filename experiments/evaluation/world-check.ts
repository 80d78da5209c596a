/** Sanity band of a world: policies without a model must do as a world fit for long-term planning lets them do. */
import { sum } from "../../core/math.ts";
import { playPolicy } from "../../methods/play-policy.ts";
import type { LoadedWorld } from "../../worlds/format/load.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";
import type { Rules } from "../../worlds/world.ts";

/** One line of the check. */
export interface CheckRow {
  /** What was measured, e.g. "random: mean Len". */
  readonly what: string;
  readonly value: number;
  /** What the manifest asks for, in words; "shown" for figures without a bound. */
  readonly band: string;
  readonly ok: boolean;
}

interface Mean {
  readonly len: number;
  readonly total: number;
}

/**
 * Plays every policy on the first test users (train users, where there are no test users) and compares with the band of the
 * manifest, which was fixed before any agent ran. Takes a few seconds on `films`.
 */
export function checkWorld(world: LoadedWorld): CheckRow[] {
  const { sanity } = world.manifest;
  const { rules } = world;
  const play = (policy: string, under: Rules = rules) => meanOf(world, under, policy);
  const leave: Rules = { ...rules, repeats: "leave" };
  const [random, popular, greedy, oracle] = [play("random"), play("popular"), play("greedy"), play("oracle")];
  const [greedyLeave, cycleLeave] = [play("greedy", leave), play("cycle", leave)];
  const cycleAllowed = play("cycle", { ...rules, repeats: "allowed" });
  const [low, high] = sanity.randomLen;
  const best = Math.max(random.total, popular.total, greedy.total, cycleLeave.total);
  const share = oracle.total > 0 ? greedy.total / oracle.total : 1;
  return [
    row("random: mean Len", random.len, `${low} to ${high}`, random.len >= low && random.len <= high),
    row("popular: mean Len", popular.len, "shown", true),
    row("greedy: mean Len", greedy.len, "shown", true),
    row("oracle: mean Len", oracle.len, `shown; limit ${rules.limit}`, true),
    row("random: mean R_traj", random.total, "shown", true),
    row("popular: mean R_traj", popular.total, "shown", true),
    row("greedy: mean R_traj", greedy.total, "below the oracle's", greedy.total < oracle.total),
    row(
      "greedy's share of the oracle's R_traj",
      share,
      `at most ${sanity.greedyShareOfOracle}`,
      share <= sanity.greedyShareOfOracle,
    ),
    row(
      "cycle: mean R_traj, repeats leave",
      cycleLeave.total,
      `at most greedy's ${rounded(greedyLeave.total)}`,
      cycleLeave.total <= greedyLeave.total,
    ),
    row("cycle: mean R_traj, repeats allowed", cycleAllowed.total, "shown", true),
    row("oracle: mean R_traj", oracle.total, `at least ${rounded(best)}, the best of the others`, oracle.total >= best),
  ];
}

function meanOf(world: LoadedWorld, rules: Rules, policy: string): Mean {
  const test = world.users.filter((user) => user.split === "test");
  const users = (test.length > 0 ? test : world.users).slice(0, world.manifest.sanity.users);
  const simulator = createSimulator(world, rules);
  let [len, total] = [0, 0];
  for (const user of users) {
    const { rewards, end } = playPolicy(world, simulator, policy, user.id, world.manifest.sanity.seed);
    len += end.kind === "quit" ? rewards.length - 1 : rewards.length;
    total += sum(rewards);
  }
  return { len: len / users.length, total: total / users.length };
}

function row(what: string, value: number, band: string, ok: boolean): CheckRow {
  return { what, value: rounded(value), band, ok };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
