/** Every measure, interval and p of a study, computed again from episodes.jsonl by other code that leaves out users one by one and tries all signs. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Arm, Group, StudyResult } from "../../../experiments/studies/analysis/result.ts";
import type { StudySchedule } from "../../../experiments/studies/spec/run-specs.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { measures, type Recomputed, testEpisodes } from "./again.ts";
import { allFlips, bySeeds, byUsers, critical, crossed, differences, holmOf, twoSided, winRate } from "./again-statistics.ts";
import { scratch, tinyPlan, tinyStudy } from "./tiny.ts";

const folder = scratch();
const runs = join(folder, "runs");
const SETTINGS = { train: 5, test: 8, lag: 2 } as const;
const STUDY = {
  name: "study",
  seeds: [1, 2, 3, 4],
  settings: SETTINGS,
  baseline: "billp",
  arms: [
    "billp" as const,
    "react" as const,
    "random" as const,
    "oracle" as const,
    { name: "online", method: "billp" as const, memory: "online" as const },
    { name: "shuffled", method: "billp" as const, memories: { from: "billp, window 3", change: "shuffled" as const } },
  ],
  vary: { window: [3] },
  curve: { arms: ["billp"], points: [0, 2, 5] },
};

let plan: StudySchedule;
let result: StudyResult;
beforeAll(async () => {
  plan = await tinyPlan(STUDY);
  ({ result } = await tinyStudy(plan, runs));
});

const world = tinyWorld();
const again = new Map<Arm, Map<string, Recomputed>>();
/** An arm's measures from its run folders. */
function recomputed(arm: Arm): Map<string, Recomputed> {
  const known =
    again.get(arm) ??
    measures(
      arm.runs.map(({ seed, run }) => ({ seed, episodes: testEpisodes(join(runs, run)) })),
      world,
      0.5,
    );
  again.set(arm, known);
  return known;
}

/** Equal to 1e-9 of their size, or both null. */
function same(found: number | null | undefined, wanted: number | null | undefined, what: string, to = 1e-9): void {
  if (wanted == null || found == null) expect(found ?? null, what).toBe(wanted ?? null);
  else {
    const apart = Math.abs(found - wanted) / Math.max(1, Math.abs(wanted));
    expect(apart, `${what}: ${found}, and ${wanted} again`).toBeLessThan(to);
  }
}

/** The library's t (jstat: its incomplete beta function, and the quantile from it) is good to some 1e-8, and with it the ends of intervals and p. */
const LIBRARY = 1e-7;

/** A measure of an arm; one run that stands for every seed is that of each. */
function spread(arm: Arm, measure: string): Recomputed {
  const found = recomputed(arm).get(measure) as Recomputed;
  if (!arm.everySeed) return found;
  return { ...found, measurements: plan.study.seeds.flatMap((seed) => found.measurements.map((cell) => ({ ...cell, seed }))) };
}

const armOf = (group: Group, name: string) => group.arms.find((a) => a.name === name) as Arm;

