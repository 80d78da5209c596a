/** Every call that Studio makes, on `langgraphjs dev` as `npm run studio` starts it, and on a trained run that `billp studio` imported. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../../experiments/runs/run.ts";
import { type Ended, start } from "../../apps/cli/spawn.ts";
import { type DevServer, freePort, startDevServer } from "../../stubs/dev-server.ts";
import { playRun, scratch } from "../langsmith/harness.ts";
import { at, lookAround, type Studio, studio } from "./calls.ts";

const folder = scratch();
const out = join(folder, "run");

/** Names and digests of all files in the run folder. */
function digests(): Record<string, string> {
  const of = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(out, name)))
      .digest("hex");
  return Object.fromEntries(
    readdirSync(out)
      .sort()
      .map((name) => [name, of(name)]),
  );
}

/** Edits a plan and the settings in the middle of a thread, as docs/studio.md says, and goes on from there. */
async function editAndGoOn(client: Studio, assistant: string, thread: string, kind: "played" | "imported"): Promise<void> {
  const history = await client.history(thread);
  const planned = at(history, 2, "micro-act");
  const whole = await client.stateAt(thread, planned.checkpoint.checkpoint_id);
  expect(whole.values).toEqual(planned.values);

  const unnamed = await client.update(thread, { plan: "x" }, planned.checkpoint.checkpoint_id);
  if (kind === "played") {
    // Planner and Critic wrote in one superstep: neither was the last. The reason stands in the server's log.
    expect(unnamed.status).toBe(500);
  } else {
    // An imported history does not say who ran, and LangGraph takes the update for an input: the episode would begin anew.
    expect(unnamed.status).toBe(200);
    expect((await client.state(thread)).next).toEqual(["begin-episode"]);
  }

  const plan = "Offer a quiet documentary next.";
  const fork = await client.update(thread, { plan }, planned.checkpoint.checkpoint_id, "macro-plan");
  expect(fork.status).toBe(200);
  const events = await client.stream(thread, assistant, null, fork.json.checkpoint.checkpoint_id);
  expect(events.filter((e) => e.event === "error")).toEqual([]);
  const nodes = events.filter((e) => e.event === "updates").flatMap((e) => Object.keys(e.data));
  expect([nodes[0], nodes.at(-1)]).toEqual(["micro-act", "reflect"]);
  const after = await client.state(thread);
  expect(after.values.rounds[1]).toMatchObject({ round: 2, plan });
  expect(after.values.rounds[0]).toEqual(planned.values.rounds[0]);
  expect(after.values.judgements.map((j: { round: number }) => j.round)).toEqual(
    Array.from({ length: after.values.rounds.length + 1 }, (_, i) => i + 1), // the Critic judged every state: no entry is lost
  );

  const before = at(history, 2, "critic-evaluate+macro-plan");
  const settings = { ...before.values.settings, limit: 2 };
  const other = await client.update(thread, { settings }, before.checkpoint.checkpoint_id, "environment-step");
  expect(other.status).toBe(200);
  await client.stream(thread, assistant, null, other.json.checkpoint.checkpoint_id);
  expect((await client.state(thread)).values.rounds).toHaveLength(2); // the step limit that was set there
  expect((await client.runs(thread)).length).toBeGreaterThanOrEqual(2);
}

describe("npm run studio", () => {
  let server: DevServer;
  let client: Studio;
  beforeAll(async () => {
    server = await startDevServer();
    client = studio(server.url);
  });
  afterAll(() => server?.stop());

  it("lets a browser at Studio's address ask", async () => {
    const headers = { origin: "https://smith.langchain.com", "access-control-request-method": "POST" };
    const preflight = await fetch(`${server.url}/threads/search`, { method: "OPTIONS", headers });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
  });

  it("answers for both graphs what is asked before a thread is opened", async () => {
    expect(await lookAround(client, "billp")).not.toBe(await lookAround(client, "session"));
  });

  it("plays in a new thread, shows its history, and goes on from edited checkpoints", async () => {
    const assistant = await lookAround(client, "billp");
    const { thread_id } = await client.createThread("billp");
    const events = await client.stream(thread_id, assistant, {});
    expect(events.map((e) => e.event)).toEqual(expect.arrayContaining(["metadata", "debug", "updates", "values"]));
    expect((await client.thread(thread_id)).status).toBe("idle");
    await editAndGoOn(client, assistant, thread_id, "played");
    expect(server.log()).toMatch(/Ambiguous update, specify "asNode"/);
  });
});

