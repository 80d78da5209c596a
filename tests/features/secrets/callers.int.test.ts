/** Addresses, keys and paths in what callers and strangers send: run folders, graph inputs, study files, datasets, page requests. Nobody foreign hears of it. */
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, MemorySaver } from "@langchain/langgraph";
import { describe, expect, it, vi } from "vitest";
import { worldsOfStudy } from "../../../apps/cli/study.ts";
import { sessionsApp } from "../../../apps/server/http.ts";
import { createSessions } from "../../../apps/server/sessions.ts";
import { viewApp } from "../../../apps/view/server/app.ts";
import { operatorOf } from "../../../core/operator.ts";
import type { SettingsInput } from "../../../core/settings.ts";
import { forkRun } from "../../../experiments/forks/fork.ts";
import { replayLive } from "../../../experiments/replay/live.ts";
import { replayRun } from "../../../experiments/replay/replay.ts";
import { pruneRun } from "../../../experiments/runs/prune.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { scheduleStudy } from "../../../experiments/studies/spec/run-specs.ts";
import { parseStudy } from "../../../experiments/studies/spec/spec.ts";
import { buildGraph } from "../../../graphs/billp.ts";
import { graph, session } from "../../../graphs/exported.ts";
import { checkStart } from "../../../integrations/langsmith/example.ts";
import { readStudioRun } from "../../../integrations/studio/import.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { createCallersRuntime } from "../../../nodes/callers-runtime.ts";
import { worldsForCallers, worldsOfRecords } from "../../../worlds/format/named.ts";
import { QUICK } from "../../models/desk.ts";
import { place, refusal } from "./harness.ts";

const at = place();
const quick = { retry: { ...QUICK, tries: 1 }, prices: {} };
/** Both ways in which a run folder can name an address: as earlier versions did, and as the record of today. */
const forgeries: [string, () => string][] = [
  [
    "settings.baseUrl",
    () =>
      at.forge((i) => {
        delete i.server;
        i.settings.baseUrl = at.foreign.url;
      }),
  ],
  [
    "server",
    () =>
      at.forge((i) => {
        i.server = at.foreign.url;
      }),
  ],
];
const NAMELESS = /were asked at .*no server is named now.*--base-url/s;

