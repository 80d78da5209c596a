/** Options of a replay: which run, what is changed, and who is told. */
import type { SettingsInput } from "../../core/settings.ts";
import type { SimulatedContext } from "../../nodes/context.ts";
import type { RuntimeOptions } from "../../nodes/runtime.ts";

/** What a replay is made with. */
export interface ReplayOptions {
  /** The run folder; it is only read. */
  readonly folder: string;
  /** Only this episode, from the memories that memory.jsonl says it saw. */
  readonly episode?: number;
  /** Settings laid over those of the run: what would they change? By default none. */
  readonly settings?: SettingsInput;
  /** Changes what the nodes work with, to try a change out. */
  readonly wrap?: (context: SimulatedContext) => SimulatedContext;
  readonly runtime?: Pick<RuntimeOptions, "loadWorld" | "operator">;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly differing: number }) => void;
}
