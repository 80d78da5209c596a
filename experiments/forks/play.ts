/** Playing of one fork: copies the checkpoint's ancestry into a thread of its own, changes it there, and goes on to the end of the episode. */
import type { RunnableConfig } from "@langchain/core/runnables";
import { Overwrite } from "@langchain/langgraph";
import { BillpError, firstOf } from "../../core/errors.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import type { OpenTracer } from "../../core/tracer.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { CheckpointRef } from "../../memory/checkpointers/ancestry.ts";
import type { RunCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import { partsOf } from "../../methods/derived.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { scopedLedger } from "../../models/ledger/scope.ts";
import { createRuntime, type RuntimeOptions } from "../../nodes/runtime.ts";
import { LISTS, type State } from "../../nodes/state.ts";
import type { World } from "../../worlds/world.ts";
import { episodeOfState, writtenBy } from "../runs/projection.ts";
import { forkThread } from "../runs/store/threads.ts";
import { type Change, changeOf } from "./change.ts";
import type { ForkPoint } from "./fork-point.ts";
import type { Overrides } from "./overrides.ts";
import { type ForkKey, type ForkRecord, forkId } from "./records.ts";

/** What a fork is played with. */
export interface ForkSetup {
  readonly checkpoints: RunCheckpoints;
  readonly ledger: Ledger;
  readonly world: World;
  readonly settings: ResolvedSettings;
  readonly runtime: Omit<RuntimeOptions, "ledger" | "loadWorld" | "stream">;
  readonly openTracer: OpenTracer;
  readonly onNotice: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Plays the fork of a checkpoint. Its calls go into the ledger under its id; a fork that was cut off takes those from there that were finished.
 * @throws what a node throws, and what {@link changeOf} refuses; nothing but the fork's own thread is written before that.
 */
export async function playFork(
  setup: ForkSetup,
  key: ForkKey,
  stream: number,
  from: CheckpointRef,
  point: ForkPoint,
  overrides: Overrides,
): Promise<ForkRecord> {
  const { checkpoints, world, signal } = setup;
  const id = forkId(key);
  const thread = forkThread(key.run, id);
  const at = ({ thread, checkpoint }: CheckpointRef) => ({ configurable: { thread_id: thread, checkpoint_id: checkpoint } });
  const contextOf = createRuntime({
    ...setup.runtime,
    ledger: scopedLedger(setup.ledger, id),
    loadWorld: async () => world,
    stream,
  });
  const graph = buildGraph(contextOf, checkpoints.saver);
  const stateAt = async (ref: CheckpointRef) => (await graph.getState(at(ref))).values as State;
  await checkpoints.saver.deleteThread(thread); // of an earlier attempt, which may have been cut off before its change
  await checkpoints.copy(from, thread, LISTS, stateAt);
  const config = { configurable: { thread_id: thread } };
  const change = await apply(graph, config, point, overrides).catch(async (error) => {
    await checkpoints.saver.deleteThread(thread); // a change that is refused leaves nothing behind
    throw error;
  });
  const tracer = await setup.openTracer({ run: thread, settings: setup.settings, world }, setup.onNotice);
  try {
    const { user, split, number } = (await graph.getState(config)).values.episode as NonNullable<State["episode"]>;
    const traced = tracer.configFor({ episode: number, user, split });
    const state = (await graph.invoke(null, { ...traced, ...config, durability: "async", signal })) as State;
    const record = episodeOfState(state);
    tracer.ended(record);
    const { changed, dropped } = change;
    return { ...key, id, changed, dropped, record, memories: writtenBy(state, key.episode) };
  } catch (error) {
    throw firstOf(error);
  } finally {
    await tracer.close();
  }
}

/** Writes the change as the node that ran last; with another method, the round's nodes are those of that method. */
async function apply(
  graph: ReturnType<typeof buildGraph>,
  config: RunnableConfig,
  { asNode }: ForkPoint,
  overrides: Overrides,
): Promise<Change> {
  const change = changeOf((await graph.getState(config)).values as State, overrides);
  const { update, changed } = change;
  const method = changed.method?.[1] as string | undefined;
  if (asNode === "macro-plan" && method !== undefined && !partsOf(method).planner)
    throw new BillpError("bad-settings", `The method ${method} has no Planner, so that a round has no plan.`, {
      hint: "Leave away plan=…",
    });
  const instead = Object.entries(update ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? new Overwrite(value) : value,
  ]);
  if (update !== null) await graph.updateState(config, Object.fromEntries(instead), asNode);
  return change;
}
