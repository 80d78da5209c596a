/** Exact replay: equal, byte for byte, without a model; a change is caught at its first round, whatever it is in (issue 4, point 1). */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role, SettingsInput } from "../../../core/settings.ts";
import { openSqlite } from "../../../core/sqlite.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { replayLive } from "../../../experiments/replay/live.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import type { Memories } from "../../../memory/entries.ts";
import type { SimulatedContext } from "../../../nodes/context.ts";
import { bytesOf, fork, SETTINGS as LARGER, patientWorld, play, replay, tools } from "../forks/played.ts";

const base = mkdtempSync(join(tmpdir(), "billp-replay-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const folder = join(base, "run");
const SETTINGS: SettingsInput = { ...LARGER, train: 7, test: 3 };
let episodes: readonly Episode[];
let memories: readonly Memories[];
beforeAll(async () => {
  ({ episodes, memories } = await play(folder, SETTINGS));
});

const contents = (of: string) =>
  readdirSync(of)
    .sort()
    .map((name) => [name, readFileSync(join(of, name)).toString("base64"), statSync(join(of, name)).mtimeMs]);

/** A word added to the prompts of a role, from a round on. */
const edited =
  (role: Role, from: number) =>
  (context: SimulatedContext): SimulatedContext => ({
    ...context,
    roleClient: {
      ...context.roleClient,
      ask(question, config) {
        const { messages, where } = question;
        const changed = question.role === role && where.round >= from;
        const last = messages.at(-1) as (typeof messages)[number];
        const said = { ...last, content: `${last.content}\nPlease.` };
        return context.roleClient.ask(changed ? { ...question, messages: [...messages.slice(0, -1), said] } : question, config);
      },
    },
  });

describe("a run replayed as it is", () => {
  test("is equal, and its folder is not touched", async () => {
    const before = contents(folder);
    const report = await replay(folder);
    expect(report).toMatchObject({ equal: true, episodes: 10, unfinished: 0, differing: [], first: null });
    expect(report.rounds).toBe(episodes.reduce((n, e) => n + e.rounds.length, 0));
    expect(report.answers).toBeGreaterThan(report.rounds * 2);
    expect(contents(folder)).toEqual(before);
  });

  test("also one episode of it, one of every method, one with given memories, online, and a policy", async () => {
    expect(await replay(folder, { episode: 9 })).toMatchObject({ equal: true, episodes: 1 });
    await expect(replay(folder, { episode: 99 })).rejects.toMatchObject({ code: "bad-input", hint: "Finished: 1 to 10." });
    const small = { ...SETTINGS, train: 4, test: 2 };
    const runs: [string, object, object][] = [
      ["react", { ...small, method: "react" }, {}],
      ["reflexion", { ...small, method: "reflexion", batch: 2 }, {}],
      ["act-only", { ...small, method: "act-only" }, {}],
      ["paper", { ...small, fidelity: "paper", memory: "online" }, {}],
      ["given", small, { given: memories[0] }],
      ["random", { ...small, method: "random", train: 0 }, {}],
    ];
    for (const [name, settings, more] of runs) {
      await play(join(base, name), settings, more);
      expect(await replay(join(base, name)), name).toMatchObject({ equal: true, first: null });
    }
  });

  test("also after a stop in its middle, and after a kill that left no files", async () => {
    const cut = join(base, "cut");
    const end = new AbortController();
    const onProgress = ({ done }: { done: number }) => done >= 5 && end.abort(new Error("enough"));
    await expect(play(cut, SETTINGS, { signal: end.signal, onProgress })).rejects.toThrow("enough");
    const stopped = await replay(cut);
    expect(stopped).toMatchObject({ equal: true });
    expect(stopped.episodes + stopped.unfinished).toBe(10);
    for (const file of ["episodes", "memory", "summary", "index"] as const) rmSync(runFiles(cut)[file]);
    expect(await replay(cut)).toMatchObject({ equal: true, episodes: stopped.episodes });
  });
});

describe("a changed prompt", () => {
  test.each<[Role, number]>([
    ["planner", 1],
    ["critic", 2],
    ["actor", 3],
  ])("of the %s from round %i on is caught there", async (role, round) => {
    const { equal, first, differing } = await replay(folder, { wrap: edited(role, round) });
    const reached = episodes.filter((e) => e.rounds.length >= round).map((e) => e.episode);
    expect(equal).toBe(false);
    expect(first).toMatchObject({ kind: "request", episode: reached[0], round, role, attempt: 0, fork: null });
    expect(first?.diff).toMatch(/^\+Please\.$/m);
    expect(first?.diff?.split("\n").filter((line) => /^[+-](?![+-])/.test(line))).toEqual(["+Please."]);
    expect(differing.filter((e) => reached.includes(e))).toEqual(reached);
  });

  test("of the Reflector is caught after the last round", async () => {
    const { first } = await replay(folder, { wrap: edited("reflector", 1) });
    expect(first).toMatchObject({ episode: 1, round: (episodes[0]?.rounds.length ?? 0) + 1, role: "reflector" });
  });
});

describe("another setting, file or ledger", () => {
  test("is caught where it first matters", async () => {
    expect((await replay(folder, { settings: { gamma: 0.6 } })).first).toMatchObject({ episode: 1, round: 1, role: "critic" });
    const lessons = await replay(folder, { settings: { reflections: 0 } });
    expect(lessons.first).toMatchObject({ round: 1, role: "planner" });
    expect(lessons.first?.episode).toBeGreaterThan(3); // nothing is seen before the lag is over
    const seed = (await replay(folder, { settings: { temperature: 0.1 } })).first;
    expect(seed).toMatchObject({ kind: "request", diff: null, message: expect.stringContaining("temperature") });
    const texts = await replay(folder, { settings: { embedding: "openai:never-asked" } });
    expect(texts.first).toMatchObject({ kind: "embedding", episode: 1, message: expect.stringContaining("openai:never-asked") });
  });

  test("a byte of a record or a memory that is not what the run gives", async () => {
    const copy = join(base, "tampered");
    await play(copy, { ...SETTINGS, train: 4, test: 2 });
    const { episodes: file, memory } = runFiles(copy);
    const [record, entries] = [readFileSync(file, "utf8"), readFileSync(memory, "utf8")];
    writeFileSync(file, record.replace('"value":', '"value": '));
    expect((await replay(copy)).first).toMatchObject({ kind: "record", episode: 1 });
    writeFileSync(file, record);
    writeFileSync(memory, entries.replace('"id":"000003","episode":3,"text":"', '"id":"000003","episode":3,"text":"not '));
    const wrong = await replay(copy);
    expect(wrong.differing).toContain(3);
    expect(wrong.first).toMatchObject({ kind: "memory", episode: 3, diff: expect.stringContaining('"text":"not ') });
  });

  test("a call that the ledger has not", async () => {
    const copy = join(base, "lost");
    const played = await play(copy, { ...SETTINGS, train: 4, test: 2 });
    const { episode } = played.episodes.find((e) => e.rounds.length > 1) as Episode;
    const db = await openSqlite(runFiles(copy).calls);
    db.prepare("DELETE FROM calls WHERE episode = ? AND round = 2 AND role = 'actor'").run(episode);
    db.close();
    expect((await replay(copy)).first).toMatchObject({ kind: "unrecorded", episode, round: 2, role: "actor" });
    rmSync(runFiles(copy).calls);
    await expect(replay(copy)).rejects.toMatchObject({ code: "run-folder" });
  });
});

describe("forks", () => {
  test("are replayed with their run, and forks of forks; a change in them is named", async () => {
    const own = join(base, "forked");
    const played = await play(own, { ...SETTINGS, train: 6, test: 2 });
    const long = played.episodes.find((e) => e.rounds.length >= 3 && e.episode > 3) as Episode;
    const { episode } = long;
    const first = await fork(own, { episode, round: 2, overrides: ["plan=Another one."], repeat: 2 });
    const second = await fork(own, { episode, round: 1, overrides: ["settings.gamma=0.8", "memory.drop=values:*"] });
    await fork(own, { episode, round: 2, overrides: ["settings.caseCount=0"], from: first.forks[1]?.id });
    await fork(own, { episode, round: 2, overrides: [], from: second.forks[0]?.id });
    expect(await replay(own)).toMatchObject({ equal: true, forks: 5, differingForks: [] });
    expect(await replay(own, { episode })).toMatchObject({ equal: true, forks: 5 });
    const db = await openSqlite(runFiles(own).calls);
    const id = second.forks[0]?.id as string;
    db.prepare("UPDATE calls SET request = 'another' WHERE scope = ? AND round = 1 AND role = 'actor'").run(id);
    db.close();
    const broken = await replay(own);
    expect(broken).toMatchObject({ equal: false, differing: [], first: { fork: id, episode, round: 1, role: "actor" } });
    expect(broken.differingForks).toContain(id);
  });
});

describe("a live replay", () => {
  test("asks nothing where nothing changed", async () => {
    const { runtime, calls } = tools();
    expect(await replayLive({ folder, runtime })).toMatchObject({
      equal: true,
      asked: 0,
      episodes: 10,
      outcomeDifference: { len: { mean: 0 } },
    });
    expect(calls.length).toBe(0);
  });

  test("lets changed calls through, follows them through the training, and says how far it moved", async () => {
    const before = contents(folder);
    const { runtime, calls } = tools();
    const report = await replayLive({ folder, wrap: edited("planner", 2), runtime, workers: 2 });
    expect(report.equal).toBe(false);
    expect(report.asked).toBe(calls.length);
    expect(report.answers).toBeGreaterThan(3); // first rounds are as they were, until lessons differ
    expect(report.first).toMatchObject({ episode: 1, round: 2, role: "planner" });
    const { episodes: moved } = report.outcomeDifference;
    const mean = moved.reduce((sum, e) => sum + e.return[1] - e.return[0], 0) / moved.length;
    expect(report.outcomeDifference.return.mean).toBeCloseTo(mean, 9);
    expect(contents(folder)).toEqual(before);
    // The same change, played as a run of its own, comes out the same.
    const again = await replayLive({ folder, wrap: edited("planner", 2), runtime: tools().runtime, workers: 1 });
    expect(again.outcomeDifference).toEqual(report.outcomeDifference);
    const one = await replayLive({ folder, wrap: edited("planner", 2), runtime: tools().runtime, episode: 5 });
    expect(one.outcomeDifference.episodes.map((e) => e.episode)).toEqual([5]);
  });

  test("with another setting gives the run that has it", async () => {
    const report = await replayLive({ folder, settings: { reflections: 0 }, runtime: tools().runtime });
    const run = await play(join(base, "without"), { ...SETTINGS, reflections: 0 });
    expect(report.outcomeDifference.episodes.map((e) => [e.len[1], e.return[1]])).toEqual(
      run.episodes.map((e) => [e.len, e.return]),
    );
  });
});

test("a world that is another by now is refused", async () => {
  const runtime = { loadWorld: async () => ({ ...patientWorld(), id: "tiny@2" }) };
  await expect(replay(folder, { runtime })).rejects.toMatchObject({ code: "bad-world" });
  expect(bytesOf(folder).length).toBeGreaterThan(0);
});
