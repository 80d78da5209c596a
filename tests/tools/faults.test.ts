/** The kept list of faults fits the source: each can still be made, and only in one way. Whether the tests notice: `npm run faults`. */
import { expect, it } from "vitest";
import { FAULTS, staleness } from "../../tools/faults/faults.ts";
import { ROOT } from "../apps/cli/spawn.ts";

it("every fault can be made", () => {
  expect(FAULTS.flatMap((f) => staleness(f, ROOT) ?? [])).toEqual([]);
});

it("no two faults have one name, none changes nothing", () => {
  expect(new Set(FAULTS.map((f) => f.id)).size).toBe(FAULTS.length);
  expect(FAULTS.filter((f) => f.from === f.to)).toEqual([]);
});