describe("recomputed from episodes.jsonl", () => {
  it("every measure of every arm", () => {
    expect(result).toMatchObject({ complete: true, missing: [] });
    expect(result.groups).toHaveLength(1);
    let numbers = 0;
    for (const group of result.groups)
      for (const arm of group.arms) {
        expect(arm.episodes).toBe((arm.everySeed ? 1 : 4) * 8);
        for (const { id } of result.measures) {
          const { value } = recomputed(arm).get(id) as Recomputed;
          same(arm.values[id]?.value, value, `${id} of ${arm.name}`);
          if (value !== null) numbers++;
        }
      }
    expect(recomputed(result.groups[0]?.arms[0] as Arm).size).toBe(result.measures.length);
    expect(numbers).toBeGreaterThan(100);
  });

  it("how episodes ended, and which tenths of the catalogue they took", () => {
    for (const { arms } of result.groups)
      for (const arm of arms) {
        const episodes = arm.runs.flatMap(({ run }) => testEpisodes(join(runs, run)));
        for (const [how, n] of Object.entries(arm.quits))
          expect(episodes.filter((e) => (e.end.reason ?? e.end.kind) === how)).toHaveLength(n);
        const rank = world.items.map((_, i) => i).sort((a, b) => world.popularity[b]! - world.popularity[a]! || a - b);
        const items = episodes.flatMap((e) => e.rounds.flatMap((r) => (r.item === null ? [] : [r.item])));
        arm.popularity.forEach((share, tenth) => {
          const own = new Set(rank.slice(8 * tenth, 8 * (tenth + 1)));
          same(share, items.filter((i) => own.has(i)).length / items.length, `tenth ${tenth} of ${arm.name}`);
        });
      }
  });

  it("the interval for the method of every arm", () => {
    for (const { arms } of result.groups)
      for (const arm of arms)
        for (const { id } of result.measures) {
          const { measurements } = recomputed(arm).get(id) as Recomputed;
          const found = arm.values[id]?.method ?? null;
          if (measurements.length < (arm.everySeed ? 1 : 4) * 8) continue;
          const own = differences(
            measurements,
            measurements.map((c) => ({ ...c, value: 0 })),
          );
          const { mean, se, df } = arm.everySeed ? byUsers(own) : arm.memory === "online" ? bySeeds(own) : crossed(own);
          const half = se < 1e-12 ? 0 : critical(0.05, df) * se;
          same(found?.[0], mean - half, `${id} of ${arm.name}, low`, LIBRARY);
          same(found?.[1], mean + half, `${id} of ${arm.name}, high`, LIBRARY);
        }
  });

  it("differences, win rates, intervals and p of every comparison", () => {
    let rows = 0;
    for (const group of result.groups)
      for (const c of group.comparisons) {
        const [a, b] = [c.arm, c.baseline].map((n) => spread(armOf(group, n), c.measure)) as [Recomputed, Recomputed];
        const what = `${c.measure} of ${c.arm} in ${group.id}`;
        if (a?.value == null || b?.value == null || a.measurements.length < 32 || b.measurements.length < 32) {
          expect(c.difference === null || c.pairs < 32, what).toBe(true);
          continue;
        }
        rows++;
        const d = differences(a.measurements, b.measurements);
        same(c.difference, a.value - b.value, what);
        same(c.relative, b.value === 0 ? null : (a.value - b.value) / Math.abs(b.value), `${what}, relative`);
        same(c.winRate, a.episode ? winRate(d) : null, `${what}, win rate`);
        expect([c.pairs, c.users, c.seeds, c.unpaired]).toEqual([32, 8, 4, 0]);
        const { mean, se, df } = c.unit === "seeds" ? bySeeds(d) : crossed(d);
        const flat = se < 1e-12;
        const half = flat ? 0 : critical(0.05, df) * se;
        same(c.method?.[0], mean - half, `${what}, low`, LIBRARY);
        same(c.method?.[1], mean + half, `${what}, high`, LIBRARY);
        if (!flat) same(c.p.method, twoSided(mean / se, df), `${what}, p of the method`, LIBRARY);
        same(c.p.seeds, allFlips([0, 1, 2, 3].map((s) => d.reduce((sum, row) => sum + row[s]!, 0))), `${what}, p of seeds`);
        const users = c.unit === "seeds" ? null : allFlips(d.map((row) => row.reduce((x, y) => x + y, 0)));
        same(c.p.trainedRuns, users, `${what}, p of these runs`);
      }
    expect(rows).toBeGreaterThan(80);
  });

  it("Holm's correction, over the headline rows and over the others", () => {
    const headline = new Set(["rTraj", "len", "rEach"]);
    for (const group of result.groups)
      for (const first of [true, false]) {
        const family = group.comparisons.filter((c) => headline.has(c.measure) === first);
        const known = family.filter((c) => (c.unit === "seeds" ? c.p.seeds : c.p.method) !== null);
        const wanted = holmOf(known.map((c) => (c.unit === "seeds" ? c.p.seeds : c.p.method) as number));
        known.forEach((c, i) => {
          same(c.p.holm, wanted[i], `${c.measure} of ${c.arm}`);
        });
        for (const c of family) if (!known.includes(c)) expect(c.p.holm).toBeNull();
        expect(known.length).toBeGreaterThanOrEqual(first ? 15 : 60);
      }
  });

  it("the points of the learning curve", () => {
    for (const group of result.groups) {
      const curve = group.curves.find((c) => c.measure === "rTraj");
      expect(curve?.points.map((p) => p.train)).toEqual([0, 2, 5]);
      expect(curve?.points.at(-1)?.value).toBe(armOf(group, curve?.arm as string).values.rTraj?.value);
      const points = plan.armsInWorlds.filter((p) => p.arm.point?.arm === curve?.arm);
      points.forEach(({ runSpecs }, i) => {
        const episodes = runSpecs.flatMap((j) => testEpisodes(join(runs, j.id)));
        expect(episodes).toHaveLength(32);
        same(curve?.points[i]?.value, episodes.reduce((sum, e) => sum + e.return, 0) / 32, `point ${i}`);
      });
      expect(points).toHaveLength(2);
    }
  });

  it("a point of the curve after n episodes is what a training of n episodes gives", async () => {
    const first = { ...STUDY, vary: {}, seeds: 1, curve: { arms: ["billp"], points: [1, 4] }, arms: ["billp" as const] };
    const { result: curved } = await tinyStudy(await tinyPlan(first), runs);
    const points = curved.groups[0]?.curves.find((c) => c.measure === "rTraj")?.points ?? [];
    const found = new Set<number>();
    for (const { train, value } of points) {
      const short = { ...first, curve: undefined, settings: { ...SETTINGS, train } };
      const { result: own } = await tinyStudy(await tinyPlan(short), runs);
      expect(value, `after ${train}`).toBe(own.groups[0]?.arms[0]?.values.rTraj?.value);
      found.add(value as number);
    }
    expect(points.map((p) => p.train)).toEqual([1, 4, 5]);
    expect(found.size).toBeGreaterThan(1);
  });
});

