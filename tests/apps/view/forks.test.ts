/** Forks by the server: the original stays, the fork is told with its own calls, and what may cost is refused. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import type { CallText, EpisodePage, ForkCard, ForkJob, RunPage } from "../../../apps/view/server/shapes.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { playRun, runsFolder } from "./played.ts";

const root = runsFolder();
let server: Awaited<ReturnType<typeof serveView>>;

beforeAll(async () => {
  await playRun(root, "one");
  server = await serveView({ root, port: 0 });
});
afterAll(() => server.close());

const get = async <T>(path: string) => (await fetch(`${server.url}api/${path}`)).json() as Promise<T>;
const files = () =>
  ["episodes", "memory", "index", "summary"].map((f) => readFileSync(runFiles(join(root, "one"))[f as "memory"], "utf8"));

async function fork(body: object): Promise<{ status: number; job: ForkJob }> {
  const headers = { "content-type": "application/json", origin: new URL(server.url).origin };
  const response = await fetch(`${server.url}api/fork`, {
    method: "POST",
    headers,
    body: JSON.stringify({ run: "one", ...body }),
  });
  let job = (await response.json()) as ForkJob;
  while (job.state === "playing") {
    await new Promise((next) => setTimeout(next, 50));
    job = await get<ForkJob>(`fork?job=${job.job}`);
  }
  return { status: response.status, job };
}

test("another plan is played on; the original stays as it was, and a fork of the fork works", async () => {
  const before = files();
  const episode = await longest();
  const round = episode.rounds.length - 1;
  const { status, job } = await fork({
    episode: episode.episode,
    round,
    overrides: ["plan=Next Western. Keep away from Drama."],
  });
  expect({ status, ...job }).toMatchObject({ status: 202, state: "done", done: 1 });
  expect(files()).toEqual(before);
  const id = job.forks[0] as string;
  const page = await get<EpisodePage>(`episode?run=one&episode=${episode.episode}&fork=${id}`);
  expect(page.episode.rounds.slice(0, round - 1)).toEqual(episode.rounds.slice(0, round - 1));
  expect(page.episode.rounds[round - 1]?.plan).toBe("Next Western. Keep away from Drama.");
  expect(page.fork).toMatchObject({ id, parent: null, round });
  await everyRoundHasItsCalls(page, id);

  const again = await fork({ episode: episode.episode, round: 1, overrides: ["settings.gamma=0.1"], from: id });
  expect(again.job).toMatchObject({ state: "done" });
  const cards = await get<ForkCard[]>("forks?run=one");
  expect(cards.map((c) => [c.id, c.parent])).toEqual([
    [id, null],
    [again.job.forks[0], id],
  ]);
});

/** The Planner and the Actor of every round, the parent's before the fork and the fork's own after. */
async function everyRoundHasItsCalls(page: EpisodePage, id: string) {
  for (const [i, round] of page.episode.rounds.entries()) {
    const calls = await get<CallText[]>(`calls?run=one&episode=${page.episode.episode}&round=${i + 1}&fork=${id}`);
    expect(calls.map((c) => c.role)).toEqual(expect.arrayContaining(["planner", "actor"]));
    const told = calls
      .find((c) => c.role === "actor")
      ?.messages?.map((m) => m.content)
      .join("\n");
    expect(told).toContain(round.plan);
  }
}

async function longest() {
  const text = readFileSync(runFiles(join(root, "one")).episodes, "utf8")
    .trim()
    .split("\n");
  const episodes = text.map((line) => JSON.parse(line) as EpisodePage["episode"]);
  return episodes.reduce((a, b) => (b.rounds.length > a.rounds.length ? b : a));
}

test("a page that is loaded anew finds what was asked for, the latest first, with what was asked", async () => {
  const { episode } = await longest();
  const sent = fork({ episode, round: 1, overrides: ["settings.gamma=0.3"], repeat: 2 });
  let playing: ForkJob | undefined;
  while (playing === undefined) playing = (await get<ForkJob[]>("jobs")).find((j) => j.state === "playing");
  expect(playing.wish).toEqual({
    run: "one",
    episode,
    round: 1,
    overrides: ["settings.gamma=0.3"],
    repeat: 2,
    from: null,
    to: "episode",
  });
  expect((await sent).job).toMatchObject({ job: playing.job, state: "done" });
  const jobs = await get<ForkJob[]>("jobs");
  expect(jobs[0]).toMatchObject({ job: playing.job, state: "done", forks: [expect.any(String), expect.any(String)] });
  expect(jobs.length).toBeGreaterThan(1);
});

test("the later episodes are played anew as a run of its own, which says where it comes from", async () => {
  const { job } = await fork({ episode: 10, round: 1, overrides: ["settings.gamma=0.2"], to: "run" });
  expect(job).toMatchObject({ state: "done", runs: [`one/forks/${job.forks[0]}`] });
  const { card, rows } = await get<RunPage>(`run?run=${encodeURIComponent(job.runs[0] as string)}`);
  expect(card.parent).toMatchObject({ id: "one", episode: 10, round: 1, overrides: ["settings.gamma=0.2"] });
  expect(rows).toHaveLength(12);
});

test("what cannot be is said with a hint, and a model that may cost is not asked", async () => {
  expect(await fork({ episode: 1, round: 99, overrides: [] })).toMatchObject({
    job: { state: "failed", message: expect.stringContaining("no round 99") },
  });
  expect((await fork({ episode: 1, round: 1, overrides: ["gamma=2"] })).status).toBe(422);
  expect((await fork({ episode: 1, round: 1, overrides: "x" })).status).toBe(400);
  const { status, job } = await fork({ episode: 1, round: 1, overrides: ["model.actor=openai:gpt-4o"] });
  expect({ status, ...job }).toMatchObject({ status: 422, message: expect.stringContaining("openai:gpt-4o may cost money") });
});

test("of a run whose ledger is gone the rest is still shown", async () => {
  await playRun(root, "bare", { method: "act-only", train: 0, test: 2 });
  const { calls } = runFiles(join(root, "bare"));
  for (const end of ["", "-wal", "-shm"]) writeFileSync(`${calls}${end}`, "");
  const { rmSync } = await import("node:fs");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${calls}${end}`);
  const page = await get<EpisodePage>("episode?run=bare&episode=1");
  expect(page).toMatchObject({ calls: [], noCalls: expect.stringContaining("calls.sqlite"), recalled: [] });
});
