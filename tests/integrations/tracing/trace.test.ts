/** What a traced run sends: one trace an episode, named and scored; nothing when tracing is off; no key anywhere. */
import { afterEach, expect, test, vi } from "vitest";
import { createScript } from "../../../models/scripted.ts";
import { hashScript } from "../../experiments/runs/hash-model.ts";
import { type Stub, startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { KEY, shortRun, traced, withEnv } from "./harness.ts";

let stub: Stub;
afterEach(() => stub.close());

const sent = () => Buffer.concat(stub.uploads.map((u) => u.body)).toString();

test("every episode is one trace: name, tags, metadata, nodes and model calls within, Len and return as feedback", async () => {
  stub = await startLangSmithStub();
  const { summary, episodes } = await traced(stub.url, () => shortRun());
  expect(stub.roots()).toHaveLength(6);
  for (const episode of episodes) {
    const root = stub.roots().find((r) => r.extra.metadata.episode === episode.episode);
    const facts = { method: "billp", world: "tiny@1", user: episode.user, seed: 3, model: "offline" };
    expect(root).toMatchObject({
      name: `${summary.run}/episode-${episode.episode}`,
      session_name: "tests",
      end_time: expect.anything(),
    });
    expect(root?.extra.metadata).toMatchObject({ ...facts, run: summary.run, split: episode.split });
    expect(root?.tags).toEqual(expect.arrayContaining(Object.entries(facts).map(([k, v]) => `${k}:${v}`)));
    expect(root?.outputs.outcome).toMatchObject({ len: episode.len, return: episode.return });
    const nodes = stub.children(root?.id ?? "").filter((c) => c.name !== "__start__");
    const count = (name: string) => nodes.filter((c) => c.name === name).length;
    const names = ["begin-episode", "macro-plan", "critic-evaluate", "micro-act", "environment-step", "reflect"];
    expect(new Set(nodes.map((c) => c.name))).toEqual(new Set(names)); // and no routers
    expect([count("begin-episode"), count("micro-act"), count("reflect")]).toEqual([1, episode.rounds.length, 1]);
    const calls = nodes.flatMap((c) => stub.children(c.id));
    expect(calls.every((c) => c.run_type === "llm")).toBe(true);
    expect(calls.filter((c) => c.name === "actor")).toHaveLength(episode.rounds.length);
    const planned = calls.filter((c) => c.name === "planner").map((c) => c.extra.metadata.round);
    expect(planned.sort()).toEqual(episode.rounds.map((_, i) => i + 1));
    const scores = stub.feedback.filter((f) => f.run_id === root?.id).map((f) => [f.key, f.score]);
    expect(Object.fromEntries(scores)).toEqual({ len: episode.len, return: episode.return });
  }
  expect(stub.feedback).toHaveLength(12);
  expect([...stub.runs.values()].every((r) => r.end_time !== undefined && r.error === undefined)).toBe(true);
});

test("a policy's episodes are traces too, of one run each", async () => {
  stub = await startLangSmithStub();
  await traced(stub.url, () => shortRun({ settings: { method: "random", test: 2, seed: 3 } }));
  expect(stub.runs.size).toBe(2);
  expect(stub.roots()[0]).toMatchObject({
    inputs: { split: "test" },
    outputs: { len: expect.any(Number) },
    tags: expect.arrayContaining(["method:random"]),
  });
  expect(stub.feedback).toHaveLength(4);
});

test.each([
  ["unset", {}],
  ["false", { LANGSMITH_TRACING: "false", LANGCHAIN_TRACING_V2: "false" }],
])("nothing is sent, nor asked, when tracing is %s", async (_, env) => {
  stub = await startLangSmithStub();
  await withEnv({ ...env, LANGSMITH_ENDPOINT: stub.url, LANGSMITH_API_KEY: KEY }, () => shortRun());
  await new Promise((resolve) => setTimeout(resolve, 500)); // LangChain's own client gathers for 250 ms
  expect(stub.requests).toBe(0);
});

test("the old names of the variable give the same single tracer", async () => {
  stub = await startLangSmithStub();
  const env = { LANGCHAIN_TRACING_V2: "true", LANGCHAIN_ENDPOINT: stub.url, LANGCHAIN_API_KEY: KEY };
  await withEnv(env, () => shortRun({ settings: { method: "act-only", train: 0, test: 1 } }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(stub.roots()).toHaveLength(1);
});

test("results are the same with and without", async () => {
  stub = await startLangSmithStub();
  const without = await withEnv({}, () => shortRun());
  expect((await traced(stub.url, () => shortRun())).episodes).toEqual(without.episodes);
});

test("a caller's own name, tags, metadata and callbacks stay, and the feedback finds its run", async () => {
  stub = await startLangSmithStub();
  const seen = vi.fn();
  const traceOf = () => ({ runName: "mine", tags: ["t"], metadata: { m: 1 }, callbacks: [{ handleChainStart: seen }] });
  await traced(stub.url, () => shortRun({ traceOf }));
  expect(stub.roots()[0]).toMatchObject({
    name: "mine",
    tags: expect.arrayContaining(["t", "method:billp"]),
    extra: { metadata: { m: 1, seed: 3 } },
  });
  expect(seen).toHaveBeenCalled();
  expect(new Set(stub.feedback.map((f) => f.run_id))).toEqual(new Set(stub.roots().map((r) => r.id)));
});

test("a failing model's error is in the trace, and keys are in no body, log or error", async () => {
  stub = await startLangSmithStub();
  const logs = [vi.spyOn(console, "log"), vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
  const echo = { reason: KEY, plan: `my key is ${KEY}` };
  const script = { ...hashScript, planner: () => echo, reflector: () => new Error(`refused: Bearer ${KEY}`) };
  const runtime = { chat: createScript(script).chat, loadWorld: async () => tinyWorld() };
  const error = await traced(stub.url, () => shortRun({ runtime })).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "model-refused" });
  expect(String((error as Error).message)).not.toContain(KEY);
  const failed = [...stub.runs.values()].filter((r) => r.error !== undefined);
  expect(failed.map((r) => r.name)).toEqual(expect.arrayContaining(["reflector", "reflect"]));
  expect(failed.every((r) => r.end_time !== undefined)).toBe(true);
  expect(sent()).toContain("my key is [key]");
  expect(sent()).not.toContain(KEY);
  expect(stub.uploads.every((u) => u.apiKey === KEY)).toBe(true);
  for (const log of logs) expect(JSON.stringify(log.mock.calls)).not.toContain(KEY);
  vi.restoreAllMocks();
});

test("LANGSMITH_HIDE_INPUTS and LANGSMITH_HIDE_OUTPUTS are honoured", async () => {
  stub = await startLangSmithStub();
  await traced(stub.url, () => shortRun(), { LANGSMITH_HIDE_INPUTS: "true", LANGSMITH_HIDE_OUTPUTS: "true" });
  expect(stub.runs.size).toBeGreaterThan(30);
  for (const run of stub.runs.values()) expect([run.inputs, run.outputs]).toEqual([{}, {}]);
  expect(sent()).not.toContain("You are the");
  expect(sent()).not.toContain("principle ");
});

test.each([
  ["LANGSMITH_HIDE_INPUTS", "inputs", "outputs"],
  ["LANGSMITH_HIDE_OUTPUTS", "outputs", "inputs"],
  ["LANGCHAIN_HIDE_INPUTS", "inputs", "outputs"],
] as const)("%s alone hides one side, of episodes, nodes, calls and policies", async (name, hidden, shown) => {
  stub = await startLangSmithStub();
  await traced(stub.url, () => shortRun({ settings: { method: "billp", train: 1, test: 0, seed: 3, limit: 3 } }), {
    [name]: "true",
  });
  await traced(stub.url, () => shortRun({ settings: { method: "random", test: 1, seed: 3 } }), { [name]: "true" });
  const runs = [...stub.runs.values()].filter((r) => r.name !== "__start__");
  expect(runs.map((r) => r[hidden]).filter((fields) => JSON.stringify(fields) !== "{}")).toEqual([]);
  for (const r of runs) expect(Object.keys(r[shown]).length, r.name).toBeGreaterThan(0);
});

test.each([
  ["takes gzip", {}, ["/runs/batch gzip", "/runs/multipart gzip"]],
  ["takes no gzip", { info: {} }, ["/runs/batch undefined", "/feedback undefined"]],
  ["takes forms only", { info: {}, without: ["/runs/batch"] }, ["/runs/multipart undefined", "/feedback undefined"]],
])("a server that %s gets what it can read", async (_, options, ways) => {
  stub = await startLangSmithStub(options);
  const { episodes } = await traced(stub.url, () => shortRun());
  expect(new Set(stub.uploads.map((u) => `${u.path} ${u.encoding}`))).toEqual(new Set(ways));
  expect(stub.feedback).toHaveLength(2 * episodes.length);
  expect(stub.misfits).toEqual([]);
  expect(stub.roots().map((r) => r.outputs.outcome.len)).toEqual(expect.arrayContaining(episodes.map((e) => e.len)));
  const actor = [...stub.runs.values()].find((r) => r.name === "actor");
  expect(actor?.inputs.messages.map((m: { role: string }) => m.role)).toEqual(["system", "user"]);
  expect(actor?.outputs).toMatchObject({ role: "assistant", content: expect.stringContaining("title") });
});

test("a title that looks like a key is data in the records, and replaced in uploads and answers", async () => {
  stub = await startLangSmithStub();
  const world = tinyWorld();
  const items = world.items.map((item) => ({ ...item, title: `sk-film-0123456789-${item.id}` }));
  const loadWorld = async () => ({ ...world, items });
  const settings = { test: 2, train: 0, seed: 3 } as const;
  const random = await traced(stub.url, () => shortRun({ settings: { ...settings, method: "random" }, runtime: { loadWorld } }));
  expect(random.episodes[0]?.rounds[0]?.title).toMatch(/^sk-film-0123456789-\d+$/);
  const { chat } = createScript(hashScript);
  const played = await traced(stub.url, () =>
    shortRun({ settings: { ...settings, method: "react" }, runtime: { chat, loadWorld } }),
  );
  expect(played.episodes.flatMap((e) => e.rounds.map((r) => r.proposal))).toEqual(
    played.episodes.flatMap((e) => e.rounds.map(() => "[key]")),
  );
  expect(sent()).toContain("[key]");
  expect(sent()).not.toContain("sk-film");
});