describe.each(forgeries)("a run folder whose %s is a foreign address", (_, forged) => {
  it("is opened, and replayed from what it recorded", async () => {
    const folder = forged();
    const { identity } = await folderStore.openRun(folder);
    expect(identity.server).toBe(at.foreign.url);
    expect(identity.settings).not.toHaveProperty("baseUrl");
    const { episodes, first, findings } = await replayRun({ folder });
    expect([episodes, first]).toEqual([3, null]); // the episodes are what was recorded; the folder is not, and is told by name
    expect(findings.map((f) => f.where)).toEqual(["field run"]);
    expect(at.foreign.heard).toEqual([]);
  });

  it("replayed with other settings asks nobody", async () => {
    await replayRun({ folder: forged(), settings: { temperature: 1, embedding: "openai:e" } });
    expect(at.foreign.heard).toEqual([]);
  });

  it("replayed live wants the address from the operator", async () => {
    const folder = forged();
    expect(await refusal(() => replayLive({ folder, settings: { temperature: 1 }, runtime: quick }))).toMatch(NAMELESS);
    expect(at.foreign.heard).toEqual([]);
  });

  it("replayed live at the operator's own server asks that one", async () => {
    const runtime = { ...quick, operator: { baseUrl: at.own.url } };
    const { asked } = await replayLive({ folder: forged(), settings: { temperature: 1 }, runtime });
    expect(asked).toBeGreaterThan(0);
    expect(at.own.heard.length).toBe(asked);
    expect(at.foreign.heard).toEqual([]);
  });

  it("forked wants the address from the operator, and asks that one", async () => {
    const folder = forged();
    const fork = { folder, episode: 1, round: 1, overrides: ["settings.temperature=1"] };
    expect(await refusal(() => forkRun({ ...fork, runtime: quick }))).toMatch(NAMELESS);
    await forkRun({ ...fork, runtime: { ...quick, operator: { baseUrl: at.own.url } } });
    expect(at.own.heard.length).toBeGreaterThan(0);
    expect(at.foreign.heard).toEqual([]);
  });

  it("forked to a run of its own asks the operator's server alone", async () => {
    const folder = forged();
    const runtime = { ...quick, operator: { baseUrl: at.own.url } };
    await forkRun({ folder, episode: 1, round: 1, overrides: ["settings.temperature=1"], to: "run", runtime });
    const { identity } = await folderStore.openRun(
      join(
        folder,
        "forks",
        (await forkRun({ folder, episode: 1, round: 1, overrides: ["settings.temperature=1"], runtime })).forks[0]?.id as string,
      ),
    );
    expect(identity.server).toBe(at.own.url);
    expect(at.foreign.heard).toEqual([]);
  });

  it("resumed wants the address from the operator", async () => {
    const out = forged();
    const { settings } = (await folderStore.openRun(out)).identity;
    expect(await refusal(() => runExperiment({ settings, out, resume: true, runtime: quick }))).toMatch(NAMELESS);
    const other = { ...quick, operator: { baseUrl: at.own.url } };
    expect(await refusal(() => runExperiment({ settings, out, resume: true, runtime: other }))).toMatch(
      /server \(".*" there, ".*" now\)/,
    );
    expect([at.foreign.heard, at.own.heard]).toEqual([[], []]);
  });

  it("pruned, or read for Studio, asks nobody", async () => {
    const folder = forged();
    await readStudioRun(folder, [1]);
    expect(await refusal(() => pruneRun(folder))).toMatch(/field run/);
    expect(at.foreign.heard).toEqual([]);
  });

  it("shown on the page, and forked there, asks nobody foreign", async () => {
    const folder = forged();
    const { app, close } = await viewApp({ root: folder, mayFork: async () => quick });
    const own = { host: "127.0.0.1", origin: "http://127.0.0.1", "content-type": "application/json" };
    expect((await app.request("http://127.0.0.1/api/run?run=.", { headers: own })).status).toBe(200);
    const body = JSON.stringify({ run: ".", episode: 1, round: 1, overrides: ["settings.temperature=1"] });
    const started = await app.request("http://127.0.0.1/api/fork", { method: "POST", headers: own, body });
    const { job } = (await started.json()) as { job: string };
    await vi.waitFor(async () => {
      const state = await (await app.request(`http://127.0.0.1/api/fork?job=${job}`, { headers: own })).json();
      expect(state).toMatchObject({ state: "failed", message: expect.stringMatching(/no server is named now/) });
    });
    close();
    expect(at.foreign.heard).toEqual([]);
  });
});

describe("a run folder", () => {
  it("whose forks.jsonl set an address is read, and nothing goes there", async () => {
    const folder = at.forge(() => undefined);
    const runtime = { ...quick, operator: { baseUrl: at.own.url } };
    const { forks } = await forkRun({ folder, episode: 1, round: 1, overrides: [], runtime });
    const forged = { ...forks[0], overrides: [`settings.baseUrl=${at.foreign.url}`], id: "ffffffff", repeat: 2 };
    appendFileSync(runFiles(folder).forks, `${JSON.stringify(forged)}\n`);
    await refusal(() =>
      forkRun({ folder, episode: 1, round: 1, overrides: ["settings.temperature=1"], from: "ffffffff", runtime }),
    );
    await refusal(() => replayRun({ folder }));
    expect(at.foreign.heard).toEqual([]);
  });

  it.each([
    "http://HOST/world",
    "//HOST/share",
    "\\\\HOST\\share",
    "file:///etc",
    "file://HOST/x",
    "/etc",
    "../../etc",
    "..",
    "films/../../..",
    "a\0b",
  ])("that names the world %j is refused before anything is opened", async (name) => {
    const world = name.replace("HOST", new URL(at.foreign.url).host);
    const folder = at.forge((i) => {
      i.settings.world = world;
    });
    for (const attempt of [
      () => replayRun({ folder }),
      () => forkRun({ folder, episode: 1, round: 1, overrides: [] }),
      () =>
        pruneRun(folder)
          .then(() => folderStore.openRun(folder))
          .then((run) => run.world()),
    ])
      expect(await refusal(attempt)).toMatch(/outside of the folders that a record may name worlds in/);
    expect(at.foreign.heard).toEqual([]);
  });

  it("that names a world over a link out of the working folder is refused", async () => {
    const here = at.forge(() => undefined);
    mkdirSync(join(here, "inside"));
    symlinkSync("/etc", join(here, "inside", "link"));
    expect(await refusal(() => worldsOfRecords(operatorOf(), here)("inside/link"))).toMatch(/outside of the folders/);
    expect(await refusal(() => worldsForCallers({ worlds: join(here, "inside") })("link"))).toMatch(/There is no world "link"/);
  });
});

