/** Identical runs, found in what was played: an arm that is the same for every seed, and arms that are the same under two names. */
import { sha256 } from "../../../core/hash.ts";
import type { Episode } from "../../evaluation/record.ts";
import type { ArmRun } from "./arm.ts";

const fingerprints = new WeakMap<readonly Episode[], string>();

/** What a run's test episodes were for their users: items, rewards and ends. Plans and values in between decide nothing for them. */
export function fingerprint({ episodes }: Pick<ArmRun, "episodes">): string {
  const known = fingerprints.get(episodes) ?? sha256(JSON.stringify(episodes.map(outcome)));
  fingerprints.set(episodes, known);
  return known;
}

const outcome = ({ user, end, rounds }: Episode) => [
  user,
  end.kind,
  end.reason,
  rounds.map((r) => [r.item, r.reward, r.accepted, r.value, r.advantage]),
];

/** One run where all runs of an arm are the same and it has several; the runs as they are otherwise. */
export function countedOnce(runs: readonly ArmRun[]): { readonly runs: readonly ArmRun[]; readonly everySeed: boolean } {
  const [first, ...others] = runs;
  if (first === undefined || others.length === 0) return { runs, everySeed: false };
  const same = others.every((run) => fingerprint(run) === fingerprint(first));
  return same && first.episodes.length > 0 ? { runs: [first], everySeed: true } : { runs, everySeed: false };
}

/** Names of arms that are the same runs, in groups of two and more. */
export function sameArms(arms: readonly { readonly name: string; readonly runs: readonly ArmRun[] }[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { name, runs } of arms) {
    if (runs.every((run) => run.episodes.length === 0)) continue;
    const key = runs.map((run) => itemsOf(run)).join();
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()].filter((names) => names.length > 1);
}

/** What was recommended, whatever a Critic said of it: the same for a method without entries and one that has none to write. */
function itemsOf({ episodes }: ArmRun): string {
  return sha256(JSON.stringify(episodes.map((e) => [e.user, e.end.kind, e.end.reason, e.rounds.map((r) => [r.item, r.reward])])));
}
