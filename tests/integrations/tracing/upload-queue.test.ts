/** The upload queue by itself: what it waits between tries, when it gives up, what it holds, in which order. Waits are asked of a clock that stands. */
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { type Sleep, UploadQueue } from "../../../integrations/tracing/upload-queue.ts";

const API = "http://langsmith.test";
const never = new AbortController().signal;
afterEach(() => vi.unstubAllGlobals());

type Answer = (url: string, nth: number) => Response | Promise<Response>;
const says = (status: number, headers?: Record<string, string>) => new Response("{}", { status, headers });

/** A queue whose server answers so, the waits it asked for, and the paths that were asked. */
function start(answer: Answer) {
  const [waits, paths]: [number[], string[]] = [[], []];
  const sleep: Sleep = async (ms) => {
    waits.push(ms);
    await turn();
  };
  vi.stubGlobal("fetch", async (input: string, { signal }: { signal: AbortSignal }) => {
    paths.push(input.slice(API.length));
    const aborted = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return Promise.race([answer(input, paths.length), aborted]);
  });
  const queue = new UploadQueue(API, sleep);
  const put = (records = 1, padding = "") => {
    const post = Array.from({ length: records }, (_, i) => ({ id: String(i), dotted_order: "x", padding }));
    return queue.fetch(`${API}/runs/batch`, { method: "POST", body: JSON.stringify({ post }) });
  };
  return { queue, waits, paths, put };
}

/** A promise that is resolved from outside. */
function gated() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return Object.assign(gate, { open: () => open() });
}

const score = { id: "1", run_id: "r", trace_id: "r", key: "len", score: 3, feedback_source: {} };
const later = async (done: () => boolean) => {
  while (!done()) await turn();
};

test("waits double up to twenty seconds while the run goes on, and in the end everything is there", async () => {
  const { queue, waits, put } = start((_, nth) => says(nth <= 10 ? 503 : 202));
  expect((await put(3)).status).toBe(202); // at once
  await later(() => waits.length === 10);
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]);
  expect(await queue.close(never)).toEqual({ sent: 3, lost: 0, reason: null });
});

test("a server that says how long to wait is obeyed", async () => {
  const { queue, waits, put } = start((_, nth) => (nth === 1 ? says(429, { "retry-after": "3" }) : says(202)));
  await put();
  await later(() => waits.length === 1);
  expect(waits).toEqual([3000]);
  expect((await queue.close(never)).lost).toBe(0);
});

test.each([
  ["a failing server", () => says(500), "answer 500"],
  ["one that says to wait a minute", () => says(429, { "retry-after": "60" }), "answer 429"],
  [
    "one that is not there",
    () => {
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
    },
    "ECONNREFUSED",
  ],
])("at the end of the run, %s is tried twice, with a second and a half between at most", async (_, answer, reason) => {
  const gate = gated();
  const { queue, waits, paths, put } = start(() => gate.then(answer));
  await Promise.all([put(), put()]);
  const closing = queue.close(never);
  gate.open();
  expect(await closing).toEqual({ sent: 0, lost: 2, reason });
  expect(Math.max(...waits)).toBeLessThanOrEqual(1500);
  expect(paths.length).toBeLessThanOrEqual(4);
});

test("a refused key ends all tries, now and later", async () => {
  const { queue, waits, paths, put } = start(() => says(401));
  await put();
  await later(() => paths.length === 1);
  await turn();
  await put(2);
  expect(await queue.close(never)).toEqual({ sent: 0, lost: 3, reason: "the key was refused (401)" });
  expect([paths.length, waits]).toEqual([1, []]);
});

test("a request that is not understood is not sent again, and what follows it is", async () => {
  const { queue, waits, put } = start((_, nth) => says(nth === 1 ? 422 : 202));
  await put(2);
  await put(3);
  expect(await queue.close(never)).toEqual({ sent: 3, lost: 2, reason: "answer 422" });
  expect(waits).toEqual([]);
});

test("what arrived although the answer did not is taken for sent when it is sent again", async () => {
  const { queue, put } = start((_, nth) => says(nth === 1 ? 502 : 409));
  await put();
  expect(await queue.close(never)).toMatchObject({ sent: 1, lost: 0 });
});

test("scores wait for the runs before them", async () => {
  const gate = gated();
  const { queue, paths, put } = start(async (url) => {
    if (url.endsWith("batch")) await gate;
    return says(202);
  });
  await put();
  queue.postScores([score]);
  for (let i = 0; i < 5; i++) await turn();
  expect(paths).toEqual(["/runs/batch"]);
  gate.open();
  expect(await queue.close(never)).toMatchObject({ sent: 2, lost: 0 });
  expect(paths).toEqual(["/runs/batch", "/feedback"]);
});

test("64 MB wait for a slow server, the rest is counted as lost; the signal ends the waiting", async () => {
  const { queue, put } = start(() => new Promise(() => {}));
  const twenty = "x".repeat(20 * 2 ** 20);
  for (let i = 0; i < 4; i++) await put(1, twenty);
  const end = new AbortController();
  const closing = queue.close(end.signal);
  end.abort();
  expect(await closing).toEqual({ sent: 0, lost: 4, reason: "taken too slowly" });
});
