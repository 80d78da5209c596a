/** Keys, tokens and authorisation headers, planted everywhere a run can meet them, are on no disk, in no trace and in no line. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, scratch, start } from "../apps/cli/spawn.ts";
import { type Stub as LangSmithStub, startLangSmithStub } from "../stubs/langsmith-server.ts";
import { type Mode, type Stub as ModelStub, startOpenAiStub } from "../stubs/openai-server.ts";
import { type Collector, startCollector } from "../stubs/otlp-server.ts";
import { type Found, secretsBelow, secretsIn } from "./search.ts";

/** Values of the environment. Some look like keys, some like nothing; one holds characters that JSON may escape. */
const ENV = {
  OPENAI_API_KEY: "sk-proj-Planted0OpenAi1Key2Value3Abcdefgh",
  BILLP_API_KEY: "own-server-planted-key-without-pattern",
  LANGSMITH_API_KEY: "lsv2_pt_planted0langsmith1key2value3abcdef_9876543210",
  ANTHROPIC_API_KEY: "plainWordsWithoutAnyPatternAnthropic",
  COMPANY_GATEWAY_TOKEN: "gateway/token+with/slashes==planted",
  DB_PASSWORD: "correct horse battery staple planted",
  AWS_SECRET_ACCESS_KEY: "AwsPlanted/SecretAccess+KeyValue0123",
};
/** In the .env file of the working directory. */
const DOTENV = { GROQ_API_KEY: "dotenvPlantedGroqKeyWithoutPattern" };
/** Nobody's environment: the server shows them, and only their form gives them away. */
const SHOWN = {
  foreignKey: "sk-foreign0Key1Shown2By3Server4Abcdefgh",
  foreignBearer: "ZmFrZVRva2VuU2hvd25CeVNlcnZlcjEyMzQ1Njc4OTA",
  foreignGoogle: "AIzaSyPlantedForeignGoogleKey0123456789abc",
};
const SECRETS = { ...ENV, ...DOTENV, ...SHOWN };

const folder = scratch();
writeFileSync(
  join(folder, ".env"),
  Object.entries(DOTENV)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join(""),
);

let model: ModelStub;
let langsmith: LangSmithStub;
let collector: Collector;
let mode: Mode = "answer";
const said: Ended[] = [];

/** Everything that is secret, as a server may say it: plain, in headers, with needless escapes. */
function confession(authorization: string | undefined): string {
  const escaped = [...ENV.OPENAI_API_KEY].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  const { foreignBearer, ...bare } = SECRETS; // which is known by the word before it
  const plain = [
    ...Object.values(bare),
    `Authorization: ${authorization}`,
    `Bearer ${foreignBearer}`,
    "https://me:hunter2planted@host/",
  ];
  return `${plain.join(" ")} ${ENV.COMPANY_GATEWAY_TOKEN.replaceAll("/", "\\/")} ${escaped}`;
}

beforeAll(async () => {
  model = await startOpenAiStub({
    mode: (nth, { authorization }) => {
      if (typeof mode === "object" && nth % 5 === 0) return { ...mode, message: confession(authorization) };
      // Now and then a failure that is tried again, with the same in its body.
      return nth % 17 === 0 ? { status: 503, message: confession(authorization), headers: { "retry-after-ms": "1" } } : "answer";
    },
    answer: ({ messages }, nth) => {
      const text = confession(model.requests[nth - 1]?.authorization);
      const title =
        /"title":"([^"]+)"/.exec(JSON.stringify(messages).replaceAll('\\"', '"').split("catalogue")[1] ?? "")?.[1] ??
        "Alien (1979)";
      // As raw JSON text, so that the escapes stand in it as they are.
      return `{"reason":"${text}","diagnosis":"${text}","principle":"${text}","plan":"drama. ${text}","value":2,"title":"${title}"}`;
    },
  });
  langsmith = await startLangSmithStub();
  collector = await startCollector();
});
afterAll(() => Promise.all([model.close(), langsmith.close(), collector.close()]));

const traced = () => ({ ...ENV, LANGSMITH_TRACING: "true", LANGSMITH_ENDPOINT: langsmith.url, BILLP_DEBUG: "1" });
async function billp(args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  const ended = await start(folder, args, { ...traced(), ...more }).ended;
  said.push(ended);
  return ended;
}
const playing = (out: string) => [
  "run",
  "--method",
  "billp",
  "--train",
  "2",
  "--test",
  "2",
  "--lag",
  "1",
  "--limit",
  "3",
  "--out",
  out,
];
const paid = () => ["--model", "openai:x", "--embedding", "openai:e", "--base-url", model.url];
const money = ["--budget", "100", "--price", "openai:x=1,1", "--price", "openai:e=1,1", "--cache", "on"];

function expectNothing(found: readonly Found[]): void {
  expect([...new Set(found.map((f) => `${f.secret}: ${f.where.replace(folder, "")}`))]).toEqual([]);
}

