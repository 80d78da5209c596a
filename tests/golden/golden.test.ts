/** Golden runs come out as they did: a hash that moved means that results moved. On purpose? `npm run golden`, and say why in the commit. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { GOLDEN, type Golden, goldenRuns, playGolden } from "./runs.ts";

const kept = JSON.parse(readFileSync(GOLDEN, "utf8")) as Record<string, Golden>;
const runs = goldenRuns();

it.each(runs)("$name", async (run) => {
  expect(await playGolden(run)).toEqual(kept[run.name]);
});

it("are all kept, each under one name", () => {
  expect(runs.map((r) => r.name)).toEqual(Object.keys(kept));
});
