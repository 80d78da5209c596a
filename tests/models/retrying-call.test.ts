/** How long a call waits before it is tried again. */
import { expect, it } from "vitest";
import type { Failure } from "../../models/call-failure.ts";
import { RETRY, waitOf } from "../../models/retrying-call.ts";

const failure = (waitMs?: number) => ({ retry: true, message: "-", waitMs }) as Failure;

it("waits double from try to try, up to the longest, and never less than the server asks", () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((n) => waitOf(failure(), n, 0, RETRY))).toEqual([
    1000, 2000, 4000, 8000, 16000, 20000, 20000,
  ]);
  expect(waitOf(failure(5000), 1, 0, RETRY)).toBe(5000);
  expect(waitOf(failure(10), 1, 0, RETRY)).toBe(1000);
});

it("spreads the waits of many calls over a quarter more", () => {
  const waits = [0, 64, 255, 256].map((spread) => waitOf(failure(), 1, spread, RETRY));
  expect(waits).toEqual([1000, 1062.5, 1000 * (1 + 255 / 1024), 1000]);
});
