/** Comparison of two runs: paired by user, with intervals, and with what must be known before a difference is believed. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { comparisonOf } from "../../../apps/view/server/comparison.ts";
import type { RunRead } from "../../../apps/view/server/run-read.ts";
import { openRuns } from "../../../apps/view/server/runs.ts";
import { serveView } from "../../../apps/view/server/serve.ts";
import type { Comparison } from "../../../apps/view/server/shapes.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { compareMeasurements } from "../../../experiments/evaluation/statistics/compare.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { playRun, runsFolder } from "./played.ts";

const root = runsFolder();
const runs = openRuns(root);
const TEST = 12;

beforeAll(async () => {
  await playRun(root, "random", { method: "random", test: TEST });
  await playRun(root, "other-seed", { method: "random", test: TEST, seed: 2 });
  await playRun(root, "oracle", { method: "oracle", test: TEST });
  await playRun(root, "narrow", { method: "random", test: TEST, window: 1 });
});

const compare = async (a: string, b: string) => {
  const [x, y] = [await runs.read(a), await runs.read(b)];
  return comparisonOf(x, y, await runs.worldOf(x));
};
const cells = ({ episodes }: RunRead, of: (e: Episode) => number) =>
  episodes.map((e) => ({ user: e.user, seed: 0, value: of(e) }));

test("difference and interval are those of the paired comparison, B minus A, also of runs with other seeds", async () => {
  for (const b of ["oracle", "other-seed"]) {
    const { pairs, rows, notes } = await compare("random", b);
    const [x, y] = [await runs.read("random"), await runs.read(b)];
    const right = compareMeasurements(
      cells(y, (e) => e.return),
      cells(x, (e) => e.return),
    );
    const row = rows.find((r) => r.id === "rTraj");
    expect(pairs).toBe(TEST);
    expect(notes).toEqual([]);
    expect(row?.difference).toBeCloseTo(right.difference as number, 12);
    expect(row?.interval).toEqual(right.trainedRuns);
    const [low, high] = right.trainedRuns as [number, number];
    expect(row?.holds).toBe((low > 0 || high < 0) && (right.p.trainedRuns as number) < 0.05);
  }
});

test("the oracle's difference is marked, one whose interval holds 0 is not, and none is between equal runs", async () => {
  expect((await compare("random", "oracle")).rows.find((r) => r.id === "rTraj")).toMatchObject({ holds: true });
  for (const [a, b] of [
    ["random", "oracle"],
    ["random", "other-seed"],
    ["narrow", "random"],
  ] as const)
    for (const { interval, holds } of (await compare(a, b)).rows)
      if (interval !== null && interval[0] <= 0 && interval[1] >= 0) expect(holds).toBe(false);
  const same = await compare("random", "random");
  expect(same.rows.map((r) => [r.difference, r.holds])).toEqual(same.rows.map(() => [0, false]));
});

test("a few users mark nothing, however alike they all are", async () => {
  const few = async (id: string) => {
    const run = await runs.read(id);
    return { ...run, episodes: run.episodes.slice(0, 4) };
  };
  const { pairs, rows } = comparisonOf(await few("random"), await few("oracle"), null);
  expect(pairs).toBe(4);
  expect(rows.map((r) => r.holds)).toEqual(rows.map(() => false));
});

test("other rules, other users, an unfinished run and another world are said", async () => {
  expect((await compare("random", "narrow")).notes[0]).toMatch(/different rules \(quit window \d+ in A, 1 in B\)/);
  const [a, b] = [await runs.read("random"), await runs.read("oracle")];
  const cut = { ...b, card: { ...b.card, status: "stopped", episodes: 5 } as const, episodes: b.episodes.slice(0, 5) };
  expect(comparisonOf(a, cut, null)).toMatchObject({
    pairs: 5,
    notes: [
      `B has not been played to its end (5 of ${TEST} episodes): short episodes end first.`,
      `${TEST - 5} test episodes are of users that the other run does not have; they are left out.`,
    ],
  });
  const elsewhere = { ...b, reader: { ...b.reader, identity: { ...b.reader.identity, world: "films@9" } } };
  expect(comparisonOf(a, elsewhere, null)).toMatchObject({
    pairs: 0,
    rows: [],
    notes: [expect.stringContaining("not the same people")],
  });
});

test("is served; a run that is not there is refused", async () => {
  const server = await serveView({ root, port: 0 });
  const ask = (query: string) => fetch(`${server.url}api/compare?${query}`);
  expect(((await (await ask("a=random&b=oracle")).json()) as Comparison).pairs).toBe(TEST);
  expect([(await ask("a=random")).status, (await ask("a=random&b=nowhere")).status]).toEqual([400, 404]);
  await server.close();
});

test("a cut run is compared as it stands in its folder", async () => {
  await playRun(root, "cut", { method: "random", test: TEST });
  const { episodes, summary } = runFiles(join(root, "cut"));
  writeFileSync(episodes, `${readFileSync(episodes, "utf8").trim().split("\n").slice(0, 3).join("\n")}\n`);
  writeFileSync(summary, readFileSync(summary, "utf8").replace('"complete": true', '"complete": false'));
  const { notes } = await compare("oracle", "cut");
  expect(notes[0]).toContain("B has not been played to its end");
});
