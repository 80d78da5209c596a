/** Tracer seam: what a run tells of its episodes to an observer outside, and an observer that hears nothing. Implementations: integrations/tracing. */
import type { RunnableConfig } from "@langchain/core/runnables";
import type { ResolvedSettings } from "./settings.ts";

/** The run that is traced. */
export interface TracedRun {
  /** Id of the run, or of the fork's thread. */
  readonly run: string;
  readonly settings: ResolvedSettings;
  readonly world: { readonly id: string };
}

/** An episode about to be played. */
export interface TracedEpisode {
  readonly episode: number;
  readonly user: number;
  readonly split: "train" | "test";
}

/** An episode that is over, as far as an observer is told of it. */
export interface EndedEpisode extends TracedEpisode {
  readonly len: number;
  readonly return: number;
  readonly end: { readonly kind: string; readonly reason: string | null };
  readonly rounds: readonly { readonly title: string | null; readonly reward: number; readonly accepted: boolean }[];
}

/** How many records were delivered, and how many were not. */
export interface Delivered {
  readonly sent: number;
  readonly lost: number;
}

/** Observes the episodes of one run. No method throws: a run never fails for its traces. */
export interface Tracer {
  /** Config of an episode's invoke, laid under the caller's own: name, tags, metadata and callbacks of the caller stay. */
  configFor(episode: TracedEpisode, own?: RunnableConfig): RunnableConfig;
  /** Told once of every episode that is over, whoever played it; one that it does not know is passed over. */
  ended(episode: EndedEpisode): void;
  /** Sends what is left, within seconds, and counts. Never rejects; the second call gives the result of the first. */
  close(): Promise<Delivered>;
}

/** Opens the tracer of a run. `tell` gets a line for the person about what could not be delivered. Never rejects. */
export type OpenTracer = (run: TracedRun, tell: (line: string) => void) => Promise<Tracer>;

/** The tracer that sends nothing. */
export const noTracer: OpenTracer = async () => ({
  configFor: (_, own) => own ?? {},
  ended: () => {},
  close: async () => ({ sent: 0, lost: 0 }),
});

/** Whether the environment asks for traces, now. The names are those that LangGraph's own tracing listens to. */
export function tracingOn(env: NodeJS.ProcessEnv = process.env): boolean {
  const names = ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"];
  return names.some((name) => env[name] === "true");
}
