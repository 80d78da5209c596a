/** LangChain callback handler of one episode: uploads a root at its start and its end, any other run once, when it is over. */
import { BaseTracer, type Run } from "@langchain/core/tracers/base";
import type { RunFields } from "./prune-run.ts";
import type { Uploads } from "./uploads.ts";

/** A run that somebody else uploads, and below which an episode is to hang. */
export interface Above {
  readonly id: string;
  readonly trace_id: string;
  readonly dotted_order: string;
  readonly project_name: string;
}

/**
 * In place of LangChain's own tracer, which copies a trace's runs for every further one: 1,300 runs took it four seconds.
 * It bears that one's name, so that LangChain adds no second tracer beside it. Its callbacks are awaited: they only fill a
 * queue, and after the invoke nothing is missing from it.
 */
export class EpisodeTracer extends BaseTracer {
  readonly name = "langchain_tracer";
  readonly #uploads: Uploads;
  readonly #above: Above | undefined;

  constructor(uploads: Uploads, above?: Above) {
    super({ _awaitHandler: true });
    this.#uploads = uploads;
    this.#above = above;
  }

  /** Everything is done in the two methods below. */
  protected override async persistRun(): Promise<void> {}

  /** Nobody reads the children of a run, which would keep every state of an episode alive. */
  protected override _addChildRun(): void {}

  /** Called by BaseTracer when a run starts. */
  override async onRunCreate(run: Run): Promise<void> {
    if (run.parent_run_id === undefined) await this.#uploads.createRun(this.#fieldsOf(run));
  }

  /** Called by BaseTracer when a run has ended, well or not. */
  override async onRunUpdate(run: Run): Promise<void> {
    if (run.parent_run_id === undefined) await this.#uploads.updateRun(run.id, this.#fieldsOf(run));
    else await this.#uploads.createRun(this.#fieldsOf(run));
  }

  /** What LangChain hangs below a run without passing it our callbacks finds this as its parent, and through it our uploads. */
  getRunTreeWithTracingConfig(id: string): object | undefined {
    const run = this.runMap.get(id);
    return run && { ...this.#fieldsOf(run), child_runs: [], client: this.#uploads, tracingEnabled: true };
  }

  /** LangChain offers its tracers a surrounding trace; an episode is a trace of its own. */
  updateFromRunTree(): void {}

  #fieldsOf(run: Run): RunFields {
    const { id, name, run_type, tags, extra, inputs, outputs, error, end_time } = run;
    const start_time = run._serialized_start_time ?? run.start_time;
    const above = this.#above;
    const session_name = above?.project_name ?? this.#uploads.project;
    return {
      id,
      name,
      run_type,
      parent_run_id: run.parent_run_id ?? above?.id,
      trace_id: above?.trace_id ?? run.trace_id,
      dotted_order: above === undefined ? run.dotted_order : `${above.dotted_order}.${run.dotted_order}`,
      start_time,
      end_time,
      tags,
      extra,
      inputs,
      outputs,
      error,
      session_name,
    };
  }
}
