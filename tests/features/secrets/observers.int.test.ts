/** LangSmith's key and a collector's headers: each reaches its own server, and no redirect or second address carries it on. */
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readDataset } from "../../../integrations/langsmith/dataset.ts";
import { pushRun } from "../../../integrations/langsmith/push.ts";
import { openSpanUploads } from "../../../integrations/tracing/otel-uploads.ts";
import { runExperiment } from "../../../integrations/tracing/traced-experiments.ts";
import { listen } from "../../stubs/listener.ts";
import { startCollector } from "../../stubs/otlp-server.ts";
import { place, refusal, SECRETS } from "./harness.ts";

const at = place();
const KEY = SECRETS.LANGSMITH_API_KEY as string;
const settings = { method: "react", train: 1, test: 0, limit: 2, model: "offline" } as const;
/** Plays a traced run; the run itself never fails for its traces. */
async function traced(): Promise<string> {
  const said: string[] = [];
  vi.stubEnv("LANGSMITH_TRACING", "true");
  await runExperiment({ settings, out: null, onNotice: (line) => said.push(line) });
  return said.join("\n");
}

describe("LangSmith's key", () => {
  it.each([301, 302, 303, 307, 308])("does not follow a redirect (%i) of what is asked", async (status) => {
    const sending = await listen((_, response) => response.writeHead(status, { location: `${at.foreign.url}/x` }).end());
    vi.stubEnv("LANGSMITH_ENDPOINT", sending.url);
    const said = await refusal(() => readDataset("some", {}, null));
    await sending.close();
    expect(sending.text()).toContain(KEY);
    expect(said).toContain("nothing was sent there");
    expect(at.foreign.heard).toEqual([]);
  });

  it.each([302, 307, 308])("does not follow a redirect (%i) of a trace", async (status) => {
    const sending = await listen((_, response) => response.writeHead(status, { location: `${at.foreign.url}/x` }).end());
    vi.stubEnv("LANGSMITH_ENDPOINT", sending.url);
    const said = await traced();
    await sending.close();
    expect(sending.text()).toContain(KEY);
    expect(said).toMatch(/sends on to another address/);
    expect(at.foreign.heard).toEqual([]);
  });

  it("does not follow a redirect of a push, whose run names a foreign server", async () => {
    const sending = await listen((_, response) => response.writeHead(307, { location: at.foreign.url }).end());
    vi.stubEnv("LANGSMITH_ENDPOINT", sending.url);
    const folder = at.forge((i) => {
      i.server = at.foreign.url;
    });
    expect(await refusal(() => pushRun(folder, null))).toContain("nothing was sent there");
    await sending.close();
    expect(at.foreign.heard).toEqual([]);
  });

  it("stays at home where an address holds a password", async () => {
    vi.stubEnv("LANGSMITH_ENDPOINT", at.foreign.url.replace("//", "//me:planted@"));
    expect(await refusal(() => readDataset("some", {}, null))).toContain("holds a user name or password");
    expect(at.foreign.heard).toEqual([]);
  });
});

describe("spans", () => {
  it("go to the collector without LangSmith's key", async () => {
    const collector = await startCollector();
    vi.stubEnv("LANGSMITH_TRACING_MODE", "otel");
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
    await traced();
    await collector.close();
    expect(collector.spans.length).toBeGreaterThan(0);
    expect(JSON.stringify(collector.headers)).not.toContain(KEY);
  });

  it.each([
    ["no collector is named", {}, /nothing says that it is for https:\/\/api\.smith\.langchain\.com/],
    [
      "another one is named for traces",
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "FOREIGN" },
      /Set OTEL_EXPORTER_OTLP_TRACES_HEADERS/,
    ],
  ] as const)("with headers are not sent where %s", async (_, env, said) => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=planted-collector-key-0016");
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value.replace("FOREIGN", `${at.foreign.url}/v1/traces`));
    expect(await refusal(() => openSpanUploads())).toMatch(said);
    vi.stubEnv("LANGSMITH_TRACING_MODE", "otel");
    expect(await traced()).toMatch(/Nothing is traced/);
    expect(at.foreign.heard).toEqual([]);
  });

  it("a collector's redirect is not followed", async () => {
    const sending = await listen((_, response) => response.writeHead(307, { location: `${at.foreign.url}/v1/traces` }).end());
    vi.stubEnv("LANGSMITH_TRACING_MODE", "otel");
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", sending.url);
    vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=planted-collector-key-0016");
    await traced();
    await sending.close();
    expect(sending.text()).toContain("planted-collector-key-0016");
    expect(at.foreign.heard).toEqual([]);
  });
});

it("a trace holds no key of the environment", async () => {
  const own = await listen();
  vi.stubEnv("LANGSMITH_ENDPOINT", own.url);
  vi.stubEnv("LANGSMITH_PROJECT", join("tests", "secrets"));
  await traced();
  await own.close();
  const { LANGSMITH_API_KEY: _, ...others } = SECRETS;
  for (const [name, value] of Object.entries(others)) expect(own.text(), name).not.toContain(value);
});
