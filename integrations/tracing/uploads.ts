/** Upload interface of the tracers: what LangChain's callbacks ask of a client, and what a run of billp asks besides. */
import type { RunFields } from "./prune-run.ts";

/** Outcome of an upload queue, in records: run operations and feedback. */
export interface Delivery {
  readonly sent: number;
  readonly lost: number;
  /** Why some were lost, in a few words; null when none was. Never a server's own text, which may quote what was sent. */
  readonly reason: string | null;
}

/** Takes the runs of one billp run. Nothing here throws or rejects for what the server does. */
export interface Uploads {
  /** Who is sent to, in words. */
  readonly label: "LangSmith" | "OpenTelemetry";
  /** Address of the server. */
  readonly apiUrl: string;
  /** Project that the traces belong to. */
  readonly project: string;
  /** Takes a run: a root at its start, any other when it has ended. */
  createRun(run: RunFields): Promise<void>;
  /** Takes a root at its end. */
  updateRun(id: string, run: RunFields): Promise<void>;
  /** Adds a score to a run that was created. */
  feedback(runId: string, key: string, score: number): void;
  /** Sends what is left until the signal fires, and counts. */
  close(signal: AbortSignal): Promise<Delivery>;
}