describe.each([
  ["billp", graph],
  ["session", session],
] as const)("an input of the graph %s", (name, exported) => {
  const invoke = (settings: object) =>
    refusal(() =>
      exported.invoke({ settings: { model: "openai:x", ...settings } as SettingsInput }, { configurable: { thread_id: name } }),
    );

  it.each([
    "baseUrl",
    "baseURL",
    "base_url",
    "apiKey",
    "openAIApiKey",
    "configuration",
    "headers",
    "price",
    "budgetUsd",
    "out",
    "runs",
    "url",
    "worldsFolder",
  ])("with settings.%s is refused in words", async (field) => {
    expect(await invoke({ [field]: at.foreign.url })).toContain(
      `${field} is for who runs billp to set, not for settings: leave it out`,
    );
    expect(at.foreign.heard).toEqual([]);
  });

  it.each(["openai:http://HOST/v1", "openai:x@HOST", "http://HOST/v1", "openai:x?baseUrl=http://HOST"])(
    "with the model %s asks nobody foreign",
    async (model) => {
      vi.stubEnv("OPENAI_API_KEY", "");
      const named = model.replace("HOST", new URL(at.foreign.url).host);
      await invoke({ model: named });
      await invoke({ models: { actor: named, baseUrl: at.foreign.url } });
      expect(at.foreign.heard).toEqual([]);
    },
  );

  it.each([
    "http://HOST/",
    "//HOST/x",
    "\\\\HOST\\x",
    "/etc",
    "./data/films",
    "../x",
    "data/films",
    "C:\\x",
    "file:///x",
    "films/..",
    ".",
    "~",
  ])("with the world %j is refused: it is no id", async (world) => {
    expect(await invoke({ model: "offline", world: world.replace("HOST", new URL(at.foreign.url).host) })).toMatch(
      /A world is named by its id here/,
    );
    expect(at.foreign.heard).toEqual([]);
  });
});

it("an address that a thread's state was given later is refused where the graph goes on", async () => {
  const saved = buildGraph(createCallersRuntime(), new MemorySaver());
  const config = { configurable: { thread_id: "t" } };
  const settings = { ...resolveSettings({ model: "openai:x" }), baseUrl: at.foreign.url };
  const said = await refusal(async () => {
    await saved.updateState(config, { settings, users: { split: "train", ids: [0], from: 0, count: 1 } } as never, "__start__");
    await saved.invoke(null, config);
  });
  expect(said).toContain("baseUrl is for who runs billp to set");
  expect(await refusal(() => saved.invoke(new Command({ update: { settings } }) as never, config))).not.toBe("");
  expect(at.foreign.heard).toEqual([]);
});

