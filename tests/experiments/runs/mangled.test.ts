/** A thousand mangled answers; ten thousand in mangled.int.test.ts. */
import { expect, test } from "vitest";
import { playMangled } from "./mangled.ts";

test("mangled answers crash nothing and invent nothing", async () => {
  expect(await playMangled(20)).toBeGreaterThanOrEqual(1000);
});
