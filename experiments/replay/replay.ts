/** Exact replay: a run's graph executed again against its ledger, without a network, and compared with what was recorded byte for byte. */

import { BillpError, firstOf } from "../../core/errors.ts";
import { sealedOperator } from "../../core/operator.ts";
import { buildGraph } from "../../graphs/billp.ts";
import { type Memories, noMemories } from "../../memory/entries.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import type { Finding } from "../runs/check/finding.ts";
import { type MemoriesByEpisode, type PlayedEpisode, type Player, playEpisode, untracedConfig } from "../runs/play-episode.ts";
import { type RecordedRun, readRecorded } from "../runs/recorded.ts";
import { type Maker, makerOf, otherVersions } from "../runs/store/made-by.ts";
import { type CallsCheck, watchCalls } from "./check/calls-check.ts";
import { checkFolder, type FolderCheck, pricesOf } from "./check/folder-check.ts";
import { type Difference, earlier, ofRequest } from "./difference.ts";
import type { ReplayOptions } from "./options.ts";
import { closedEmbedder, closedRuntime } from "./recorded-calls.ts";
import { type ForkParts, type ReplayedForks, replayForks } from "./replay-forks.ts";
import { compareEpisode, ofError } from "./verdict.ts";

export type { ReplayOptions };

/** What a replay found. Plain JSON. */
export interface ReplayReport {
  readonly run: string;
  readonly folder: string;
  /** Everything that was executed again is byte for byte what was recorded. */
  readonly equal: boolean;
  /** Episodes executed again, and those of the run that were never finished. */
  readonly episodes: number;
  /** Forks executed again; none where settings were changed. */
  readonly forks: number;
  readonly unfinished: number;
  readonly rounds: number;
  /** Answers taken from the ledger. */
  readonly answers: number;
  /** Numbers of the episodes that differ, in order. */
  readonly differing: readonly number[];
  /** Ids of the forks that differ. */
  readonly differingForks: readonly string[];
  readonly first: Difference | null;
  /** Places of the folder that say something else than the rest of it; none where settings or code were changed to see what comes of it. */
  readonly findings: readonly Finding[];
  /** What was computed again and compared, and what was not, with the reason. */
  readonly compared: readonly string[];
  readonly leftOut: readonly string[];
  /** What played the run, and by name in which versions this process differs. */
  readonly madeBy: readonly Maker[];
  readonly otherVersions: readonly string[];
  readonly ms: number;
}

/** One episode, executed again. */
interface Replayed {
  readonly difference: Difference | null;
  /** Null when the replay left what was recorded. */
  readonly played: PlayedEpisode | null;
}

/**
 * Executes a run's finished episodes again, each from the memories it was recorded to have seen: when every episode, with what it writes into
 * the memories, comes out as recorded, then so does the whole run. Where memory.jsonl is missing (a killed run), each sees what the replay wrote.
 * @throws BillpError `bad-input` for an episode the run has not finished; what {@link readRecorded} throws; the abort reason.
 */
export async function replayRun(options: ReplayOptions): Promise<ReplayReport> {
  const begun = performance.now();
  const recorded = await readRecorded(options.folder, options.runtime?.loadWorld);
  const schedule = episodesToReplay(recorded, options.episode);
  const { ledger, answers } = counting(await openLedger(recorded));
  try {
    const embedder = closedEmbedder(ledger, options.settings?.embedding ?? recorded.settings.embedding);
    const watch = watchCalls(recorded.reader.where("calls"), await pricesOf(recorded));
    const play = openReplayer(recorded, { ledger, embedder, answered: watch.answered }, options);
    const memoriesByEpisode = new Map(recorded.memories ?? []);
    const { rounds, differing, first } = await executeAll(schedule, play, { recorded, memoriesByEpisode, options });
    const found = await forksOf(recorded, { ledger, embedder, memoriesByEpisode, answered: watch.answered }, options);
    const same = schedule.map((s) => s.episode).filter((e) => !differing.includes(e));
    const checked = await checkedFolder(recorded, { ledger, watch, episodes: same }, options);
    return {
      run: recorded.run,
      folder: recorded.folder,
      equal: first === null && found.first === null && checked.findings.length === 0,
      ...checked,
      ...(await versionsOf(recorded)),
      episodes: schedule.length,
      forks: found.forks,
      unfinished: recorded.schedule.length - recorded.episodes.size,
      rounds,
      answers: answers(),
      differing,
      differingForks: found.differing,
      first: first ?? found.first,
      ms: Math.round(performance.now() - begun),
    };
  } finally {
    ledger.close();
  }
}

/** Checks the folder, unless something was changed to see what comes of it: then the recorded files are not in question. */
async function checkedFolder(
  recorded: RecordedRun,
  { ledger, watch, episodes }: { ledger: Ledger; watch: CallsCheck; episodes: readonly number[] },
  options: ReplayOptions,
): Promise<FolderCheck> {
  if (options.wrap !== undefined || Object.keys(options.settings ?? {}).length > 0)
    return {
      findings: [],
      compared: ["episodes", "memory"],
      leftOut: ["everything else: something was changed for this replay"],
    };
  const { findings, compared, leftOut } = await checkFolder(recorded, ledger);
  const one = options.episode === undefined ? [] : [`the calls, record and entries of every episode but ${options.episode}`];
  return { findings: [...findings, ...watch.findings(ledger, episodes)], compared, leftOut: [...leftOut, ...one] };
}