describe("a study that was cut off", () => {
  it("an unfinished run does not count, and what is left of its arm is compared over the seeds that both have", async () => {
    const arms = ["billp" as const, "random" as const, "oracle" as const];
    const own = join(folder, "cut");
    const study = await tinyPlan({ seeds: [1, 2, 3], settings: SETTINGS, arms, baseline: "random" });
    await tinyStudy(study, own);
    const cut = study.armsInWorlds[0]?.runSpecs[1]?.id as string;
    const file = join(own, cut, "summary.json");
    const summary = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...summary, complete: false }));
    const { analyseStudy } = await import("../../../experiments/studies/analysis/analyse.ts");
    const partial = await analyseStudy(study, { runs: own, command: "" });
    expect(partial.complete).toBe(false);
    expect(partial.missing).toEqual(["billp on tiny@1: 1 of 3 runs are missing, seeds 2."]);
    const [group] = partial.groups as [Group];
    expect(armOf(group, "billp")).toMatchObject({ episodes: 16, runs: [{ seed: 1 }, { seed: 3 }] });
    const [mine, base] = [0, 1].map((p) =>
      [0, 2].flatMap((s) => testEpisodes(join(own, study.armsInWorlds[p]?.runSpecs[s]?.id as string))),
    );
    const mean = (list: { return: number }[] | undefined) => (list ?? []).reduce((sum, e) => sum + e.return, 0) / 16;
    for (const id of ["rTraj", "rEach", "gini"]) {
      const row = group.comparisons.find((c) => c.arm === "billp" && c.measure === id);
      expect(row).toMatchObject({ pairs: 16, seeds: 2, unpaired: 8 });
      const pair = [0, 1].map((p) =>
        measures(
          [0, 2].map((s) => ({
            seed: s + 1,
            episodes: testEpisodes(join(own, study.armsInWorlds[p]?.runSpecs[s]?.id as string)),
          })),
          world,
          0.5,
        ).get(id),
      );
      const [a, b] = pair.map((x) => x?.value as number) as [number, number];
      same(row?.difference, a - b, id);
      same(row?.relative, (a - b) / b, `${id}, relative`);
    }
    same(group.comparisons[0]?.difference, mean(mine) - mean(base), "rTraj");
  });
});