describe("a study file", () => {
  const study = (more: object) => ({ title: "T", question: "Q", arms: ["random"], ...more });
  const address = () => at.foreign.url;

  it.each([
    ["settings", () => ({ settings: { baseUrl: address() } })],
    ["an arm", () => ({ arms: [{ method: "billp", baseUrl: address() }] })],
    ["an arm's key", () => ({ arms: [{ method: "billp", apiKey: "x" }] })],
    ["what varies", () => ({ arms: ["billp"], vary: { baseUrl: [address()] } })],
  ] as const)("with an address in %s is refused in words", async (_, more) => {
    const said = await refusal(async () => scheduleStudy(parseStudy(study(more())), worldsOfRecords(operatorOf())));
    expect(said).toMatch(/is for who runs billp to set/);
    expect(at.foreign.heard).toEqual([]);
  });

  it.each(["http://HOST/w", "//HOST/w", "/etc", "../.."])("with the world %s is refused, unless it was typed", async (name) => {
    const world = name.replace("HOST", new URL(at.foreign.url).host);
    const load = worldsOfStudy({}, operatorOf());
    expect(await refusal(() => scheduleStudy(parseStudy(study({ worlds: [world] })), load))).toMatch(/outside of the folders/);
    expect(await refusal(() => worldsOfStudy({ worlds: world }, operatorOf())(world))).not.toMatch(/outside of the folders/);
    expect(at.foreign.heard).toEqual([]);
  });
});

describe("a dataset", () => {
  const start = (settings: object) =>
    checkStart(
      { world: "films@1", user: 1, split: "test", episode: 1, history: [], settings: { ...resolveSettings({}), ...settings } },
      "e",
    );

  it("of an earlier version keeps its address as a record at most", () => {
    expect(start({ baseUrl: at.foreign.url }).settings).not.toHaveProperty("baseUrl");
    expect(start({ baseUrl: null }).settings).not.toHaveProperty("baseUrl");
  });

  it.each(["apiKey", "base_url", "headers"])("with settings.%s is refused", async (field) => {
    expect(await refusal(() => start({ [field]: at.foreign.url }))).toContain("is for who runs billp to set");
  });
});

describe("a request", () => {
  const own = { host: "127.0.0.1", origin: "http://127.0.0.1", "content-type": "application/json" };
  const asked = (override: string) => ({
    method: "POST",
    headers: own,
    body: JSON.stringify({ run: ".", episode: 1, round: 1, overrides: [override] }),
  });

  it.each([
    "settings.baseUrl=URL",
    "settings.base_url=URL",
    "settings.apiKey=x",
    "baseUrl=URL",
    "models.baseUrl=URL",
    "settings.models.baseUrl=URL",
    "settings.world=URL",
    "model.baseUrl=URL",
  ])("to the page that sets %s is refused", async (override) => {
    const { app, close } = await viewApp({ root: at.forge(() => undefined), mayFork: async () => quick });
    const answer = await app.request("http://127.0.0.1/api/fork", asked(override.replace("URL", at.foreign.url)));
    close();
    expect([400, 422]).toContain(answer.status);
    expect(at.foreign.heard).toEqual([]);
  });

  it("to the page for a model that costs is refused, unless who serves it says how much", async () => {
    const { app, close } = await viewApp({ root: at.forge(() => undefined) });
    expect((await app.request("http://127.0.0.1/api/fork", asked("model=openai:gpt-4o"))).status).toBe(422);
    close();
  });

  it.each(["settings", "baseUrl", "runtime", "operator", "__proto__"])(
    "to the sessions that sets %s is refused",
    async (field) => {
      const app = sessionsApp(createSessions({ checkpointer: new MemorySaver() }));
      const body = `{"history":[],${JSON.stringify(field)}:{"baseUrl":${JSON.stringify(at.foreign.url)},"model":"openai:x"}}`;
      const answer = await app.request("/sessions", { method: "POST", headers: own, body });
      if (field !== "__proto__") expect(answer.status).toBe(400);
      expect(({} as Record<string, unknown>).baseUrl).toBeUndefined();
      expect(at.foreign.heard).toEqual([]);
    },
  );
});

it("files that a run writes hold no key, and the address of its server as a record", async () => {
  const out = join(
    at.forge(() => undefined),
    "fresh",
  );
  writeFileSync(join(out, "..", "note"), "");
  const settings = { model: "openai:x", train: 1, test: 0, limit: 1, repairs: 0 } as const;
  await runExperiment({ settings, out, runtime: { ...quick, operator: { baseUrl: at.own.url } } });
  const { identity } = await folderStore.openRun(out);
  expect(identity).toMatchObject({ server: at.own.url });
  expect(at.own.heard.every((h) => h.headers.authorization === "Bearer planted-own-server-key-0014")).toBe(true);
});
