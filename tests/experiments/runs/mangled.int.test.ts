/** Ten thousand mangled answers (issue 2, point 6). */
import { expect, test } from "vitest";
import { playMangled } from "./mangled.ts";

test("10,000 mangled answers", async () => {
  expect(await playMangled(160)).toBeGreaterThanOrEqual(10_000);
});
