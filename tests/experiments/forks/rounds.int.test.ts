/** Forks from 100 random rounds (issue 4, point 2): nothing changed, another plan, memories dropped; then the run, as if nothing had happened. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRandom, shuffle } from "../../../core/random.ts";
import { type Episode, episodeLine } from "../../../experiments/evaluation/record.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import type { Memories } from "../../../memory/entries.ts";
import { memoryLines } from "../../../memory/prior.ts";
import { readSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import { bytesOf, fork, play, replay, SETTINGS } from "./played.ts";

/** Long enough for a hundred rounds. */
const LONGER = { ...SETTINGS, train: 14 };
const base = mkdtempSync(join(tmpdir(), "billp-rounds-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const folder = join(base, "run");
let episodes: readonly Episode[];
let memories: readonly Memories[];
let before: string;
let places: { episode: number; round: number; plan: string | null }[];
beforeAll(async () => {
  ({ episodes, memories } = await play(folder, LONGER));
  before = bytesOf(folder);
  const rounds = episodes.flatMap((e) => e.rounds.map(({ plan }, i) => ({ episode: e.episode, round: i + 1, plan })));
  expect(rounds.length).toBeGreaterThanOrEqual(100);
  places = shuffle(rounds, makeRandom(5)).slice(0, 100);
});

const entriesOf = (episode: number, parts: readonly Memories[]) =>
  memoryLines(parts)
    .split("\n")
    .filter((line) => line !== "" && JSON.parse(line).episode === episode);

test("with nothing changed, and with the plan it had, the rest is the same, byte for byte, every time", async () => {
  for (const { episode, round, plan } of places) {
    const at = `episode ${episode}, round ${round}`;
    for (const overrides of [[], [`plan=${plan}`]]) {
      const { forks, original } = await fork(folder, { episode, round, overrides });
      expect(episodeLine(forks[0]?.record as Episode), at).toBe(episodeLine(original as Episode));
      expect(entriesOf(episode, [forks[0]?.memories as Memories]), at).toEqual(entriesOf(episode, memories));
    }
  }
});

test("with another plan no judgement and no entry of that round is lost", async () => {
  for (const { episode, round } of places) {
    const at = `episode ${episode}, round ${round}`;
    const { forks, original } = await fork(folder, { episode, round, overrides: ["plan=Offer a quiet Western next."] });
    const { record, memories: memoriesByEpisode } = forks[0] as (typeof forks)[number];
    expect(record.rounds.slice(0, round - 1), at).toEqual(original?.rounds.slice(0, round - 1));
    expect(record.rounds[round - 1], at).toMatchObject({
      plan: "Offer a quiet Western next.",
      value: original?.rounds[round - 1]?.value,
    });
    expect(
      record.rounds.every((r) => r.value !== null && r.advantage !== null),
      at,
    ).toBe(true);
    const learns = original?.split === "train";
    const all = record.rounds.map((_, i) => i + 1);
    for (const list of ["experience", "values", "plans"] as const)
      expect(
        memoriesByEpisode[list].map((e) => e.round),
        at,
      ).toEqual(learns ? all : []);
    expect(memoriesByEpisode.reflections.length, at).toBe(learns ? 1 : 0);
  }
});

test("with memories dropped only those of that moment are used", async () => {
  let shown = 0;
  for (const { episode, round } of places) {
    const visibleUpTo = (episodes[episode - 1] as Episode).split === "test" ? 11 : Math.max(0, episode - 3);
    if (visibleUpTo === 0) continue; // nothing is seen yet, so that nothing can be dropped
    const overrides = ["memory.drop=values:*", `memory.drop=reflections:${String(visibleUpTo).padStart(6, "0")}`];
    const { forks } = await fork(folder, { episode, round, overrides });
    const { id, dropped } = forks[0] as (typeof forks)[number];
    const ledger = await readSqliteLedger(runFiles(folder).calls);
    const recalled = ledger.entries(episode, id).flatMap((call) => call.recalled ?? []);
    ledger.close();
    for (const name of recalled) {
      expect(dropped).not.toContain(name);
      expect(Number(/:(\d+)/.exec(name)?.[1])).toBeLessThanOrEqual(visibleUpTo);
    }
    shown += recalled.length;
  }
  expect(shown).toBeGreaterThan(200);
});

test("the original is as it was, resumes and replays, with all its forks", async () => {
  expect(bytesOf(folder)).toBe(before);
  const report = await replay(folder);
  expect(report).toMatchObject({ equal: true, differingForks: [] });
  expect(report.forks).toBeGreaterThan(300);
  for (const file of ["episodes", "memory", "summary"] as const) rmSync(runFiles(folder)[file]);
  await play(folder, LONGER, { resume: true });
  expect(bytesOf(folder)).toBe(before);
});
