/** The cache of answers: what is found again and what is not, several users at once, and files that cannot be used. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { openCacheFor } from "../../apps/cli/cache.ts";
import type { SettingsInput } from "../../core/settings.ts";
import { openSqlite } from "../../core/sqlite.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { cacheKey, openResponseCache, type ResponseCache, type ResponseCacheOptions } from "../../models/response-cache.ts";
import { createRoleClient, type RoleClient } from "../../models/role-client.ts";
import { createScript } from "../../models/scripted.ts";
import { line } from "../../prompts/answer-fields.ts";
import { type Stub, type StubOptions, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, question } from "./desk.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-cache-"));
const stubs: Stub[] = [];
const caches: ResponseCache[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cache of caches.splice(0)) cache.close();
  for (const stub of stubs.splice(0)) await stub.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = () => join(folder, `cache-${++files}.sqlite`);
async function open(path = newFile(), options: ResponseCacheOptions = {}): Promise<ResponseCache> {
  const cache = await openResponseCache(path, options);
  caches.push(cache);
  return cache;
}
async function serve(options: StubOptions = {}): Promise<Stub> {
  const stub = await startOpenAiStub(options);
  stubs.push(stub);
  return stub;
}
const COLD: SettingsInput = { temperature: 0 };
const PRICES = { "openai:stub-1": { input: 1000, output: 1000 } };
const kept = { answer: "a", inputTokens: 3, outputTokens: 2, estimated: false };

describe("a call that was made before", () => {
  it("is not made again, costs nothing, and is counted as cached", async () => {
    const [stub, cache] = [await serve(), await open()];
    const first = deskOn(stub.url, COLD, { cache, prices: PRICES });
    const again = deskOn(stub.url, COLD, { cache, prices: PRICES });
    const answers = [await first.ask(question()), await again.ask(question())];
    expect(answers[1]).toEqual(answers[0]);
    expect(stub.requests).toHaveLength(1);
    expect(first.usage()).toMatchObject({ calls: 1, costUsd: 0.12 });
    expect(first.usage()).not.toHaveProperty("cached");
    expect(again.usage()).toMatchObject({ calls: 1, cached: 1, costUsd: 0, inputTokens: 100, outputTokens: 20 });
    expect(again.usage().byRole.actor).toMatchObject({ cached: 1 });
  });

  it("is there even when the budget is spent, and what is not there still stops the run", async () => {
    const [stub, cache] = [await serve(), await open()];
    await deskOn(stub.url, COLD, { cache }).ask(question());
    const broke = deskOn(stub.url, COLD, { cache, prices: PRICES, budgetUsd: 0 });
    expect(await broke.ask(question())).toMatchObject({ ok: true });
    await expect(broke.ask(question(2))).rejects.toMatchObject({ code: "budget" });
  });

  it("may have been unusable: the same answer is repaired in the same way", async () => {
    const answer = (_: unknown, nth: number) => (nth === 1 ? "no title" : '{"title":"Heat"}');
    const [stub, cache] = [await serve({ answer }), await open()];
    const repaired = { ok: true, value: { title: "Heat" }, calls: 2 };
    for (let n = 0; n < 2; n++) expect(await deskOn(stub.url, COLD, { cache }).ask(question())).toEqual(repaired);
    expect(stub.requests).toHaveLength(2);
  });

  it("stays in the ledger of the run, which needs no cache to be resumed", async () => {
    const [stub, cache] = [await serve(), await open()];
    await deskOn(stub.url, COLD, { cache }).ask(question());
    const file = join(folder, "calls.sqlite");
    const run = deskOn(stub.url, COLD, { cache, ledger: await openSqliteLedger(file) });
    await run.ask(question());
    const usage = run.usage();
    run.close();
    const resumed = deskOn(stub.url, COLD, { ledger: await openSqliteLedger(file) });
    expect(await resumed.ask(question())).toMatchObject({ ok: true });
    expect(resumed.usage()).toEqual(usage);
    expect(resumed.usage()).toMatchObject({ calls: 1, cached: 1, costUsd: 0, cutOff: 0, failed: 0 });
    expect(stub.requests).toHaveLength(1);
    resumed.close();
  });

  it("is answered by nobody's interruption: an aborted run stops", async () => {
    const [stub, cache] = [await serve(), await open()];
    await deskOn(stub.url, COLD, { cache }).ask(question());
    const stopped = deskOn(stub.url, COLD, { cache }).ask(question(), { signal: AbortSignal.abort(new Error("stop")) });
    await expect(stopped).rejects.toThrow("stop");
  });
});

describe("a call is another", () => {
  const other: [string, (roleClient: (input: SettingsInput) => RoleClient) => Promise<unknown>][] = [
    ["with another seed", (roleClient) => roleClient({ ...COLD, seed: 2 }).ask(question())],
    ["with another temperature", (roleClient) => roleClient({ temperature: 0.1 }).ask(question())],
    ["with another model", (roleClient) => roleClient({ ...COLD, model: "openai:stub-2" }).ask(question())],
    ["with another way of asking", (roleClient) => roleClient({ ...COLD, answers: "jsonSchema" }).ask(question())],
    ["with another prompt", (roleClient) => roleClient(COLD).ask(question(1, 1, "Another."))],
    ["elsewhere in the run", (roleClient) => roleClient(COLD).ask(question(1, 2))],
    [
      "with another form",
      (roleClient) =>
        roleClient({ ...COLD, answers: "text" }).ask({ ...question(), schema: z.object({ title: line(81) }) as never }),
    ],
  ];

  it.each(other)("%s", async (_, ask) => {
    const [stub, cache] = [await serve(), await open(newFile(), { mode: "on" })];
    const roleClient = (input: SettingsInput) => deskOn(stub.url, input, { cache });
    await roleClient(COLD).ask(question());
    await ask(roleClient);
    expect(stub.requests).toHaveLength(2);
    await roleClient(COLD).ask(question());
    expect(stub.requests).toHaveLength(2);
  });

  it("on another server", async () => {
    const [one, two, cache] = [await serve(), await serve(), await open()];
    for (const stub of [one, two]) await deskOn(stub.url, COLD, { cache }).ask(question());
    expect([one.requests.length, two.requests.length]).toEqual([1, 1]);
    vi.stubEnv("OPENAI_BASE_URL", `${two.url}/`);
    await deskOn(null, COLD, { cache }).ask(question()); // the same server, named by the environment
    expect([one.requests.length, two.requests.length]).toEqual([1, 1]);
  });

  it("by every field of its key", () => {
    const key = { spec: "a", server: "", method: "text", role: "actor", form: "{}", temperature: 0, seed: 1, messages: "[]" };
    const others = Object.keys(key).map((field) => cacheKey({ ...key, [field]: field === "seed" ? 2 : 0.5 } as never));
    expect(new Set([cacheKey(key), ...others]).size).toBe(Object.keys(key).length + 1);
  });
});

describe("nothing is kept", () => {
  it("above temperature 0, unless asked for", async () => {
    const stub = await serve();
    const file = newFile();
    const [auto, on] = [await open(file), await open(file, { mode: "on" })];
    for (const cache of [auto, auto, on, on]) await deskOn(stub.url, { temperature: 0.5 }, { cache }).ask(question());
    expect(stub.requests).toHaveLength(3);
  });

  it("of models in this process", async () => {
    const { chat, calls } = createScript({ actor: () => ({ title: "Heat" }) });
    const cache = await open(newFile(), { mode: "on" });
    for (const model of ["offline", "offline", "offline:blind", "offline:blind"]) {
      const settings = resolveSettings({ model, temperature: 0 });
      const roleClient = createRoleClient({ settings, chat, ledger: createMemoryLedger(), cache });
      await roleClient.ask(question());
      expect(roleClient.usage()).not.toHaveProperty("cached");
    }
    expect(calls).toHaveLength(4);
  });

  it("of a call that gave no whole answer, nor any key", async () => {
    const key = "sk-proj-abcdefghijklmnop9876";
    vi.stubEnv("OPENAI_API_KEY", key);
    const file = newFile();
    const stub = await serve({ mode: (nth) => (nth === 1 ? "stallBody" : "answer"), answer: () => `{"title":"${key}"}` });
    const cache = await open(file);
    const retry = { tries: 1, timeoutMs: 200 };
    await expect(deskOn(stub.url, COLD, { cache, retry }).ask(question())).rejects.toMatchObject({ code: "model-refused" });
    expect(await deskOn(stub.url, COLD, { cache }).ask(question())).toMatchObject({ value: { title: "[key]" } });
    expect(stub.requests).toHaveLength(2);
    for (const name of readdirSync(folder).filter((n) => join(folder, n).startsWith(file))) {
      const bytes = readFileSync(join(folder, name));
      for (const secret of [key, "authorization", stub.url, "Recommend a film"]) expect(bytes.includes(secret)).toBe(false);
    }
  });
});

describe("one file", () => {
  it("serves two handles at once, and the first answer stays", async () => {
    const file = newFile();
    const [one, two] = [await open(file), await open(file)];
    one.put("k", "m", kept);
    two.put("k", "m", { ...kept, answer: "later" });
    two.put("l", "m", { ...kept, estimated: true });
    expect(two.get("k")).toEqual(kept);
    expect(one.get("l")).toEqual({ ...kept, estimated: true });
    expect(one.get("m")).toBeUndefined();
  });
});

describe("a file that cannot be used", () => {
  const refused = (path: string, code = "bad-input") =>
    expect(openResponseCache(path)).rejects.toMatchObject({
      name: "BillpError",
      code,
      message: expect.stringContaining(path),
      hint: expect.stringMatching(/--cache-file.*--cache off/),
    });

  it("is refused and left as it is: text, a damaged cache, another database, a folder", async () => {
    const text = newFile();
    writeFileSync(text, "this is no database, but it is long enough to look like one".repeat(40));
    await refused(text);
    expect(readFileSync(text, "utf8")).toMatch(/^this is no database/);

    const other = newFile();
    (await openSqliteLedger(other)).close();
    await refused(other);
    const db = await openSqlite(other);
    expect(db.prepare("SELECT name FROM sqlite_master WHERE name = 'answers'").all()).toEqual([]);
    db.close();

    await refused(folder, "run-folder");
    await refused(join(text, "cache.sqlite"), "run-folder");
    await refused("/proc/x/cache.sqlite", "run-folder");
    await refused(join(folder, "n".repeat(300), "cache.sqlite"), "run-folder");
  });

  it("gives back an answer that holds U+0000 whole, on every engine", async () => {
    const cache = await open();
    cache.put("k", "m", { ...kept, answer: "before\0after" });
    expect(cache.get("k")).toEqual({ ...kept, answer: "before\0after" });
  });

  it("is made with its folder when it is not there, or empty", async () => {
    const path = join(folder, "deep", "down", "cache.sqlite");
    (await open(path)).put("k", "m", kept);
    const empty = newFile();
    writeFileSync(empty, "");
    (await open(empty)).put("k", "m", kept);
    expect((await open(empty)).get("k")).toEqual(kept);
  });

  it("when damaged in use is told of once, and the run goes on without it", async () => {
    const [stub, file, notices] = [await serve(), newFile(), [] as string[]];
    const filled = await openResponseCache(file);
    for (let n = 0; n < 3000; n++) filled.put(cacheKey({ seed: n } as never), "m", { ...kept, answer: "x".repeat(100) });
    filled.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096 * 2); // the first pages stand, so that it opens
    writeFileSync(file, bytes);
    const cache = await open(file, { onNotice: (text) => void notices.push(text) });
    for (let episode = 1; episode <= 5; episode++)
      expect(await deskOn(stub.url, COLD, { cache }).ask(question(episode))).toMatchObject({ ok: true });
    expect(stub.requests).toHaveLength(5);
    expect(notices).toEqual([expect.stringMatching(/cache.*is not used any more: .*malformed.*goes on without it/)]);
  });

  it("when cut short is refused or does without", async () => {
    const file = newFile();
    const filled = await openResponseCache(file);
    for (let n = 0; n < 500; n++) filled.put(`k${n}`, "m", kept);
    filled.close();
    truncateSync(file, 5000);
    const notices: string[] = [];
    const result = await openResponseCache(file, { onNotice: (text) => void notices.push(text) }).then(
      (cache) => {
        caches.push(cache);
        return cache.get("k1") ?? "nothing";
      },
      (error) => error.code,
    );
    expect(["nothing", "bad-input"]).toContain(result);
  });
});

describe("the flags", () => {
  const wanted = async (settings: SettingsInput | SettingsInput[], cache: "auto" | "on" | "off" = "auto") => {
    const cacheFile = newFile();
    const runs = [settings].flat().map((s) => resolveSettings(s));
    const opened = await openCacheFor(Array.isArray(settings) ? runs : (runs[0] as never), { cache, cacheFile });
    opened?.close();
    expect(existsSync(cacheFile)).toBe(opened !== null);
    return opened !== null;
  };

  it("open the file only where a model is asked that is not in this process, and at auto only at temperature 0", async () => {
    const remote: SettingsInput = { model: "openai:x" };
    expect(await wanted({ ...remote, ...COLD })).toBe(true);
    expect(await wanted({ models: { critic: "openai:x" }, ...COLD })).toBe(true);
    expect(await wanted([{ ...COLD }, remote, { ...remote, ...COLD }])).toBe(true);
    expect(await wanted(remote)).toBe(false);
    expect(await wanted(remote, "on")).toBe(true);
    expect(await wanted({ ...remote, ...COLD }, "off")).toBe(false);
    expect(await wanted({ ...remote, ...COLD, method: "random" }, "on")).toBe(false);
    expect(await wanted({ ...COLD, models: { actor: "offline:blind" } }, "on")).toBe(false);
    expect(await wanted([{ ...COLD }, remote])).toBe(false);
  });
});
