/** Memory view of a run: its entries joined with the prompts that showed them and how those rounds went. */
import { MEMORY_NAMES, type Memories } from "../../../memory/entries.ts";
import { mergeMemories } from "../../../memory/prior.ts";
import type { Recall } from "../../../models/ledger/recalls.ts";
import type { RunRead } from "./run-read.ts";
import type { MemoryEntry, MemoryPage, UsedEntry } from "./shapes.ts";
import { sightsOf, whyEmpty } from "./sight.ts";

const known = new WeakMap<RunRead, Promise<Map<string, MemoryEntry>>>();

/** Entries of a run, by `memory:id`; none while it is being played, for they are written out at its end. Read once. */
export function entriesOf(run: RunRead): Promise<Map<string, MemoryEntry>> {
  const entries = known.get(run) ?? readEntries(run);
  known.set(run, entries);
  entries.catch(() => known.delete(run));
  return entries;
}

async function readEntries({ reader }: RunRead): Promise<Map<string, MemoryEntry>> {
  const memories = await reader.memories();
  return new Map(entriesIn(mergeMemories(memories?.values() ?? [])).map((e) => [e.key, e]));
}

/** Memories as one list of entries. */
export function entriesIn(memories: Memories): MemoryEntry[] {
  return MEMORY_NAMES.flatMap((memory) =>
    memories[memory].map(({ id, ...entry }): MemoryEntry => ({ key: `${memory}:${id}`, memory, ...entry })),
  );
}

interface Use {
  used: number;
  rewards: number;
  gains: number;
  gained: number;
  left: number;
  first: number;
  last: number;
}

/** Every entry with its use. */
export async function memoryPage(run: RunRead): Promise<MemoryPage> {
  const entries = await entriesOf(run);
  const recalls = await run.reader.recalls();
  const uses = usesOf(run, recalls ?? []);
  return {
    entries: [...entries.values()].map((entry) => usedEntry(entry, uses.get(entry.key))),
    recorded: recalls !== null,
    empty: whyEmpty(run, run.reader.has("memory")),
    sights: sightsOf(run),
  };
}

/** Without the state, which is most of an entry's bytes and is asked for with the entry. */
function usedEntry({ state: _, ...entry }: MemoryEntry, use: Use | undefined): UsedEntry {
  if (use === undefined) return { ...entry, used: 0, reward: null, gain: null, left: 0, first: null, last: null };
  const { used, rewards, gains, gained, left, first, last } = use;
  return { ...entry, used, reward: rewards / used, gain: gained === 0 ? null : gains / gained, left, first, last };
}

/** How often each entry was shown, by key; an entry that several roles or a repaired call showed counts once a round. */
function usesOf(run: RunRead, recalls: readonly Recall[]): Map<string, Use> {
  const uses = new Map<string, Use>();
  const episodes = new Map(run.episodes.map((e) => [e.episode, e]));
  const counted = new Set<string>();
  for (const { episode, round: n, keys } of recalls) {
    const round = episodes.get(episode)?.rounds[n - 1];
    if (round === undefined) continue; // the Critic judges once more after the last round
    for (const key of keys) {
      const once = `${episode}/${n}/${key}`;
      if (counted.has(once)) continue;
      counted.add(once);
      addUse(uses, key, episode, round);
    }
  }
  return uses;
}

function addUse(
  uses: Map<string, Use>,
  key: string,
  episode: number,
  round: RunRead["episodes"][number]["rounds"][number],
): void {
  const use = uses.get(key) ?? { used: 0, rewards: 0, gains: 0, gained: 0, left: 0, first: episode, last: episode };
  use.used++;
  use.rewards += round.reward;
  if (round.advantage !== null) {
    use.gains += round.advantage;
    use.gained++;
  }
  if (!round.accepted) use.left++;
  use.first = Math.min(use.first, episode);
  use.last = Math.max(use.last, episode);
  uses.set(key, use);
}
