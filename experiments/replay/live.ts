/** Live replay: changed calls are let through, to see what this code, or these settings, would have made of the run. Nothing is written. */

import { sumBy } from "../../core/math.ts";
import { operatorOf } from "../../core/operator.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { Memories } from "../../memory/entries.ts";
import { memoryLines } from "../../memory/prior.ts";
import { resolveSettings } from "../../methods/settings.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { sumTallies } from "../../models/ledger/usage.ts";
import { createRuntime, type RuntimeOptions } from "../../nodes/runtime.ts";
import { type OutcomeDifference, outcomeDifferenceOf } from "../evaluation/outcome-difference.ts";
import { asEarlier, type Episode, episodeLine } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { type MemoriesByEpisode, type Player, playEpisode, untracedConfig } from "../runs/play-episode.ts";
import { type RecordedRun, readRecorded } from "../runs/recorded.ts";
import { runPool } from "../runs/run-pool.ts";
import { checkServerGiven } from "../runs/store/identity.ts";
import { type Difference, earlier, ofRequest } from "./difference.ts";
import { overlayLedger } from "./recorded-calls.ts";
import { episodesToReplay, openLedger, type ReplayOptions, type ReplayReport, versionsOf } from "./replay.ts";

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
  /** Calls whose tokens are estimates. */
  readonly estimatedCalls: number;
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
  const schedule = episodesToReplay(recorded, options.episode);
  const kept = await openLedger(recorded);
  const replayer = openReplayer(recorded, kept, options);
  const own = new Set(schedule.map((s) => s.episode));
  const memoriesByEpisode = new Map([...(recorded.memories ?? [])].filter(([e]) => options.episode !== undefined || !own.has(e)));
  const pairs = new Map<number, Pair>();
  try {
    await runPool({
      schedule,
      workers: Array.from({ length: options.workers ?? 4 }, () => null),
      async play(scheduled) {
        const { record, memories } = await replayer.play(scheduled, memoriesByEpisode);
        if (options.episode === undefined) memoriesByEpisode.set(record.episode, memories);
        pairs.set(record.episode, pairOf(recorded, record, memories));
        const differing = [...pairs.values()].filter((p) => !p.equal).length;
        options.onProgress?.({ done: pairs.size, total: schedule.length, differing });
      },
      signal: options.signal,
    });
    const sorted = [...pairs].sort(([a], [b]) => a - b).map(([, pair]) => pair);
    const report = reportOf(recorded, sorted, replayer.found());
    return { ...report, ...(await versionsOf(recorded)), ms: Math.round(performance.now() - begun) };
  } finally {
    kept.close();
  }
}

interface Pair {
  readonly then: Episode;
  readonly now: Episode;
  readonly equal: boolean;
}

function pairOf({ episodes, memories, lines, earlier }: RecordedRun, played: Episode, entries: Memories): Pair {
  const then = episodes.get(played.episode) as Episode;
  const now = earlier ? asEarlier(played, then) : played;
  const remembered = memories === null || memoryLines([entries]) === (lines.memory?.get(now.episode) ?? "");
  return { then, now, equal: remembered && episodeLine(then) === episodeLine(now) };
}

/** What plays an episode, over the ledger of the run. */
function openReplayer(recorded: RecordedRun, kept: Ledger, options: LiveOptions) {
  const ledger = overlayLedger(kept);
  const found = { first: null as Difference | null, answers: 0 };
  const settings = resolveSettings({ ...recorded.settings, ...options.settings });
  const operator = operatorOf(options.runtime?.operator);
  checkServerGiven({ server: recorded.server ?? undefined }, settings, operator, recorded.folder);
  const contextOf = createRuntime({
    ...options.runtime,
    operator,
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
  const player: Player = recorded.policy ? { settings, world: recorded.world, graph: null } : { settings, graph };
  return {
    play: (scheduled: Scheduled, memoriesByEpisode: MemoriesByEpisode) =>
      playEpisode(player, scheduled, memoriesByEpisode, { config: { ...untracedConfig(), signal: options.signal } }),
    found: () => ({ ...found, usage: sumTallies(Object.values(ledger.usageByRole())) }),
  };
}

type Found = ReturnType<ReturnType<typeof openReplayer>["found"]>;

function reportOf(
  recorded: RecordedRun,
  pairs: readonly Pair[],
  { first, answers, usage }: Found,
): Omit<LiveReport, "ms" | "madeBy" | "otherVersions"> {
  const differing = pairs.filter((p) => !p.equal).map((p) => p.now.episode);
  return {
    run: recorded.run,
    folder: recorded.folder,
    equal: differing.length === 0 && first === null,
    episodes: pairs.length,
    forks: 0,
    unfinished: recorded.schedule.length - recorded.episodes.size,
    rounds: sumBy(pairs, (p) => p.now.rounds.length),
    answers,
    differing,
    differingForks: [],
    first,
    asked: usage.calls,
    costUsd: usage.costUsd,
    estimatedCalls: usage.estimatedCalls,
    outcomeDifference: outcomeDifferenceOf(pairs),
    findings: [],
    compared: ["episodes", "memory"],
    leftOut: ["everything else: a live replay asks what comes of a change"],
  };
}
