/** Uploads through LangSmith's own queue and retries, for comparison with the upload queue of integrations/tracing; no run of billp uses them. */
import { setImmediate as turn } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { Client, getDefaultProjectName } from "langsmith";
import { createPruner } from "../../../integrations/tracing/prune-run.ts";
import type { Uploads } from "../../../integrations/tracing/uploads.ts";

/** As in the upload queue: the longest wait for an answer, and for what the server says of itself. */
const ANSWER_MS = 10_000;
const INFO_MS = 2000;

/** LangSmith's client as it comes, pruned as ours is, with a fetch that counts and a close that ends all sending when its time is over. */
export function openLibraryUploads(): Uploads {
  const counting = createCountingFetch();
  const client = new Client({
    fetchImplementation: counting.fetch,
    timeout_ms: ANSWER_MS,
    omitTracedRuntimeInfo: true,
    disablePromptCache: true,
    tracingMode: "langsmith",
  });
  const prune = createPruner();
  const scores: Promise<unknown>[] = [];
  let given = 0;
  const gather = async () => {
    given++;
    await turn();
  };
  return {
    label: "LangSmith",
    apiUrl: Client.getDefaultClientConfig().apiUrl,
    project: getDefaultProjectName(),
    async createRun(run) {
      await client.createRun(prune(run));
      await gather();
    },
    async updateRun(id, run) {
      await client.updateRun(id, prune(run));
      await gather();
    },
    feedback(runId, key, score) {
      given++;
      scores.push(client.createFeedback(runId, key, { score, traceId: runId }).catch(() => {}));
    },
    async close(signal) {
      const late = new Promise((end) => signal.addEventListener("abort", end, { once: true }));
      const all = async () => {
        await Promise.all(scores);
        await client.flush();
        await client.awaitPendingTraceBatches();
      };
      await Promise.race([all().catch(() => {}), late]);
      counting.end();
      const lost = Math.max(0, given - counting.sent());
      return { sent: counting.sent(), lost, reason: lost > 0 ? counting.why() : null };
    },
  };
}

/** Counts what was taken; answers for a server that does not say what it can do, for whom the client would try for half a minute. */
function createCountingFetch() {
  const end = new AbortController();
  let [sent, why] = [0, "no answer in time"];
  const counting: typeof fetch = async (input, init) => {
    if (end.signal.aborted) throw new Error("AbortError: closed"); // the client tries no more after an error of that name
    if ((init?.method ?? "GET") === "GET") {
      const signal = AbortSignal.timeout(INFO_MS);
      return fetch(input, { ...init, signal }).catch(() => Response.json({}));
    }
    const body = new Uint8Array(await new Response(init?.body).arrayBuffer());
    try {
      const answer = await fetch(input, { ...init, body, signal: AbortSignal.any([end.signal, init?.signal as AbortSignal]) });
      if (answer.ok) sent += recordsIn(String(input), new Headers(init?.headers), body);
      else why = `answer ${answer.status}`;
      return answer;
    } catch (error) {
      why = (error as { cause?: { code?: string } }).cause?.code ?? why;
      throw error;
    }
  };
  return { fetch: counting, end: () => end.abort(), sent: () => sent, why: () => why };
}

/** Run operations and feedback in a body of the client's. A run that is created and updated in one batch is one operation in a form without gzip. */
function recordsIn(url: string, headers: Headers, body: Uint8Array): number {
  if (url.endsWith("/feedback")) return 1;
  const text = Buffer.from(headers.get("content-encoding") === "gzip" ? gunzipSync(body) : body).toString("latin1");
  if (url.endsWith("/runs/batch")) return text.match(/"dotted_order":"/g)?.length ?? 0;
  return text.match(/name="(post|patch|feedback)\.[^".]+"/g)?.length ?? 0;
}
