/** Replay of forks: the episode up to the fork from the parent's answers, then the change, then the fork's own answers. */

import { MemorySaver } from "@langchain/langgraph";
import { BillpError, firstOf } from "../../core/errors.ts";
import { sealedOperator } from "../../core/operator.ts";
import { buildGraph } from "../../graphs/billp.ts";
import { memoryLines } from "../../memory/prior.ts";
import type { Embedder } from "../../models/embeddings.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { scopedLedger } from "../../models/ledger/scope.ts";
import type { Answered } from "../../models/role-client.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import type { State } from "../../nodes/state.ts";
import { asEarlier, type Episode, episodeLine } from "../evaluation/record.ts";
import type { Scheduled } from "../evaluation/schedule.ts";
import { type Change, changeOf } from "../forks/change.ts";
import { type ForkPoint, pointOf } from "../forks/fork-point.ts";
import { recordedOverrides } from "../forks/overrides.ts";
import { ancestryOf, settingsBefore, streamOf } from "../forks/prepare.ts";
import type { ForkRecord } from "../forks/records.ts";
import { inputOf, type MemoriesByEpisode, untracedConfig } from "../runs/play-episode.ts";
import { episodeOfState, writtenBy } from "../runs/projection.ts";
import type { RecordedRun } from "../runs/recorded.ts";
import { type Difference, earlier, ofRequest, textDiff } from "./difference.ts";
import type { ReplayOptions } from "./options.ts";
import { closedRuntime } from "./recorded-calls.ts";

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
  readonly memoriesByEpisode: MemoriesByEpisode;
  /** Told of each call that is taken from the ledger. */
  readonly answered?: (answered: Answered) => void;
}

/** Executes the forks again, or those of one episode. */
export async function replayForks(recorded: RecordedRun, parts: ForkParts, options: ReplayOptions): Promise<ReplayedForks> {
  const known = await recorded.reader.forks();
  const asked = [...known.values()].filter((f) => options.episode === undefined || f.episode === options.episode);
  const differing: string[] = [];
  let first: Difference | null = null;
  for (const fork of asked) {
    options.signal?.throwIfAborted();
    const scheduled = scheduledOf(recorded, fork);
    const difference = await replayFork({ recorded, scheduled, ...parts, options, known }, fork);
    if (difference === null) continue;
    differing.push(fork.id);
    first ??= difference;
  }
  return { forks: asked.length, differing, first };
}

interface Replayer extends ForkParts {
  readonly recorded: RecordedRun;
  readonly scheduled: Scheduled;
  readonly options: ReplayOptions;
  readonly known: ReadonlyMap<string, ForkRecord>;
}

function scheduledOf({ schedule }: RecordedRun, { id, episode }: ForkRecord): Scheduled {
  const found = schedule.find((s) => s.episode === episode);
  if (found !== undefined) return found;
  throw new BillpError("bad-input", `Fork ${id} is of episode ${episode}, which the run does not have.`, {
    hint: "The forks kept there belong to another run.",
  });
}

/** Executes one fork again, from the state at which it left its parent. */
async function replayFork(replayer: Replayer, fork: ForkRecord): Promise<Difference | null> {
  const found: { first: Difference | null } = { first: null };
  const tell = (difference: Difference) => {
    found.first = earlier(found.first, difference);
  };
  const ancestry = ancestryOf(fork, replayer.known);
  try {
    const { state: start, change } = await changedState(replayer, ancestry, tell);
    const told = compareChange(fork, change);
    if (told !== null) return told;
    const graph = graphOf(replayer, fork, tell);
    const config = await threadFrom(graph, start, pointOfFork(replayer, fork).asNode);
    return compare(fork, (await graph.invoke(null, config)) as State, replayer.recorded.earlier);
  } catch (error) {
    replayer.options.signal?.throwIfAborted();
    if (found.first !== null) return found.first;
    throw firstOf(error);
  }
}

type Tell = (difference: Difference) => void;

/** The graph over the answers of a fork, or (null) of the run. */
function graphOf({ recorded, ledger, embedder, answered, options, known }: Replayer, fork: ForkRecord | null, tell: Tell) {
  const stream =
    fork === null ? (recorded.parent?.stream ?? 0) : streamOf({ recorded, from: parentOf(fork, known), known }, fork);
  const own = scopedLedger(ledger, fork?.id ?? "");
  const runtime = closedRuntime(own, embedder, {
    changed: (c) => tell(ofRequest(c, fork?.id ?? null)),
    answered: (call) => answered?.({ ...call, address: { ...call.address, scope: fork?.id ?? "" } }),
  });
  const contextOf = createRuntime({
    ...runtime,
    operator: sealedOperator(options.runtime?.operator?.baseUrl ?? recorded.server),
    stream,
    loadWorld: async () => recorded.world,
  });
  return buildGraph(
    async (s) => (options.wrap ?? ((context) => context))(await contextOf(s)),
    fork === null ? undefined : new MemorySaver(),
  );
}