describe("planted secrets", () => {
  it("meet a run, traced, with answers and retried errors that tell them", async () => {
    const { code, stdout } = await billp([...playing("run"), ...paid(), ...money]);
    expect(code, said.at(-1)?.stderr).toBe(0);
    expect(stdout).toMatch(/^test +2 episodes$/m);
    expect(model.requests.every((r) => r.authorization === `Bearer ${ENV.BILLP_API_KEY}`)).toBe(true);
    expect(langsmith.roots().length).toBe(4);
  });

  it("meet a run that fails, and its resumption", async () => {
    mode = { status: 401 };
    const failed = await billp([...playing("broken"), "--seed", "2", ...paid(), ...money]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/openai:[xe] gave no answer: HTTP 401/);
    mode = "answer";
    const resumed = await billp(["run", "--resume", "--out", "broken", "--base-url", model.url, ...money]);
    expect(resumed.code, resumed.stderr).toBe(0);
  });

  it("meet a run traced by OpenTelemetry", async () => {
    const otel = { LANGSMITH_TRACING_MODE: "otel", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    expect((await billp([...playing("otel"), "--seed", "3", ...paid(), ...money], otel)).code).toBe(0);
    expect(collector.spans.length).toBeGreaterThan(20);
  });

  it("meet a dataset, an experiment and the prompt hub", async () => {
    expect((await billp(["langsmith", "push", "run", "--dataset", "d"])).code).toBe(0);
    const replayed = await billp(["langsmith", "replay", "d", "--base-url", model.url, ...money.slice(0, -2)]);
    expect(replayed.code, replayed.stderr).toBe(0);
    expect((await billp(["langsmith", "prompts", "push", "actor"])).code).toBe(0);
  });

  it("meet servers that refuse LangSmith's key and say it", async () => {
    const rude = await startLangSmithStub({ mode: { status: 403, detail: (req) => confession(`${req.headers["x-api-key"]}`) } });
    const refused = await billp(["langsmith", "push", "run"], { LANGSMITH_ENDPOINT: rude.url });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("answer 403")]);
    const untraced = await billp([...playing("refused"), "--model", "offline"], { LANGSMITH_ENDPOINT: rude.url });
    expect([untraced.code, untraced.stderr]).toEqual([0, expect.stringContaining("the key was refused (403)")]);
    await rude.close();
  });

  it("in addresses are refused before anything is written", async () => {
    const address = model.url.replace("//", `//me:${SHOWN.foreignBearer}@`);
    const refused = await billp([...playing("address"), "--model", "openai:x", "--base-url", address, ...money]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("Must not hold a user name or password")]);
    const other = await billp([...playing("address"), "--model", "openai:x", ...money], { OPENAI_BASE_URL: address });
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("address holds a user name or password")]);
    expect(existsSync(join(folder, "address"))).toBe(false);
    const third = await billp(["langsmith", "push", "run"], { LANGSMITH_ENDPOINT: address });
    expect([third.code, third.stderr]).toEqual([2, expect.stringContaining("holds a user name or password")]);
  });

  it("are in no file: not in raw bytes, not in what is compressed, not in the ledger's prompts and answers", async () => {
    const counts = { file: 0, value: 0, prompt: 0 };
    const found = await secretsBelow(folder, SECRETS, (what) => counts[what]++);
    expectNothing(found.filter((f) => !f.where.endsWith("/.env")));
    expect(found.map((f) => f.secret)).toContain("GROQ_API_KEY"); // the search finds what is there
    expect(counts.file).toBeGreaterThan(20);
    expect(counts.value).toBeGreaterThan(1000);
    expect(counts.prompt).toBeGreaterThan(60);
  });

  it("are in nothing that was sent to LangSmith or a collector, but for LangSmith's key in its own header", () => {
    const bodies = langsmith.uploads.map((u) => u.body.toString("latin1")).join("\n");
    expect(bodies).toContain("[key]"); // they were there to be replaced
    expectNothing(secretsIn(bodies, SECRETS, "LangSmith"));
    expectNothing(secretsIn(JSON.stringify([...langsmith.runs.values()]), SECRETS, "LangSmith, parsed"));
    expect(new Set(langsmith.uploads.map((u) => u.apiKey))).toEqual(new Set([ENV.LANGSMITH_API_KEY]));
    expect(langsmith.misfits).toEqual([]);
    expectNothing(secretsIn(Buffer.concat(collector.bodies).toString("latin1"), SECRETS, "collector"));
    expectNothing(secretsIn(JSON.stringify(collector.headers), SECRETS, "collector's headers"));
  });

  it("are in no line that was printed, stack traces included", () => {
    expect(said.length).toBeGreaterThan(9);
    expectNothing(said.flatMap((s, i) => secretsIn(`${s.stdout}\n${s.stderr}`, SECRETS, `command ${i + 1}`)));
  });
});
