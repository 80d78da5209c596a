/** Pairs of two arms: users in runs of one seed that both have. Without it a study that was cut off would compare unlike runs. */
import type { ArmRun } from "./arm.ts";

/** Both sides cut to what they share, and how many places (user, seed) only one of them has. */
export interface CommonRuns {
  readonly first: readonly ArmRun[];
  readonly second: readonly ArmRun[];
  readonly leftOut: number;
}

/** Cuts both to their common users in their common seeds. */
export function commonRuns(first: readonly ArmRun[], second: readonly ArmRun[]): CommonRuns {
  const [a, b] = [placesOf(first), placesOf(second)];
  const cut = (runs: readonly ArmRun[], other: ReadonlySet<string>) =>
    runs
      .map((run) => ({ ...run, episodes: run.episodes.filter((e) => other.has(`${run.seed}/${e.user}`)) }))
      .filter((run) => run.episodes.length > 0);
  const alone = (of: ReadonlySet<string>, other: ReadonlySet<string>) => [...of].filter((place) => !other.has(place)).length;
  return { first: cut(first, b), second: cut(second, a), leftOut: alone(a, b) + alone(b, a) };
}

function placesOf(runs: readonly ArmRun[]): Set<string> {
  return new Set(runs.flatMap((run) => run.episodes.map((e) => `${run.seed}/${e.user}`)));
}
