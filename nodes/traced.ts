/** What a trace shows of the state: the round's own fields, and counts in place of lists. Nodes and routers would else upload all of it. */
import { Runnable } from "@langchain/core/runnables";
import type { TracePolicy } from "@langchain/core/tracers/tracer_langchain";

type Fields = Record<string, unknown>;

/** Lists in an update up to this long are the round's own entries and are shown; longer ones are memories. */
const SHORT = 3;

/** State as a node reads it: settings left out (the trace's root has them), lists as their lengths. */
export function pruneInputs(state: Fields): Fields {
  return prune(state, (list) => list.length);
}

/** An update as a node returns it: what it appends is shown as long as it is short. */
export function pruneOutputs(update: Fields): Fields {
  return prune(update, (list) => (list.length <= SHORT ? list : list.length));
}

function prune(fields: Fields, ofList: (list: unknown[]) => unknown): Fields {
  const entries = Object.entries(fields).filter(([name]) => name !== "settings");
  return Object.fromEntries(entries.map(([name, value]) => [name, shown(name, value, ofList)]));
}

function shown(name: string, value: unknown, ofList: (list: unknown[]) => unknown): unknown {
  if (Array.isArray(value)) return ofList(value);
  if ((name === "users" || name === "person") && typeof value === "object" && value !== null) return pruneInputs(value as Fields); // ids and titles may be many
  return value;
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
