/** The time that the closes of one process may wait for a server. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPatience } from "../../../integrations/tracing/patience.ts";
import type { Uploads } from "../../../integrations/tracing/uploads.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Uploads of a server that is silent until the close's time is over. */
const silent = (apiUrl: string): Uploads => ({
  ...({} as Uploads),
  apiUrl,
  close: (signal) =>
    new Promise((resolve) => {
      const end = () => resolve({ sent: 0, lost: 1, reason: "no answer in time" });
      if (signal.aborted) end();
      signal.addEventListener("abort", end);
    }),
});
const live = (apiUrl: string): Uploads => ({ ...silent(apiUrl), close: async () => ({ sent: 1, lost: 0, reason: null }) });

test("several closes share the time for one silent server; another has its own; one that gets through restores it", async () => {
  const closeInTime = createPatience(4000);
  const spans: number[] = [];
  for (const uploads of [silent("a"), silent("a"), silent("b"), live("a"), silent("a")]) {
    const begun = performance.now();
    const closing = closeInTime(uploads);
    await vi.runAllTimersAsync();
    await closing;
    spans.push(Math.round(performance.now() - begun));
  }
  expect(spans).toEqual([4000, 0, 4000, 0, 4000]);
});
