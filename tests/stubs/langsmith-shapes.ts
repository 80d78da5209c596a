/** What LangSmith's client may send, as strict schemas: every field must be one of the client's own type, and of that type's kind. */
import type { Dataset, ExampleCreate, FeedbackCreate, RunCreate, RunUpdate, TracerSession } from "langsmith/schemas";
import { z } from "zod";

/** A strict object whose fields are fields of `T`; a field that `T` has not, or of another type, does not compile. */
function shapeOf<T>() {
  return <S extends { [K in keyof T]?: z.ZodType<T[K]> }>(shape: S & { [K in Exclude<keyof S, keyof T>]: never }) =>
    z.strictObject(shape as S & z.ZodRawShape);
}

const map = z.record(z.string(), z.any());
const time = z.union([z.number(), z.string()]);
/** `20240101T120000000000Z<uuid>`, and one such part for every level. */
const order = z.string().regex(/^\d{8}T\d{12}Z[0-9a-f-]{36}(\.\d{8}T\d{12}Z[0-9a-f-]{36})*$/);

const run = {
  id: z.uuid(),
  name: z.string().min(1),
  run_type: z.enum(["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"]),
  start_time: time,
  end_time: time.optional(),
  extra: map.optional(),
  error: z.string().optional(),
  events: z.array(map).optional(),
  inputs: map,
  outputs: map.optional(),
  tags: z.array(z.string()).optional(),
  parent_run_id: z.uuid().optional(),
  reference_example_id: z.uuid().optional(),
  trace_id: z.uuid(),
  dotted_order: order,
  session_name: z.string().optional(),
  serialized: z.looseObject({}).optional(),
};

/** A run as it is first sent. */
export const RunCreateShape = shapeOf<RunCreate & { trace_id: string; dotted_order: string }>()({
  ...run,
  child_runs: z.array(z.never()).optional(), // the SDK's run trees send the empty list; children are records of their own
});

/** A run sent again. */
export const RunUpdateShape = shapeOf<RunUpdate>()({
  ...run,
  name: run.name.optional(),
  run_type: run.run_type.optional(),
  start_time: run.start_time.optional(),
  inputs: run.inputs.optional(),
});

/** A score; the last three are parameters of the client's `createFeedback`. */
export const FeedbackShape = shapeOf<
  Partial<FeedbackCreate> & { session_id?: string; start_time?: number | string; feedback_config?: object }
>()({
  id: z.uuid().optional(),
  run_id: z.uuid(),
  trace_id: z.uuid().optional(),
  key: z.string().min(1),
  score: z.union([z.number(), z.boolean(), z.null()]).optional(),
  value: z.union([z.string(), z.number(), z.null()]).optional(),
  comment: z.string().nullable().optional(),
  feedback_source: z.object({ type: z.enum(["api", "model"]), metadata: map.optional() }),
  session_id: z.uuid().optional(),
  start_time: time.optional(),
});

/** A dataset to be made. */
export const DatasetShape = shapeOf<Partial<Dataset> & { extra?: object }>()({
  name: z.string().min(1),
  description: z.string().optional(),
  data_type: z.enum(["kv", "llm", "chat"]).optional(),
  extra: map.optional(),
});

/** An example, put together from the parts of its form. */
export const ExampleShape = shapeOf<ExampleCreate>()({
  id: z.uuid(),
  inputs: map,
  outputs: map.optional(),
  metadata: map.optional(),
  split: z.union([z.string(), z.array(z.string())]).optional(),
});

/** An experiment, which is a project over a dataset; the last are parameters of `createProject`. */
export const ProjectShape = shapeOf<
  Partial<Omit<TracerSession, "description">> & {
    description?: string | null;
    num_examples?: number;
    num_repetitions?: number;
    evaluator_keys?: string[];
  }
>()({
  name: z.string().min(1),
  extra: map.optional(),
  description: z.string().nullable().optional(),
  reference_dataset_id: z.uuid().optional(),
  num_examples: z.int().optional(),
  num_repetitions: z.int().optional(),
  evaluator_keys: z.array(z.string()).optional(),
});
