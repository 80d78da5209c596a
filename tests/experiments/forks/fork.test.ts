/** Forks of a run: unchanged ones end as the original did, changed ones change what was asked for, and the run stays as it was (issue 4, point 2). */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeRandom, shuffle } from "../../../core/random.ts";
import { type Episode, episodeLine } from "../../../experiments/evaluation/record.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import type { Memories } from "../../../memory/entries.ts";
import { memoryLines } from "../../../memory/prior.ts";
import { readSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import { seedOf } from "../../../models/role-client.ts";
import { bytesOf, fork, forksOf, play, replay, SETTINGS, tools } from "./played.ts";

const base = mkdtempSync(join(tmpdir(), "billp-fork-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const folder = join(base, "run");
let episodes: readonly Episode[];
let memories: readonly Memories[];
let before: string;
beforeAll(async () => {
  ({ episodes, memories } = await play(folder));
  before = bytesOf(folder);
});

const entriesOf = (episode: number, parts: readonly Memories[] = memories) =>
  memoryLines(parts)
    .split("\n")
    .filter((line) => line !== "" && JSON.parse(line).episode === episode);

/** The first learning episode with so many rounds that sees reflections. */
function longEpisode(rounds: number): Episode {
  const found = episodes.find((e) => e.split === "train" && e.episode > 6 && e.rounds.length >= rounds);
  expect(found, `no episode of ${rounds} rounds`).toBeDefined();
  return found as Episode;
}

test("random rounds forked unchanged give the same bytes to the end (100 of them: rounds.int.test.ts)", async () => {
  const rounds = episodes.flatMap((e) => e.rounds.map((_, i) => ({ episode: e.episode, round: i + 1 })));
  const places = shuffle(rounds, makeRandom(5)).slice(0, 12);
  const asPlan = (i: number) =>
    i % 2 === 0 ? [] : [`plan=${episodes[(places[i]?.episode as number) - 1]?.rounds[(places[i]?.round as number) - 1]?.plan}`];
  for (const [i, place] of places.entries()) {
    const { forks, original } = await fork(folder, { ...(place as { episode: number; round: number }), overrides: asPlan(i) });
    const at = JSON.stringify(place);
    expect(episodeLine(forks[0]?.record as Episode), at).toBe(episodeLine(original as Episode));
    expect(entriesOf(original?.episode as number, [forks[0]?.memories as Memories]), at).toEqual(
      entriesOf(original?.episode as number),
    );
  }
  expect(bytesOf(folder)).toBe(before);
});

describe("a changed plan", () => {
  test("is followed, and no judgement or entry of that round is lost", async () => {
    const original = longEpisode(3);
    const { episode } = original;
    const { forks, compared } = await fork(folder, { episode, round: 2, overrides: ["plan=Offer a quiet Western next."] });
    const { record, memories: memoriesByEpisode, changed } = forks[0] as (typeof forks)[number];
    expect(record.rounds[1]?.plan).toBe("Offer a quiet Western next.");
    expect(changed.plan).toEqual([original.rounds[1]?.plan, "Offer a quiet Western next."]);
    expect(record.rounds[0]).toEqual(original.rounds[0]);
    expect(record.rounds[1]?.value).toBe(original.rounds[1]?.value); // judged before the plan was changed, and kept
    expect(record.rounds.every((r) => r.advantage !== null)).toBe(true);
    for (const list of ["experience", "values", "plans"] as const)
      expect(memoriesByEpisode[list].filter((e) => e.episode === episode).map((e) => e.round)).toEqual(
        record.rounds.map((_, i) => i + 1),
      );
    expect(memoriesByEpisode.plans.find((p) => p.round === 2)?.plan).toBe("Offer a quiet Western next.");
    expect(episodeLine(record)).not.toBe(episodeLine(original));
    expect(compared.return).toMatchObject({ original: original.return, mean: record.return, ci95: null });
  });
});

describe("changed settings and models", () => {
  test("hold from the round on, and not before", async () => {
    const original = longEpisode(3);
    const { forks } = await fork(folder, {
      episode: original.episode,
      round: 2,
      overrides: ["settings.gamma=0.9", "model.actor=offline:blind", "settings.caseCount=0"],
    });
    const { record, changed } = forks[0] as (typeof forks)[number];
    expect(changed).toEqual({ gamma: [0.5, 0.9], models: [{}, { actor: "offline:blind" }], caseCount: [3, 0] });
    const { advantage: settledLater, ...first } = record.rounds[0] as Episode["rounds"][number];
    expect(original.rounds[0]).toMatchObject(first);
    expect(settledLater).not.toBe(original.rounds[0]?.advantage); // the first round is settled in the second, with the new γ
    expect(episodeLine(record)).not.toBe(episodeLine(original));
  });

  test("round 1 can be changed as well, and every method's first node", async () => {
    for (const method of ["billp", "react", "act-only"] as const) {
      const out = join(base, `first-${method}`);
      const played = await play(out, { ...SETTINGS, method, train: method === "act-only" ? 0 : 3, test: 2 });
      const [first] = played.episodes;
      const unchanged = await fork(out, { episode: 1, round: 1, overrides: [] });
      expect(episodeLine(unchanged.forks[0]?.record as Episode)).toBe(episodeLine(first as Episode));
      const changed = await fork(out, { episode: 1, round: 1, overrides: ["settings.limit=1"] });
      expect(changed.forks[0]?.record.rounds.length).toBe(1);
    }
  });
});

describe("dropped memories", () => {
  test("are gone, all others are those of that moment", async () => {
    const { episode } = longEpisode(2);
    const visibleUpTo = episode - 3;
    const ledgerIds = async (scope: string) => {
      const ledger = await readSqliteLedger(runFiles(folder).calls);
      const found = ledger.entries(episode, scope).flatMap((c) => (c.round >= 2 ? (c.recalled ?? []) : []));
      ledger.close();
      return new Set(found);
    };
    const recalled = [...(await ledgerIds(""))].filter((id) => id.startsWith("reflections:"));
    expect(recalled.length).toBeGreaterThan(0);
    const { forks } = await fork(folder, {
      episode,
      round: 2,
      overrides: [`memory.drop=${recalled[0]}`, "memory.drop=values:*"],
    });
    const { id, dropped } = forks[0] as (typeof forks)[number];
    expect(dropped).toContain(recalled[0]);
    const shown = await ledgerIds(id);
    expect(shown.size).toBeGreaterThan(0);
    for (const name of shown) {
      expect(dropped).not.toContain(name);
      expect(Number(/:(\d+)/.exec(name)?.[1])).toBeLessThanOrEqual(visibleUpTo);
    }
    expect([...shown].some((name) => name.startsWith("values:"))).toBe(false);
  });
});

test("a fork is made once, repeats have seeds of their own, and forks can be forked", async () => {
  const { episode } = longEpisode(3);
  const overrides = ["plan=Something else."];
  const { runtime, calls } = tools();
  const once = await fork(folder, { episode, round: 2, overrides, repeat: 3, workers: 1, runtime });
  const seeds = calls.map((c) => c.seed);
  expect(seeds[0]).toBe(seedOf(1, { scope: "", episode, round: 2, role: "actor", attempt: 0 })); // the first keeps the run's seeds
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(new Set(once.forks.map((f) => f.id)).size).toBe(3);
  expect(once.forks.map((f) => f.repeat)).toEqual([1, 2, 3]);
  expect(once.compared.len.ci95).not.toBeNull();
  const lines = () => readFileSync(runFiles(folder).forks, "utf8").split("\n").length;
  const count = lines();
  expect(await fork(folder, { episode, round: 2, overrides, repeat: 3 })).toEqual(once);
  expect(lines()).toBe(count);

  const parent = once.forks[0] as (typeof once.forks)[number];
  const same = await fork(folder, { episode, round: parent.record.rounds.length, overrides: [], from: parent.id });
  expect(same.forks[0]).toMatchObject({ parent: parent.id, record: parent.record, memories: parent.memories });
  const child = await fork(folder, { episode, round: 2, overrides: ["settings.gamma=0.8"], from: parent.id });
  expect(child.original).toEqual(parent.record);
  const grandchild = await fork(folder, { episode, round: 2, overrides: ["settings.gamma=0.3"], from: child.forks[0]?.id });
  expect(grandchild.forks[0]?.changed.gamma).toEqual([0.8, 0.3]);
  expect((await forksOf(folder)).get(grandchild.forks[0]?.id as string)?.parent).toBe(child.forks[0]?.id);
});

describe("--to run", () => {
  test("with nothing changed gives the bytes of the run; with a plan, later episodes see what the fork wrote", async () => {
    const { episode } = longEpisode(3);
    const same = await fork(folder, { episode, round: 2, overrides: [], to: "run", out: join(base, "same") });
    expect(bytesOf(join(base, "same"))).toBe(before);
    expect(same.runs[0]?.outcomeDifference.episodes.every((e) => e.equal)).toBe(true);

    const options = { episode, round: 2, overrides: ["plan=Something else.", "memory.drop=reflections:*"], to: "run" as const };
    const { forks, runs } = await fork(folder, options);
    const own = join(folder, "forks", forks[0]?.id as string);
    expect(runs[0]?.folder).toBe(own);
    const identity = JSON.parse(readFileSync(runFiles(own).settings, "utf8"));
    expect(identity.parent).toMatchObject({ fork: forks[0]?.id, episode, round: 2, stream: 0 });
    const lines = readFileSync(runFiles(own).episodes, "utf8").trimEnd().split("\n");
    for (const e of episodes.slice(0, episode - 1)) expect(lines[e.episode - 1]).toBe(episodeLine(e));
    expect(lines[episode - 1]).toBe(episodeLine(forks[0]?.record as Episode));
    expect(runs[0]?.outcomeDifference.episodes.find((e) => e.episode === episode + 1)?.equal).toBe(false); // its reflections are gone
    const memory = readFileSync(runFiles(own).memory, "utf8");
    for (const name of forks[0]?.dropped ?? [])
      expect(memory).not.toContain(`"memory":"reflections","id":"${name.split(":")[1]}"`);
    expect(memory).toContain('"plan":"Something else."');

    expect(await replay(own)).toMatchObject({ equal: true, episodes: episodes.length - episode });
    const bytes = bytesOf(own);
    expect((await fork(folder, options)).runs[0]?.summary).toEqual({ ...runs[0]?.summary, wallMs: expect.any(Number) });
    for (const file of ["episodes", "summary"] as const) rmSync(runFiles(own)[file]);
    await expect(play(own, SETTINGS, { resume: true })).rejects.toMatchObject({ hint: expect.stringContaining("billp fork") });
    await fork(folder, options); // goes on with what is there
    expect(bytesOf(own)).toBe(bytes);
    expect(bytesOf(folder)).toBe(before);
  });
});

test("memories that a run was given can be dropped, and are kept by a run that goes on", async () => {
  const own = join(base, "given");
  await play(own, { ...SETTINGS, train: 3, test: 2 }, { priorMemories: memories[0] as Memories });
  const same = await fork(own, { episode: 2, round: 1, overrides: [], to: "run" });
  expect(bytesOf(same.runs[0]?.folder as string)).toBe(bytesOf(own));
  const { forks } = await fork(own, { episode: 2, round: 1, overrides: ["memory.drop=given-000001"] });
  expect(forks[0]?.dropped).toEqual(["reflections:given-000001"]);
  expect(await replay(own)).toMatchObject({ equal: true, forks: 2 });
});

test("an episode that is still in play can be forked; its end is not known yet", async () => {
  const cut = join(base, "cut");
  const end = new AbortController();
  const onProgress = ({ done }: { done: number }) => done >= 6 && end.abort(new Error("enough"));
  await expect(play(cut, SETTINGS, { signal: end.signal, onProgress })).rejects.toThrow("enough");
  const finished = new Set(
    JSON.parse(`[${readFileSync(runFiles(cut).episodes, "utf8").trim().replaceAll("\n", ",")}]`).map((e: Episode) => e.episode),
  );
  const index = readFileSync(runFiles(cut).index, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const open = index.find((p) => !finished.has(p.episode) && p.next === "critic-evaluate+macro-plan");
  expect(open).toBeDefined();
  const { original, forks } = await fork(cut, { episode: open.episode, round: open.round, overrides: [] });
  expect(original).toBeNull();
  expect(await replay(cut)).toMatchObject({ equal: true, forks: 1 });
  await play(cut, SETTINGS, { resume: true });
  expect(bytesOf(cut)).toBe(before);
  expect(episodeLine(forks[0]?.record as Episode)).toBe(episodeLine(episodes[open.episode - 1] as Episode));
});

test("the original resumes and replays as if nothing had happened", async () => {
  expect((await forksOf(folder)).size).toBeGreaterThan(0);
  expect(await replay(folder)).toMatchObject({ equal: true, first: null, findings: [] });
  const summary = readFileSync(runFiles(folder).summary, "utf8");
  const index = readFileSync(runFiles(folder).index, "utf8");
  await play(folder, SETTINGS, { resume: true });
  expect(bytesOf(folder)).toBe(before);
  for (const file of ["episodes", "memory", "index", "summary"] as const) rmSync(runFiles(folder)[file]);
  await play(folder, SETTINGS, { resume: true }); // from the databases, forks among them
  expect(bytesOf(folder)).toBe(before);
  expect(readFileSync(runFiles(folder).index, "utf8")).toBe(index);
  const again = JSON.parse(readFileSync(runFiles(folder).summary, "utf8"));
  expect({ ...again, wallMs: 0 }).toEqual({ ...JSON.parse(summary), wallMs: 0 });
});
