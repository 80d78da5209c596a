/**
 * The same recomputation on studies that were really played: BILLP_TEST_STUDIES names a folder in which `billp compare` was called (with `runs`
 * and, where a study has a world of its own, its folder). Skipped without it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import type { StudyResult } from "../../../experiments/studies/analysis/result.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { compareBy, readPlayed, valuesOf } from "./recompute.ts";

const folder = process.env.BILLP_TEST_STUDIES;
const studies = folder === undefined ? [] : readdirSync(join(folder, "runs", "studies"));

describe.skipIf(folder === undefined)("studies that were played", () => {
  it.each(studies)("%s", { timeout: 600_000 }, async (name) => {
    const runs = join(folder as string, "runs");
    const { groups } = JSON.parse(readFileSync(join(runs, "studies", name, "study.json"), "utf8")) as StudyResult;
    for (const group of groups) {
      const first = runFiles(join(runs, group.arms[0]?.runs[0]?.run as string)).settings;
      const { settings } = JSON.parse(readFileSync(first, "utf8")) as { settings: { world: string } };
      const world = await loadWorld(group.world.startsWith("films@") ? "films" : resolve(folder as string, settings.world));
      const played = new Map(
        group.arms.map((a) => [a.name, a.runs.map(({ seed, run }) => readPlayed(runFiles(join(runs, run)).episodes, seed))]),
      );
      for (const arm of group.arms)
        for (const [id, value] of Object.entries(valuesOf(played.get(arm.name) ?? [], world)))
          expect(arm.values[id]?.value ?? null, `${group.id}: ${arm.name}, ${id}`).toBeCloseTo(value as number, 8);
      for (const row of group.comparisons.filter((c) => c.measure === "rTraj" && c.unit !== "seeds")) {
        const found = compareBy("return", played.get(row.arm) ?? [], played.get(row.baseline) ?? []);
        expect(row.difference, `${group.id}: ${row.arm}`).toBeCloseTo(found.difference, 8);
        expect(row.method?.[0]).toBeCloseTo(found.method[0], 6);
        expect(row.method?.[1]).toBeCloseTo(found.method[1], 6);
      }
    }
  });
});
