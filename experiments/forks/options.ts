/** Options of a fork: which round, with what changed, how often, and who is told. */
import type { OpenTracer } from "../../core/tracer.ts";
import type { RuntimeOptions } from "../../nodes/runtime.ts";
import type { Progress } from "../runs/open-run.ts";
import type { ForkRecord } from "../runs/store/fork-record.ts";

/** What to fork, and with what. */
export interface ForkOptions {
  /** The run folder. */
  readonly folder: string;
  /** Episode and round, both from 1. */
  readonly episode: number;
  readonly round: number;
  /** Changes such as `plan=…` or `settings.gamma=0.9`; none plays the round on as it was. */
  readonly overrides: readonly string[];
  /** How often; from the second on with sampling seeds of its own. Default 1. */
  readonly repeat?: number;
  /** Id of a fork to fork from. Default: the run itself. */
  readonly from?: string | null;
  /** `run`: also play the later episodes anew, in a run folder of its own. Default `episode`. */
  readonly to?: "episode" | "run";
  /** Folder of that run; with repeats, of their folders. Default: `forks/<id>` in the run folder. */
  readonly out?: string | null;
  /** Forks, and then episodes of a run, played side by side. Default 4. */
  readonly workers?: number;
  readonly runtime?: Omit<RuntimeOptions, "ledger" | "stream">;
  /** Observer of the episodes. Default: none. */
  readonly openTracer?: OpenTracer;
  readonly signal?: AbortSignal;
  /** Told when a fork's episode is over. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly fork: ForkRecord }) => void;
  /** With `to: run`: told when a later episode is over. */
  readonly onEpisode?: (progress: Progress) => void;
  /** Told in one line what was not done for somebody else (traces not delivered); default: a line on stderr. */
  readonly onNotice?: (line: string) => void;
}
