/** A replay that lets changed calls through: what would this code, or these settings, have made of the run? Nothing is written. */

import { buildGraph } from "../../graphs/billp.ts";
import { type Memories, noMemories } from "../../memory/entries.ts";
import { resolveSettings } from "../../methods/settings.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { sumTallies } from "../../models/usage.ts";
import { createRuntime, type RuntimeOptions } from "../../nodes/runtime.ts";
import { type OutcomeDifference, outcomeDifferenceOf } from "../evaluation/outcome-difference.ts";
import { type Episode, episodeLine } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { inputOf, type MemoriesByEpisode, playInMemory } from "../runs/play-episode.ts";
import { policyEpisode } from "../runs/policy-run.ts";
import { episodeOfState, memoryLines, writtenBy } from "../runs/projection.ts";
import { type RecordedRun, readRecorded } from "../runs/recorded.ts";
import { playPool } from "../runs/run-pool.ts";
import { type Difference, earlier, ofRequest } from "./difference.ts";
import { overlayLedger } from "./recorded-calls.ts";
import { episodesToReplay, openLedger, type ReplayOptions, type ReplayReport } from "./replay.ts";

/** What a live replay is made with. */
export interface LiveOptions extends Omit<ReplayOptions, "runtime"> {
  /** Episodes played side by side. Default 4. */
  readonly workers?: number;
  /** Models of the changed calls, and what they may cost. */
  readonly runtime?: Omit<RuntimeOptions, "ledger" | "changed" | "stream">;
}

/** What a live replay found. Plain JSON. */
export interface LiveReport extends ReplayReport {
  /** Calls made; none of them is in the run's ledger. */
  readonly asked: number;
  /** Null where a price is not known. */
  readonly costUsd: number | null;
  readonly outcomeDifference: OutcomeDifference;
}

/**
 * Executes the run's finished episodes again. Each remembers what this replay wrote, so that a change is followed through the training; with
 * `episode`, that one alone, from the memories of the run.
 * @throws as `replayRun`, and whatever stops a run: a refusing model, a spent budget.
 */
export async function replayLive(options: LiveOptions): Promise<LiveReport> {
  const begun = performance.now();
  const recorded = await readRecorded(options.folder, options.runtime?.loadWorld);
  const plan = episodesToReplay(recorded, options.episode);
  const kept = await openLedger(recorded);
  const table = openTable(recorded, kept, options);
  const own = new Set(plan.map((s) => s.episode));
  const memoriesByEpisode = new Map([...(recorded.memories ?? [])].filter(([e]) => options.episode !== undefined || !own.has(e)));
  const pairs = new Map<number, Pair>();
  try {
    await playPool(plan, options.workers ?? 4, async (scheduled) => {
      options.signal?.throwIfAborted();
      const { now, entries } = await table.play(scheduled, memoriesByEpisode);
      if (options.episode === undefined) memoriesByEpisode.set(now.episode, entries);
      pairs.set(now.episode, pairOf(recorded, now, entries));
      const differing = [...pairs.values()].filter((p) => !p.equal).length;
      options.onProgress?.({ done: pairs.size, total: plan.length, differing });
    });
    const sorted = [...pairs].sort(([a], [b]) => a - b).map(([, pair]) => pair);
    return { ...reportOf(recorded, sorted, table.found()), ms: Math.round(performance.now() - begun) };
  } finally {
    kept.close();
  }
}

interface Pair {
  readonly then: Episode;
  readonly now: Episode;
  readonly equal: boolean;
}

function pairOf({ episodes, memories, lines }: RecordedRun, now: Episode, entries: Memories): Pair {
  const then = episodes.get(now.episode) as Episode;
  const remembered = memories === null || memoryLines([entries]) === (lines.memory?.get(now.episode) ?? "");
  return { then, now, equal: remembered && episodeLine(then) === episodeLine(now) };
}

/** What plays an episode, over the ledger of the run. */
function openTable(recorded: RecordedRun, kept: Ledger, options: LiveOptions) {
  const ledger = overlayLedger(kept);
  const found = { first: null as Difference | null, answers: 0 };
  const settings = resolveSettings({ ...recorded.settings, ...options.settings });
  const contextOf = createRuntime({
    ...options.runtime,
    ledger: {
      ...ledger,
      get(address) {
        const entry = ledger.get(address);
        if (entry !== undefined) found.answers++;
        return entry;
      },
    },
    loadWorld: async () => recorded.world,
    stream: recorded.parent?.stream ?? 0,
    changed(c) {
      if (c.recorded !== undefined) found.answers--; // it was there, but answers another request
      found.first = earlier(found.first, ofRequest(c, null));
    },
  });
  const graph = buildGraph(async (s) => (options.wrap ?? ((context) => context))(await contextOf(s)));
  return {
    async play(scheduled: Scheduled, memoriesByEpisode: MemoriesByEpisode) {
      if (recorded.policy) return { now: policyEpisode(settings, recorded.world, scheduled), entries: noMemories() };
      const state = await playInMemory(graph, inputOf(settings, scheduled, memoriesByEpisode), { signal: options.signal });
      return { now: episodeOfState(state), entries: writtenBy(state, scheduled.episode) };
    },
    found: () => ({ ...found, usage: sumTallies(Object.values(ledger.usageByRole())) }),
  };
}

type Found = ReturnType<ReturnType<typeof openTable>["found"]>;

function reportOf(recorded: RecordedRun, pairs: readonly Pair[], { first, answers, usage }: Found): Omit<LiveReport, "ms"> {
  const differing = pairs.filter((p) => !p.equal).map((p) => p.now.episode);
  return {
    run: recorded.run,
    folder: recorded.folder,
    equal: differing.length === 0 && first === null,
    episodes: pairs.length,
    forks: 0,
    unfinished: recorded.schedule.length - recorded.episodes.size,
    rounds: pairs.reduce((sum, p) => sum + p.now.rounds.length, 0),
    answers,
    differing,
    differingForks: [],
    first,
    asked: usage.calls,
    costUsd: usage.costUsd,
    outcomeDifference: outcomeDifferenceOf(pairs),
  };
}
