/** Faults in memories and prompts: what is found, in which order, and how it is told. */
import { faultsIn } from "./fault.ts";

/** All of them. */
// biome-ignore format: a fault a line
export const MEMORY_FAULTS = [
  ...faultsIn("memory/visibility.ts", [
    ["lag-one-less", "k - rule.lag", "k - rule.lag + 1", "Episode k sees k−S+1: more workers than the lag allows change results."],
    ["batch-border-early", "Math.floor((k - 1) / rule.batch)", "Math.floor(k / rule.batch)", "The last episode of a batch sees its own batch."],
    ["lag-beside-batches", "if (rule.batch > 0)", "if (rule.batch > 0 && k > rule.batch)", "The first batch follows the lag."],
    ["frozen-test-sees-test", "return rule.train;", "return k - 1;", "A frozen test sees entries of test episodes."],
    ["frozen-and-online-swapped", 'rule.memory === "online"', 'rule.memory === "frozen"', "Frozen tests learn, online ones do not."],
  ]),
  ...faultsIn("memory/retriever.ts", [
    ["ties-reversed", "a.entry.id < b.entry.id", "a.entry.id > b.entry.id", "Of equally near entries the latest is first."],
    ["ties-unbroken", "a.distance < b.distance || (", "a.distance < b.distance || (false && ", "The order of equally near entries is that of the list."],
    ["threshold-exclusive", "distance > reach", "distance >= reach", "An entry exactly at the threshold is not found, nor a tie with a smaller id."],
    ["sees-one-less", "if ((episodes[i] as number) > visibleUpTo)", "if ((episodes[i] as number) >= visibleUpTo)", "The last visible episode is not seen."],
    ["one-entry-too-many", "best.length > k", "best.length > k + 1", "k + 1 entries are shown."],
    ["stale-distances", "if (from === vectors.size)", "if (from > 0)", "Entries that came after a query was first asked have no distance."],
  ]),
  ...faultsIn("memory/entries.ts", [
    ["entries-twice-in-long-writes", "if (known.has(e.id)) continue;", "", "An entry that is given again is kept twice."],
    ["entries-twice-in-short-writes", "!current.some((c) => c.id === e.id) && ", "", "The same, for up to eight entries."],
    ["ids-do-not-sort", 'String(episode).padStart(6, "0")', "String(episode)", "Episode 10 stands before episode 9."],
    ["round-ids-do-not-sort", 'padStart(3, "0")', 'padStart(1, "0")', "Round 10 stands before round 9."],
  ]),
  ...faultsIn("memory/prior.ts", [
    ["prior-not-seen-at-first", "episode: 0 }", "episode: 1 }", "Given memories are not seen from the first episode on."],
    ["prior-ids-collide", "`given-${e.id}`", "e.id", "A given entry hides the run's own of that id."],
    ["merged-in-any-order", ".sort((a, b) => (a.id < b.id ? -1 : 1))", "", "memory.jsonl depends on who finished first."],
  ]),
  ...faultsIn("memory/advantage.ts", [
    ["zero-discouraged", "advantage >= 0 ? 1 : 0", "advantage > 0 ? 1 : 0", "A = 0 is discouraged."],
    ["value-added", "target - s.value", "target + s.value", "A adds V instead of taking it off."],
    ["terminated-bootstraps", "if (s.terminated) return s.reward;", "", "A quit needs a next value."],
    ["gamma-on-reward", "s.reward + s.gamma * s.nextValue", "s.gamma * (s.reward + s.nextValue)", "The reward is discounted."],
    ["range-of-one-round", "rewardMax / (1 - gamma)", "rewardMax", "Values are clipped to one reward."],
    ["clip-not-flagged", "clipped: inside !== value", "clipped: false", "Clipped values are not counted."],
  ]),
  ...faultsIn("prompts/observation.ts", [
    ["newest-rounds-dropped", "kept.slice(first)", "kept.slice(0, kept.length - first)", "The newest rounds are dropped from a full prompt."],
    ["shortest-plans-dropped", "(kept[b]?.plan?.length ?? 0) - (kept[a]?.plan?.length ?? 0)", "(kept[a]?.plan?.length ?? 0) - (kept[b]?.plan?.length ?? 0)", "The shortest plans are dropped first."],
    ["told-left-out", "    ...told.person,\n", "", "Roles are told nothing of the person."],
  ]),
  ...faultsIn("prompts/sections.ts", [
    ["prompt-injection", '.replace(/</g, "\\\\u003c")', "", "A title can close a section."],
  ]),
  ...faultsIn("prompts/actor.ts", [["likeness-is-distance", "(1 - c.distance)", "c.distance", "The nearest case is told as the least alike."]]),
  ...faultsIn("prompts/critic.ts", [["value-likeness-is-distance", "(1 - r.distance)", "r.distance", "The same, for values."]]),
];