const parentOf = ({ parent }: ForkRecord, known: ReadonlyMap<string, ForkRecord>) =>
  parent === null ? null : (known.get(parent) ?? null);

function pointOfFork({ recorded, known }: Replayer, fork: ForkRecord) {
  return pointOf(settingsBefore(recorded, parentOf(fork, known), known), fork.round, planned(fork));
}

const planned = (fork: ForkRecord): boolean => recordedOverrides(fork.overrides).plan !== null;
/** Points of an episode in the order in which they are reached: before the first nodes of a round, and after its plan. */
const orderOf = (round: number, afterPlan: boolean): number => 2 * round + (afterPlan ? 1 : 0);

/** The state with which the last fork of an ancestry begins: that of its parent at its fork point, with its change. */
async function changedState(
  replayer: Replayer,
  ancestry: readonly ForkRecord[],
  tell: Tell,
): Promise<{ state: State; change: Change }> {
  const fork = ancestry.at(-1) as ForkRecord;
  const state = await stateAt(replayer, ancestry.slice(0, -1), fork.round, planned(fork), tell);
  const change = changeOf(state, recordedOverrides(fork.overrides));
  return { state: { ...state, ...change.update }, change };
}

/** The state of the last fork of an ancestry (of the run, where the ancestry is empty) at a point of the episode. */
async function stateAt(
  replayer: Replayer,
  ancestry: readonly ForkRecord[],
  round: number,
  afterPlan: boolean,
  tell: Tell,
): Promise<State> {
  const fork = ancestry.at(-1) ?? null;
  const wanted = orderOf(round, afterPlan);
  const left = fork === null ? 0 : orderOf(fork.round, planned(fork));
  if (fork !== null && wanted < left) return stateAt(replayer, ancestry.slice(0, -1), round, afterPlan, tell);
  const start = fork === null ? null : (await changedState(replayer, ancestry, tell)).state;
  if (start !== null && wanted === left) return start;
  const graph = graphOf(replayer, fork, tell);
  const config = start === null || fork === null ? {} : await threadFrom(graph, start, pointOfFork(replayer, fork).asNode);
  const input =
    fork === null ? (inputOf(replayer.recorded.settings, replayer.scheduled, replayer.memoriesByEpisode) as never) : null;
  const last = afterPlan ? ["macro-plan"] : ["begin-episode", "environment-step"];
  const modes = ["updates", "values"] as const;
  let ran: string[] = []; // nodes since the last whole state
  for await (const [mode, part] of await graph.stream(input, { ...untracedConfig(), ...config, streamMode: [...modes] })) {
    if (mode === "updates") ran.push(...Object.keys(part));
    else if (ran.some((node) => last.includes(node)) && (part as State).rounds.length === round - 1) return part as State;
    else ran = [];
  }
  throw new BillpError("bad-input", `Round ${round} of episode ${replayer.scheduled.episode} is not reached any more.`);
}

/** A thread in memory that stands at a state, as if this node had just run. */
async function threadFrom(graph: ReturnType<typeof graphOf>, state: State, asNode: ForkPoint["asNode"]) {
  const config = { configurable: { thread_id: "fork" } };
  await graph.updateState(config, state as never, asNode);
  return { ...untracedConfig(), ...config };
}

/** What a fork is told to have changed, against what it changes. */
function compareChange(fork: ForkRecord, { changed, dropped }: Change): Difference | null {
  const [then, now] = [fork, { changed, dropped }].map((c) =>
    JSON.stringify({ changed: c.changed, dropped: [...c.dropped].sort() }),
  );
  if (then === now) return null;
  const at = { episode: fork.episode, round: fork.round, role: null, attempt: null, fork: fork.id };
  const message = "The fork is told to have changed something else (`changed`, `dropped`).";
  return { ...at, kind: "record", message, diff: textDiff(`${then}\n`, `${now}\n`) };
}

function compare(fork: ForkRecord, state: State, earlier: boolean): Difference | null {
  const played: Episode = episodeOfState(state);
  const now = earlier ? asEarlier(played, fork.record) : played;
  const at = { episode: fork.episode, round: null, role: null, attempt: null, fork: fork.id };
  const [then, record] = [episodeLine(fork.record), episodeLine(now)];
  if (then !== record)
    return {
      ...at,
      kind: "record",
      message: "The same answers give another record.",
      diff: textDiff(then.replaceAll(",", ",\n"), record.replaceAll(",", ",\n")),
    };
  const [kept, made] = [memoryLines([fork.memories]), memoryLines([writtenBy(state, fork.episode)])];
  return kept === made
    ? null
    : { ...at, kind: "memory", message: "The same answers give other memory entries.", diff: textDiff(kept, made) };
}
