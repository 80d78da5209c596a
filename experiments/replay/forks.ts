/** Forks executed again: the episode up to the fork from the parent's answers, then the change, then the fork's own answers. */
import { MemorySaver } from "@langchain/langgraph";
import { BillpError, firstOf } from "../../errors.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { Embedder } from "../../models/embeddings.ts";
import type { Ledger } from "../../models/ledger.ts";
import { scopedLedger } from "../../models/ledger-scope.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import type { State } from "../../nodes/state.ts";
import { type Episode, episodeLine } from "../episode.ts";
import { changeOf } from "../fork/change.ts";
import { pointOf } from "../fork/point.ts";
import { lineOf, settingsBefore, streamOf } from "../fork/prepare.ts";
import { type ForkRecord, readForks } from "../fork/records.ts";
import { parseSets } from "../fork/sets.ts";
import { episodeOfState, memoryLines, writtenBy } from "../projection.ts";
import { closedRuntime } from "./cassette.ts";
import { type Difference, earlier, ofRequest, textDiff } from "./difference.ts";
import { inputOf, untracedConfig, type Written } from "./play.ts";
import type { RecordedRun } from "./recorded.ts";
import type { ReplayOptions } from "./replay.ts";

/** What was found of the forks of a run. */
export interface ReplayedForks {
  readonly forks: number;
  /** Ids of those that differ. */
  readonly differing: readonly string[];
  readonly first: Difference | null;
}

/** What forks are executed again with. */
export interface ForkParts {
  readonly ledger: Ledger;
  /** Shared, so that the catalogue is embedded once. */
  readonly embedder: Embedder;
  readonly written: Written;
}

/** Executes the forks again, or those of one episode. */
export async function replayForks(recorded: RecordedRun, parts: ForkParts, options: ReplayOptions): Promise<ReplayedForks> {
  const known = readForks(recorded.folder);
  const asked = [...known.values()].filter((f) => options.episode === undefined || f.episode === options.episode);
  const differing: string[] = [];
  let first: Difference | null = null;
  for (const fork of asked) {
    options.signal?.throwIfAborted();
    const difference = await replayFork({ recorded, ...parts, options, known }, fork);
    if (difference === null) continue;
    differing.push(fork.id);
    first ??= difference;
  }
  return { forks: asked.length, differing, first };
}

interface Table extends ForkParts {
  readonly recorded: RecordedRun;
  readonly options: ReplayOptions;
  readonly known: ReadonlyMap<string, ForkRecord>;
}

/** One checkpointer in memory, in which the original and then each fork of the line is a branch. */
async function replayFork(table: Table, fork: ForkRecord): Promise<Difference | null> {
  const { recorded, written, known, options } = table;
  let found: Difference | null = null;
  const saver = new MemorySaver();
  const graphOf = (scope: string, stream: number) => {
    const runtime = closedRuntime(scopedLedger(table.ledger, scope), table.embedder, (c) => {
      found = earlier(found, ofRequest(c, scope === "" ? null : scope));
    });
    const kitOf = createRuntime({ ...runtime, stream, loadWorld: async () => recorded.world });
    return buildGraph(async (s) => (options.wrap ?? ((kit) => kit))(await kitOf(s)), saver);
  };
  const config = { ...untracedConfig(), configurable: { thread_id: fork.id }, signal: options.signal };
  const scheduled = recorded.plan.find((s) => s.episode === fork.episode);
  if (scheduled === undefined)
    throw new BillpError("bad-input", `Fork ${fork.id} is of episode ${fork.episode}, which the run does not have.`);
  try {
    const original = graphOf("", recorded.parent?.stream ?? 0);
    // An episode that the run has not finished ends at the first call it has no answer to: far enough.
    await original.invoke(inputOf(recorded.settings, scheduled, written) as never, config).catch((error) => {
      if (recorded.episodes.has(fork.episode)) throw error;
      found = null;
    });
    let state: State | null = null;
    for (const each of lineOf(fork, known))
      state = await playOn(
        table,
        graphOf(each.id, streamOf({ recorded, from: parentOf(each, known), known }, each)),
        config,
        each,
      );
    return compare(fork, state as State);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (found !== null) return found;
    throw firstOf(error);
  }
}

const parentOf = ({ parent }: ForkRecord, known: ReadonlyMap<string, ForkRecord>) =>
  parent === null ? null : (known.get(parent) ?? null);

/** Leaves the newest branch at the fork's round, as its change says, and plays to the end of the episode. */
async function playOn(
  { recorded, known }: Table,
  graph: ReturnType<typeof buildGraph>,
  config: { configurable: { thread_id: string } },
  fork: ForkRecord,
): Promise<State> {
  const sets = parseSets(fork.sets, "run");
  const point = pointOf(settingsBefore(recorded, parentOf(fork, known), known), fork.round, sets.plan !== null);
  for await (const snapshot of graph.getStateHistory(config)) {
    const state = snapshot.values as State;
    if (state.rounds.length !== fork.round - 1 || [...snapshot.next].sort().join("+") !== point.next) continue;
    const { update } = changeOf(state, sets);
    const changed = await graph.updateState(snapshot.config, (update ?? {}) as never, point.asNode);
    return (await graph.invoke(null, { ...config, configurable: changed.configurable })) as State;
  }
  throw new BillpError(
    "bad-input",
    `Round ${fork.round} of episode ${fork.episode}, where fork ${fork.id} left, is not reached any more.`,
  );
}

function compare(fork: ForkRecord, state: State): Difference | null {
  const now: Episode = episodeOfState(state);
  const place = { episode: fork.episode, round: null, role: null, attempt: null, fork: fork.id };
  const [then, record] = [episodeLine(fork.record), episodeLine(now)];
  if (then !== record)
    return {
      ...place,
      kind: "record",
      message: "The same answers give another record.",
      diff: textDiff(then.replaceAll(",", ",\n"), record.replaceAll(",", ",\n")),
    };
  const [kept, made] = [memoryLines([fork.memories]), memoryLines([writtenBy(state, fork.episode)])];
  return kept === made
    ? null
    : { ...place, kind: "memory", message: "The same answers give other memory entries.", diff: textDiff(kept, made) };
}
