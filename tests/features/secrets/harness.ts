/** Shared by the tests of planted secrets: an environment full of them, a server of the operator's own, a foreign listener, and a run to forge. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { type OperatorOptions, operatorOf } from "../../../core/operator.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { createMemoryLedger } from "../../../models/ledger/ledger.ts";
import { loadChat } from "../../../models/providers/chat.ts";
import { createRoleClient } from "../../../models/role-client.ts";
import { QUICK, question } from "../../models/desk.ts";
import { type Heard, type Listener, listen } from "../../stubs/listener.ts";
import { startOpenAiStub } from "../../stubs/openai-server.ts";

/** What may reach nobody but its own origin. */
export const SECRETS: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: "sk-proj-planted0openai1key2value3",
  OPENAI_ADMIN_KEY: "planted-openai-admin-key-0001",
  OPENAI_ORG_ID: "org-planted-organisation-0002",
  OPENAI_ORGANIZATION: "org-planted-organisation-0003",
  OPENAI_PROJECT_ID: "proj-planted-project-0004",
  OPENAI_CUSTOM_HEADERS: "X-Company: planted-company-header-0005",
  OPENAI_WEBHOOK_SECRET: "planted-webhook-secret-0006",
  ANTHROPIC_API_KEY: "planted-anthropic-key-0007",
  GOOGLE_API_KEY: "planted-google-key-0008",
  MISTRAL_API_KEY: "planted-mistral-key-0009",
  GROQ_API_KEY: "planted-groq-key-0010",
  COHERE_API_KEY: "planted-cohere-key-0011",
  DEEPSEEK_API_KEY: "planted-deepseek-key-0012",
  XAI_API_KEY: "planted-xai-key-0013",
  LANGSMITH_API_KEY: "lsv2_pt_planted0langsmith1key2value3",
  BILLP_API_KEY: "planted-own-server-key-0014",
  BILLP_SERVER_TOKEN: "planted-server-token-0015",
};
const ADDRESSES = [
  "OPENAI_BASE_URL",
  "OPENAI_API_BASE",
  "BILLP_BASE_URL",
  "BILLP_WORLDS",
  "LANGSMITH_ENDPOINT",
  "LANGSMITH_TRACING",
];

/** What a way is tried with. */
export interface Place {
  /** Somebody else's server: whatever it is asked, it answers like a model. */
  readonly foreign: Listener;
  /** The operator's own server. */
  own: Listener;
  /** A fresh copy of the run that was played at the own server, its settings.json changed. */
  forge(change: (identity: Record<string, unknown> & { settings: Record<string, unknown> }) => void): string;
}

const asModel = ({ path, body }: Heard, response: Parameters<NonNullable<Parameters<typeof listen>[0]>>[1]): void => {
  const chat = {
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: '{"title":"Alien (1979)"}' } }],
  };
  const texts = path.includes("embeddings") ? (JSON.parse(body || "{}").input ?? []) : [];
  const data = [texts].flat().map((_, index) => ({ index, embedding: [1, 0, 0] }));
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(path.includes("embeddings") ? { data, usage } : { ...chat, usage }));
};

/** Prepares the place; every test begins with nothing heard, and ends with a look at all that was. */
export function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), "billp-secrets-"));
  const base = join(folder, "base");
  const there = {} as { -readonly [K in keyof Place]: Place[K] };
  let forged = 0;
  beforeAll(async () => {
    there.foreign = await listen(asModel);
    there.own = await listen(asModel);
    const stub = await startOpenAiStub();
    const settings = { model: "openai:x", train: 2, test: 1, limit: 2, lag: 1, repairs: 0 } as const;
    const runtime = { operator: { baseUrl: stub.url }, prices: {}, retry: QUICK };
    await runExperiment({ settings, out: base, runtime });
    await stub.close();
  });
  beforeEach(() => {
    there.foreign.heard.length = 0;
    there.own.heard.length = 0;
    for (const [name, value] of Object.entries(SECRETS)) vi.stubEnv(name, value);
    for (const name of ADDRESSES) vi.stubEnv(name, "");
  });
  afterEach(() => {
    const heard = there.foreign.text();
    for (const [name, value] of Object.entries(SECRETS)) expect(heard, name).not.toContain(value.replace(/^X-Company: /, ""));
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    await there.foreign?.close();
    await there.own?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  there.forge = (change) => {
    const copy = join(folder, `forged-${++forged}`);
    cpSync(base, copy, { recursive: true });
    const { settings: file } = runFiles(copy);
    const identity = JSON.parse(readFileSync(file, "utf8"));
    change(identity);
    writeFileSync(file, JSON.stringify(identity, null, 2));
    return copy;
  };
  return there;
}

/** Asks a chat model and an embedding model as a run does; gives the answer, or the error in words. */
export async function ask(given: OperatorOptions): Promise<string> {
  const settings = resolveSettings({ model: "openai:x", embedding: "openai:e", repairs: 0 });
  const operator = operatorOf(given);
  const offline = () => {
    throw new Error("none here");
  };
  const chat = (spec: string) => loadChat(spec, { settings, operator, offline });
  const client = createRoleClient({
    settings,
    operator,
    chat,
    ledger: createMemoryLedger(),
    retry: { ...QUICK, tries: 1 },
    prices: {},
  });
  const said = await Promise.allSettled([client.ask(question()), client.embed(["a text"])]);
  const words = said.map((s) => (s.status === "fulfilled" ? "answered" : `${s.reason.message} ${s.reason.hint ?? ""}`));
  for (const value of Object.values(SECRETS)) expect(words.join(" ")).not.toContain(value);
  return words.join("; ");
}

/** What an attempt threw, in words; empty when it threw nothing. No error holds a secret. */
export async function refusal(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "";
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    for (const value of Object.values(SECRETS)) expect(`${message} ${hint}`).not.toContain(value);
    return `${message} ${hint ?? ""}`;
  }
}
