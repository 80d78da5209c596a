/** Uploads to LangSmith: its client in front of the upload queue, given each run once, pruned and without keys. */
import { setImmediate as turn } from "node:timers/promises";
import { Client, getDefaultProjectName, uuid7 } from "langsmith";
import type { Score } from "./batch-format.ts";
import { createPruner } from "./prune-run.ts";
import { UploadQueue } from "./upload-queue.ts";
import type { Uploads } from "./uploads.ts";

/** How often runs that have gathered are handed to the queue. */
const FLUSH_MS = 1000;

/** Opens the uploads to the server, project and credentials of the environment; the client honours LANGSMITH_HIDE_* itself. */
export function openLangSmithUploads(queue = new UploadQueue(Client.getDefaultClientConfig().apiUrl)): Uploads {
  const client = new Client({
    fetchImplementation: queue.fetch,
    manualFlushMode: true,
    omitTracedRuntimeInfo: true,
    disablePromptCache: true,
    tracingMode: "langsmith",
  });
  const prune = createPruner();
  const scores: Score[] = [];
  let flushed = performance.now();
  let held = 0; // what the client has and the queue has not
  let flushing = Promise.resolve();
  const handOver = async () => {
    const due = scores.splice(0);
    const count = held;
    await client.flush();
    queue.postScores(due);
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
    apiUrl: queue.apiUrl,
    project: getDefaultProjectName(),
    async createRun(run) {
      await client.createRun(prune(run));
      await gathered();
    },
    async updateRun(id, run) {
      await client.updateRun(id, prune(run));
      await gathered();
    },
    feedback(runId, key, score) {
      held++;
      const feedback_source = { type: "api", metadata: {} };
      scores.push({ id: uuid7(), run_id: runId, trace_id: runId, key, score, feedback_source });
    },
    async close(signal) {
      const late = new Promise((end) => signal.addEventListener("abort", end, { once: true }));
      if (!signal.aborted) await Promise.race([flush(), late]);
      const delivery = await queue.close(signal);
      return held === 0 ? delivery : { ...delivery, lost: delivery.lost + held, reason: delivery.reason ?? "no answer in time" };
    },
  };
}