describe("billp studio", () => {
  let run: RunResult;
  let url: string;
  let process: ReturnType<typeof start>;
  let said = "";
  let ended: Ended | undefined;
  let before: Record<string, string>;
  beforeAll(async () => {
    run = await playRun(out);
    before = digests();
    const port = await freePort();
    process = start(folder, ["studio", "run", "--port", String(port), "--episode", "7", "4"]);
    process.child.stdout?.on("data", (chunk) => (said += chunk));
    void process.ended.then((e) => {
      ended = e;
    });
    while (!said.includes("Ctrl-C") && ended === undefined) await sleep(100);
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => void process.child.kill("SIGKILL"));

  it("prints the addresses and the threads", () => {
    expect(ended).toBeUndefined();
    expect(said).toContain(`https://smith.langchain.com/studio?baseUrl=${url}`);
    expect(said).toMatch(/^episode 7 +thread [0-9a-f-]{36}, \d+ rounds$/m);
  });

  it("shows the memories and rounds of the episodes that were asked for", async () => {
    const client = studio(url);
    await lookAround(client, "billp");
    await lookAround(client, "session");
    const threads = await client.threads({ run: run.summary.run });
    expect(threads.map((t: { metadata: { episode: number } }) => t.metadata.episode).sort()).toEqual([4, 7]);
    for (const { thread_id, metadata } of threads) {
      const { values, next } = await client.state(thread_id);
      const record = run.episodes[metadata.episode - 1];
      expect(next).toEqual([]);
      expect(values.rounds.map((r: { title: string }) => r.title)).toEqual(record?.rounds.map((r) => r.title));
      expect(values.outcomes).toMatchObject([{ episode: metadata.episode, len: record?.len, return: record?.return }]);
      const own = metadata.episode === 4 ? [1, 2, 4] : [1, 2, 3, 4]; // lag 2; a training episode holds what it wrote itself
      expect([...new Set(values.reflections.map((r: { episode: number }) => r.episode))].sort()).toEqual(own);
    }
  });

  it("goes on from edited checkpoints of an imported episode, and plays the next user with its memories", async () => {
    const client = studio(url);
    const assistant = await lookAround(client, "billp");
    const [thread] = await client.threads({ run: run.summary.run, episode: 7 });
    await editAndGoOn(client, assistant, thread.thread_id, "imported");
    const input = { users: { split: "test", ids: [run.episodes[0]?.user === 300 ? 301 : 300] }, cursor: 0, firstEpisode: 8 };
    // The server keeps the checkpoint of a thread's earlier run: a later one that names none would begin there again.
    const head = (await client.state(thread.thread_id)).checkpoint.checkpoint_id;
    const events = await client.stream(thread.thread_id, assistant, input, head);
    expect(events.filter((e) => e.event === "error")).toEqual([]);
    const { values } = await client.state(thread.thread_id);
    expect(values.outcomes.map((o: { episode: number }) => o.episode)).toEqual([7, 8]);
    expect(values.experience.length).toBeGreaterThan(0);
  });

  it("has written nothing into the run folder, and Ctrl-C leaves no process and no folder behind", async () => {
    expect(digests()).toEqual(before);
    process.child.kill("SIGINT");
    const { code, stderr } = await process.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining("Stopping the development server.")]);
    await expect(fetch(`${url}/ok`)).rejects.toThrow();
    expect(orphans()).toEqual([]);
  });

  it("says in a sentence what cannot be shown, and that a port is taken", async () => {
    const wrong = async (...args: string[]) => (await start(folder, ["studio", ...args]).ended).stderr;
    expect(await wrong("run", "--episode", "99")).toMatch(/has no episode 99\.\n {2}It has 1 to 7\./);
    expect(await wrong("nowhere")).toMatch(/settings.json cannot be read/);
    expect(await wrong("run", "--episode", "zero")).toMatch(/Expected a whole number/);
    const server = (await import("node:http")).createServer().listen(0, "127.0.0.1");
    await sleep(50);
    const { port } = server.address() as { port: number };
    expect(await wrong("run", "--port", String(port))).toContain(`Port ${port} is in use.`);
    server.close();
  });
});

/** Command lines of processes that still work in a folder of ours. */
function orphans(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes("billp-studio-") ? [line] : [];
    } catch {
      return [];
    }
  });
}
