/** Threads keep the name under which they were begun; lanes are the workers of the first version. */
import { expect, it } from "vitest";
import { forkThread, isWorkerThread, workerThreads } from "../../../../experiments/runs/store/threads.ts";

it("new workers have new threads, and every thread that is there is opened, however few workers there are", () => {
  expect(workerThreads("r", 2, [])).toEqual(["r/worker-0", "r/worker-1"]);
  expect(workerThreads("r", 3, ["r/lane-0", "r/lane-1"])).toEqual(["r/lane-0", "r/lane-1", "r/worker-2"]);
  expect(workerThreads("r", 1, ["r/lane-0", "r/lane-11", "r/lane-2", "r/fork-f1", "s/lane-3"])).toEqual([
    "r/lane-0",
    "r/lane-2",
    "r/lane-11",
  ]);
  expect(workerThreads("r", 2, ["r/lane-0", "r/worker-1", "r/worker-2"])).toEqual(["r/lane-0", "r/worker-1", "r/worker-2"]);
});

it("a worker's thread is no fork's, nor that of a run whose name begins alike", () => {
  const threads = ["r/worker-0", "r/lane-4", forkThread("r", "f1"), "r/fork-f1/worker-0", "rr/worker-0"];
  expect(threads.filter((thread) => isWorkerThread("r", thread))).toEqual(["r/worker-0", "r/lane-4"]);
  expect(isWorkerThread("r/fork-f1", "r/fork-f1/worker-0")).toBe(true);
});