/** What made the run, and how this process differs from it. */
export async function versionsOf({ reader, world }: RecordedRun): Promise<Pick<ReplayReport, "madeBy" | "otherVersions">> {
  const madeBy = await reader.makers();
  return { madeBy, otherVersions: otherVersions(madeBy, makerOf(world)) };
}

interface Execution {
  readonly recorded: RecordedRun;
  /** Memories by episode; filled in where the files do not say them. */
  readonly memoriesByEpisode: Map<number, Memories>;
  readonly options: ReplayOptions;
}

/** Executes the episodes one after another: there is nothing to wait for. */
async function executeAll(schedule: readonly Scheduled[], play: Replayer, { recorded, memoriesByEpisode, options }: Execution) {
  let first: Difference | null = null;
  let rounds = 0;
  const differing: number[] = [];
  for (const [i, scheduled] of schedule.entries()) {
    options.signal?.throwIfAborted();
    const { difference, played } = await play(scheduled, memoriesByEpisode);
    if (recorded.memories === null) memoriesByEpisode.set(scheduled.episode, played?.memories ?? noMemories());
    rounds += played?.record.rounds.length ?? 0;
    if (difference !== null) differing.push(scheduled.episode);
    first ??= difference;
    options.onProgress?.({ done: i + 1, total: schedule.length, differing: differing.length });
  }
  return { rounds, differing, first };
}

/** Forks are executed with the settings they were made with; where others are tried out, they say nothing. */
async function forksOf(recorded: RecordedRun, parts: ForkParts, options: ReplayOptions): Promise<ReplayedForks> {
  const asked = !recorded.policy && Object.keys(options.settings ?? {}).length === 0;
  return asked ? replayForks(recorded, parts, options) : { forks: 0, differing: [], first: null };
}

/** The finished episodes that the folder itself played, or the one asked for. */
export function episodesToReplay({ folder, schedule, episodes, parent }: RecordedRun, episode?: number): Scheduled[] {
  const own = schedule.filter((s) => episodes.has(s.episode) && s.episode > (parent?.episode ?? 0));
  const found = episode === undefined ? own : own.filter((s) => s.episode === episode);
  if (found.length > 0) return found;
  if (episode === undefined)
    throw new BillpError("bad-input", `The run in ${folder} has no finished episode.`, {
      hint: "Go on with it: `billp run --resume`.",
    });
  const kept = parent !== null && episode <= parent.episode;
  throw new BillpError(
    "bad-input",
    `The run in ${folder} has no finished episode ${episode}${kept ? " of its own: it is the parent's" : ""}.`,
    {
      hint: own.length === 0 ? "None is finished." : `Finished: ${own[0]?.episode} to ${own.at(-1)?.episode}.`,
    },
  );
}

/** The ledger, read only; a policy has none. @throws BillpError `run-folder` when it is missing. */
export async function openLedger({ reader, policy }: Pick<RecordedRun, "reader" | "policy">): Promise<Ledger> {
  return policy && !reader.has("calls") ? createMemoryLedger() : reader.ledger();
}

/** Counts the answers that are taken. */
function counting(ledger: Ledger) {
  let count = 0;
  const get: Ledger["get"] = (address) => {
    const found = ledger.get(address);
    if (found !== undefined) count++;
    return found;
  };
  return { ledger: { ...ledger, get }, answers: () => count };
}

type Replayer = (scheduled: Scheduled, memoriesByEpisode: MemoriesByEpisode) => Promise<Replayed>;

/** What executes an episode again and compares it: a policy by its rules, a method by its graph over the answers of the ledger. */
function openReplayer(
  recorded: RecordedRun,
  { ledger, embedder, answered }: Omit<ForkParts, "memoriesByEpisode">,
  options: ReplayOptions,
): Replayer {
  let found: Difference | null = null;
  const { settings, world } = recorded;
  const closed = closedRuntime(ledger, embedder, {
    answered,
    changed(c) {
      found = earlier(found, ofRequest(c, null));
    },
  });
  const stream = recorded.parent?.stream ?? 0;
  const contextOf = createRuntime({
    ...closed,
    operator: sealedOperator(options.runtime?.operator?.baseUrl ?? recorded.server),
    stream,
    loadWorld: async () => world,
  });
  const graph = buildGraph(async (s) => (options.wrap ?? ((context) => context))(await contextOf(s)));
  const player: Player = recorded.policy
    ? { settings, world, graph: null }
    : { settings: resolveSettings({ ...settings, ...options.settings }), graph };
  return async (scheduled, memoriesByEpisode) => {
    found = null;
    try {
      const config = { ...untracedConfig(), signal: options.signal };
      const played = await playEpisode(player, scheduled, memoriesByEpisode, { config });
      return { difference: compareEpisode(recorded, played.record, played.memories), played };
    } catch (error) {
      options.signal?.throwIfAborted();
      return { difference: found ?? ofError(firstOf(error), scheduled), played: null };
    }
  };
}
