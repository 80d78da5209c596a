/** A run as a dataset, and the dataset played again as an experiment: the same settings and memories give the same outcomes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { RunResult } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { readDataset } from "../../../integrations/langsmith/dataset.ts";
import { outcomeOf, quitOf } from "../../../integrations/langsmith/example.ts";
import { pushRun } from "../../../integrations/langsmith/push.ts";
import { type ReplayOptions, replay } from "../../../integrations/langsmith/replay.ts";
import { parseMemories } from "../../../memory/prior.ts";
import { createScript } from "../../../models/scripted.ts";
import { hashScript } from "../../experiments/runs/hash-model.ts";
import { type Stub, startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { KEY } from "../tracing/harness.ts";
import { playRun, scratch, using } from "./harness.ts";

const folder = join(scratch(), "run");
let run: RunResult;
beforeAll(async () => {
  run = await playRun(folder);
});

let stub: Stub;
afterEach(async () => {
  vi.restoreAllMocks();
  await stub.close();
  expect(stub.misfits).toEqual([]);
});

const tested = () => run.episodes.filter((e) => e.split === "test");
const replaying = (prepared: ReplayOptions["prepared"], more: Partial<ReplayOptions> = {}) =>
  replay({ prepared, name: "t", memories: undefined, workers: 2, runtime: {}, signal: undefined, onPlayed: () => {}, ...more });

test("push: every test episode is an example with user, history, world, settings and outcome; twice adds nothing", async () => {
  stub = await startLangSmithStub();
  const pushed = await using(stub, () => pushRun(folder, null));
  expect(pushed).toMatchObject({ dataset: run.summary.run, examples: 3, added: 3, known: 0 });
  expect(await using(stub, () => pushRun(folder, null))).toMatchObject({ id: pushed.id, added: 0, known: 3 });
  expect(stub.data.examples).toHaveLength(3);
  const byUser = [...stub.data.examples].sort((a, b) => a.inputs.episode - b.inputs.episode);
  for (const [i, episode] of tested().entries()) {
    const { inputs, outputs, metadata, split } = byUser[i] as (typeof byUser)[number];
    expect(inputs).toMatchObject({ world: "films@1", user: episode.user, settings: { method: "billp", train: 4, seed: 2 } });
    expect(inputs.history.length).toBeGreaterThan(5);
    expect(outputs).toEqual(outcomeOf(episode));
    expect([metadata.run, split]).toEqual([run.summary.run, "test"]);
  }
  const other = await using(stub, () => pushRun(folder, "another"));
  expect(other).toMatchObject({ dataset: "another", added: 3 });
  expect(new Set(stub.data.examples.map((e) => e.id)).size).toBe(6);
});

test("push refuses where inputs or outputs are to be hidden, and sends nothing", async () => {
  stub = await startLangSmithStub();
  const refused = using(stub, () => pushRun(folder, null), { LANGSMITH_HIDE_OUTPUTS: "true" });
  await expect(refused).rejects.toMatchObject({
    code: "bad-settings",
    message: expect.stringContaining("LANGSMITH_HIDE_OUTPUTS"),
  });
  expect(stub.requests).toBe(0);
});

test("a server that refuses gives one sentence without what the server said", async () => {
  stub = await startLangSmithStub({ mode: { status: 403, detail: (req) => `your key ${req.headers["x-api-key"]} was refused` } });
  const error = await using(stub, () => pushRun(folder, "d")).catch((e: unknown) => e);
  expect(error).toMatchObject({
    code: "langsmith",
    message: expect.stringContaining("could not look for the dataset d: answer 403."),
  });
  expect(String((error as Error).message)).not.toContain(KEY);
});

test("replay with the run's own settings and memories gives the recorded outcomes, as an experiment over the dataset", async () => {
  stub = await startLangSmithStub();
  await using(stub, () => pushRun(folder, "d"));
  const memories = parseMemories(readFileSync(runFiles(folder).memory, "utf8"), "memory.jsonl");
  const logs = (["log", "info", "warn", "error"] as const).map((level) => vi.spyOn(console, level));
  const done = await using(stub, async () => replaying(await readDataset("d", {}, null), { memories }));
  expect(logs.flatMap((log) => log.mock.calls)).toEqual([]);
  expect(done).toMatchObject({ experiment: expect.stringMatching(/^t-/), failure: null, remarks: [], delivery: { lost: 0 } });
  for (const { recorded, played } of done.rows) expect(played).toMatchObject(recorded as object);

  const [project] = stub.data.projects;
  expect(project).toMatchObject({ name: done.experiment, reference_dataset_id: stub.data.datasets[0]?.id });
  expect(project?.extra.metadata).toMatchObject({ method: "billp", model: "offline", recorded: run.summary.run });
  expect(JSON.stringify(project)).not.toContain('"git"');
  const roots = stub.roots();
  expect(roots.map((r) => r.outputs.len).sort()).toEqual(
    tested()
      .map((e) => e.len)
      .sort(),
  );
  for (const root of roots) {
    const record = tested().find((e) => e.user === root.inputs.user) as (typeof run.episodes)[number];
    const scores = Object.fromEntries(stub.feedback.filter((f) => f.run_id === root.id).map((f) => [f.key, f.score ?? f.value]));
    expect(scores).toMatchObject({ len: record.len, quit: quitOf(record) });
    expect(scores.return).toBeCloseTo(record.return, 3); // LangSmith keeps four decimals
    const [graph] = stub.children(root.id);
    expect(graph?.name).toBe("billp");
    const nodes = stub.children(graph?.id ?? "");
    expect(nodes.filter((n) => n.name === "micro-act")).toHaveLength(record.rounds.length);
    expect(nodes.flatMap((n) => stub.children(n.id)).filter((c) => c.name === "actor")).toHaveLength(record.rounds.length);
  }
});

test("replay with other settings lays them over the example's; a policy asks no model; `first` takes the first", async () => {
  stub = await startLangSmithStub();
  await using(stub, () => pushRun(folder, "d"));
  const prepared = await using(stub, () => readDataset("d", { method: "random" }, 2));
  expect(prepared.map((p) => p.start.episode)).toEqual([5, 6]);
  expect(prepared[0]?.settings).toMatchObject({ method: "random", seed: 2, lag: 2 });
  const done = await using(stub, () => replaying(prepared));
  expect(done.usage.calls).toBe(0);
  expect(done.rows.every((r) => r.played !== null && r.played.titles.join() !== r.recorded?.titles.join())).toBe(true);
  const paper = await using(stub, () => readDataset("d", { fidelity: "paper" }, 1));
  expect(paper[0]?.settings).toMatchObject({ fidelity: "paper", caseDistance: 0.01, shortlist: 0, batch: 10 });
});

test("a model that refuses stops the replay: the failure comes back, the rest is not played, and the trace tells it without the key", async () => {
  stub = await startLangSmithStub();
  await using(stub, () => pushRun(folder, "d"));
  const script = { ...hashScript, planner: () => new Error(`no: Bearer ${KEY}`) };
  const runtime = { chat: createScript(script).chat };
  const done = await using(stub, async () => replaying(await readDataset("d", {}, null), { workers: 1, runtime }));
  expect(done.failure).toMatchObject({ code: "model-refused" });
  expect(done.rows.map((r) => r.played)).toEqual([null, null, null]);
  expect(stub.roots().filter((r) => r.error !== undefined)).toHaveLength(3);
  expect(Buffer.concat(stub.uploads.map((u) => u.body)).toString()).not.toContain(KEY);
});

test("hidden inputs and outputs stay hidden in an experiment, too", async () => {
  stub = await startLangSmithStub();
  await using(stub, () => pushRun(folder, "d"));
  const before = stub.uploads.length;
  const hide = { LANGSMITH_HIDE_INPUTS: "true", LANGSMITH_HIDE_OUTPUTS: "true" };
  await using(stub, async () => replaying(await readDataset("d", {}, 1)), hide);
  for (const r of stub.runs.values()) expect([r.inputs, r.outputs], r.name).toEqual([{}, {}]);
  expect(Buffer.concat(stub.uploads.slice(before).map((u) => u.body)).toString()).not.toContain("You are the");
});
