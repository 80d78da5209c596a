import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkWorld } from "../../experiments/evaluation/world-check.ts";
import { buildWorld } from "../../worlds/build/build.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { tempFolder } from "./small.ts";

const data = process.env.BILLP_TEST_DATA ? join(process.env.BILLP_TEST_DATA, "ml-latest-small") : null;
const missing = data === null || !existsSync(data);

it.skipIf(missing)(
  missing
    ? "builds a world from ml-latest-small (skipped: set BILLP_TEST_DATA to a folder that holds ml-latest-small)"
    : "builds a world from ml-latest-small",
  async () => {
    const files = { ratings: join(data as string, "ratings.csv"), items: join(data as string, "movies.csv") };
    const out = join(await tempFolder(), "w");
    const report = await buildWorld({ ...files, out, name: "movielens" });
    expect(report.ratingsRead).toBe(100_836);
    expect(report.holdOut.factors).toBeLessThan(0.85);
    expect(report.holdOut.biases).toBeLessThan(0.87);
    expect(report.holdOut.globalMean).toBeGreaterThan(1.02);
    expect(checkWorld(await loadWorld(out)).filter((row) => !row.ok)).toEqual([]);
  },
  240_000,
);
