/** Trace policy of nodes and routers: numbers, short texts, and counts in place of lists. Nodes and routers would else upload all of it. */
import { Runnable } from "@langchain/core/runnables";
import type { TracePolicy } from "@langchain/core/tracers/tracer_langchain";

type Fields = Record<string, unknown>;

/** What every node would repeat and the trace's root has once. */
const AT_ROOT = new Set(["settings", "users", "cursor", "firstEpisode"]);
/** What the node before has as its output. */
const BEFORE = new Set(["plan", "action"]);
/** Lists in an update up to this long are the round's own entries; longer ones are memories. */
const SHORT_LIST = 3;
/** Longer texts are cut: plans and lessons stand in full in the model call below the node, state texts in its prompt. */
const SHORT_TEXT = 80;

/** State as a node reads it. */
export function pruneInputs(state: Fields): Fields {
  const own = Object.entries(state).filter(([name]) => !BEFORE.has(name));
  return prune(Object.fromEntries(own), (list) => list.length);
}

/** An update as a node returns it: what it appends is shown as long as it is short. */
export function pruneOutputs(update: Fields): Fields {
  return prune(update, (list) => (list.length <= SHORT_LIST ? list.map(short) : list.length));
}

function prune(fields: Fields, ofList: (list: unknown[]) => unknown): Fields {
  const own = Object.entries(fields).filter(([name, value]) => !AT_ROOT.has(name) && value !== null);
  return Object.fromEntries(own.map(([name, value]) => [name, Array.isArray(value) ? ofList(value) : short(value)]));
}

/** A value without long texts and lists, and without fields that are null. */
function short(value: unknown): unknown {
  if (typeof value === "string") return value.length > SHORT_TEXT ? `${value.slice(0, SHORT_TEXT)}…` : value;
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return value;
  const set = Object.entries(value).filter(([, v]) => v !== null);
  return Object.fromEntries(set.map(([name, v]) => [name, short(v)]));
}

/** The policy of every node, for LangGraph's own tracing as for ours. Results, checkpoints and streams see the whole values. */
export const TRACE_POLICY: TracePolicy = { processInputs: pruneInputs, processOutputs: pruneOutputs };

/**
 * A router that leaves no run of its own in a trace: LangGraph has no trace policy for routers, and what each one chose is
 * seen from the node that follows.
 */
export function untraced<S, R>(router: (state: S) => R): Runnable<S, R> {
  return new Router(router);
}

class Router<S, R> extends Runnable<S, R> {
  readonly lc_namespace = ["billp", "routers"];
  override readonly name: string;
  readonly #route: (state: S) => R;

  constructor(route: (state: S) => R) {
    super();
    this.name = route.name;
    this.#route = route;
  }

  /** Runs the function itself: only LangChain's wrappers report to callbacks. */
  override async invoke(state: S): Promise<R> {
    return this.#route(state);
  }
}
