/** Uploads of a run of billp: LangSmith's client behind an outbox, given each run once, light and without keys. */
import { setImmediate as turn } from "node:timers/promises";
import { Client, getDefaultProjectName } from "langsmith";
import { lightener, type RunFields } from "./light.ts";
import { type Delivery, UploadQueue } from "./upload-queue.ts";

/** How often runs that have gathered are handed to the outbox. */
const FLUSH_MS = 1000;

/** What LangChain's tracers ask of a client, and what a run of billp asks besides. */
export interface Uploads {
  /** Who is sent to, in words. */
  readonly label: "LangSmith" | "OpenTelemetry";
  readonly apiUrl: string;
  /** Project that the traces belong to. */
  readonly project: string;
  createRun(run: RunFields): Promise<void>;
  updateRun(id: string, run: RunFields): Promise<void>;
  /** Adds a score to a run that was created. */
  feedback(runId: string, key: string, score: number): void;
  /** Hands over the rest and waits for the outbox until the signal fires. */
  close(signal: AbortSignal): Promise<Delivery>;
}

/** Opens the uploads to the server, project and credentials of the environment; the client honours LANGSMITH_HIDE_* itself. */
export function openUploads(outbox = new UploadQueue(Client.getDefaultClientConfig().apiUrl)): Uploads {
  const { apiUrl } = outbox;
  const client = new Client({
    fetchImplementation: outbox.fetch,
    manualFlushMode: true,
    omitTracedRuntimeInfo: true,
    disablePromptCache: true,
    tracingMode: "langsmith",
  });
  const light = lightener();
  const scores: object[] = [];
  let flushed = performance.now();
  let held = 0; // what the client has and the outbox has not
  let flushing = Promise.resolve();
  const handOver = async () => {
    const due = scores.splice(0);
    const count = held;
    await client.flush();
    for (const score of due) outbox.post("/feedback", score);
    held -= count;
  };
  const flush = () => {
    flushed = performance.now();
    flushing = flushing.then(handOver).catch(() => {}); // one after another; what was not handed over stays counted in `held`
    return flushing;
  };
  const gathered = async () => {
    held++;
    if (performance.now() - flushed > FLUSH_MS) void flush();
    await turn(); // a model in this process never leaves the microtasks, and nothing would be sent before the run's end
  };
  void flush(); // asks the server now what it can do, so that nobody waits for that at the end
  return {
    label: "LangSmith",
    apiUrl,
    project: getDefaultProjectName(),
    async createRun(run) {
      await client.createRun(light(run));
      await gathered();
    },
    async updateRun(id, run) {
      await client.updateRun(id, light(run));
      await gathered();
    },
    feedback(runId, key, score) {
      held++;
      scores.push({ run_id: runId, trace_id: runId, key, score, feedback_source: { type: "api", metadata: {} } });
    },
    async close(signal) {
      const late = new Promise((end) => signal.addEventListener("abort", end, { once: true }));
      if (!signal.aborted) await Promise.race([flush(), late]);
      const delivery = await outbox.close(signal);
      return held === 0 ? delivery : { ...delivery, lost: delivery.lost + held, reason: delivery.reason ?? "no answer in time" };
    },
  };
}
