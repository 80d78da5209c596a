/** The server of `billp view`: what it tells is what the files and the ledger say, and nobody else is told. */
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import type { CallText, CataloguePage, EpisodePage, MemoryPage, RunCard, RunPage } from "../../../apps/view/server/shapes.ts";
import { readEpisodes } from "../../../experiments/evaluation/record.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { readSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { playRun, runsFolder } from "./played.ts";

const root = runsFolder();
let server: Awaited<ReturnType<typeof serveView>>;
const errors: unknown[] = [];

beforeAll(async () => {
  await playRun(root, "study/one");
  await playRun(root, "random", { method: "random", test: 4 });
  server = await serveView({ root, port: 0, onError: (e) => errors.push(e) });
});
afterAll(() => server.close());

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${server.url}api/${path}`);
  expect(response.status, path).toBe(200);
  return response.json() as Promise<T>;
}

/** A request with headers that fetch does not let one set. */
function ask(
  path: string,
  headers: Record<string, string>,
  method = "GET",
  body = "",
): Promise<{ status: number; text: string }> {
  return new Promise((done, failed) => {
    const sent = request(new URL(path, server.url), { method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => done({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", failed).end(body);
  });
}

describe("what it tells", () => {
  test("the runs below the folder, at any depth, with the figures of their summaries", async () => {
    const { runs } = await get<{ runs: RunCard[] }>("runs");
    expect(runs.map((r) => r.id)).toEqual(["random", "study/one"]);
    const summary = JSON.parse(readFileSync(runFiles(join(root, "study/one")).summary, "utf8"));
    expect(runs[1]).toMatchObject({ status: "finished", method: "billp", episodes: 12, planned: 12, rTraj: summary.test.rTraj });
    expect(runs[0]).toMatchObject({ method: "random", episodes: 4, planned: 4 });
  });

  test("a row for every episode, and each episode as it stands in episodes.jsonl", async () => {
    const played = await readEpisodes(runFiles(join(root, "study/one")).episodes);
    const page = await get<RunPage>("run?run=study%2Fone");
    expect(page.rows.map((r) => r.return)).toEqual(played.map((e) => e.return));
    expect(page.rows.map((r) => r.rewards)).toEqual(played.map((e) => e.rounds.map((r) => r.reward)));
    for (const episode of played) {
      const told = await get<EpisodePage>(`episode?run=study%2Fone&episode=${episode.episode}`);
      expect(told.episode).toEqual(episode);
      expect(told.world?.categories).toHaveLength(episode.rounds.length);
    }
  });

  test("why a user left: the distances of the last item, below β where the reason is likeness", async () => {
    const world = await loadWorld("films");
    const played = await readEpisodes(runFiles(join(root, "study/one")).episodes);
    const similar = played.filter((e) => e.end.reason === "similar");
    expect(similar.length).toBeGreaterThan(0);
    for (const { episode, rounds } of similar) {
      const { world: told } = await get<EpisodePage>(`episode?run=study%2Fone&episode=${episode}`);
      const compared = told?.why?.compared ?? [];
      const last = rounds.at(-1)?.item as number;
      expect(compared.some((c) => c.close)).toBe(true);
      for (const c of compared) expect(c.distance).toBe(world.distance(rounds[c.round - 1]?.item as number, last));
    }
  });

  test("prompts and answers exactly as the ledger has them, and the memories they showed", async () => {
    const ledger = await readSqliteLedger(runFiles(join(root, "study/one")).calls);
    const calls = ledger.entries(8).filter((c) => c.round === 2);
    const told = await get<CallText[]>("calls?run=study%2Fone&episode=8&round=2");
    expect(told.map((c) => c.role)).toEqual(calls.map((c) => c.role));
    expect(told.map((c) => c.answer)).toEqual(calls.map((c) => c.answer));
    expect(told.map((c) => c.messages)).toEqual(calls.map((c) => JSON.parse(c.messages as string)));
    expect(told.flatMap((c) => c.recalled ?? []).length).toBeGreaterThan(0);
    ledger.close();
  });

  test("every memory entry with its uses, counted again from the ledger", async () => {
    const { entries, recorded, sights } = await get<MemoryPage>("memory?run=study%2Fone");
    const played = await readEpisodes(runFiles(join(root, "study/one")).episodes);
    const ledger = await readSqliteLedger(runFiles(join(root, "study/one")).calls);
    const rounds = new Map<string, Set<string>>();
    for (const { episode, rounds: list } of played)
      for (const call of ledger.entries(episode))
        for (const key of call.recalled ?? [])
          if (call.round <= list.length) rounds.set(key, (rounds.get(key) ?? new Set()).add(`${episode}/${call.round}`));
    ledger.close();
    expect(recorded).toBe(true);
    expect(sights.map((s) => s.upTo)).toEqual([0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6]);
    expect(entries.map((e) => e.used)).toEqual(entries.map((e) => rounds.get(e.key)?.size ?? 0));
    expect(Math.max(...entries.map((e) => e.used))).toBeGreaterThan(2);
    expect(new Set(entries.map((e) => e.memory))).toEqual(new Set(["experience", "values", "reflections", "plans"]));
  });

  test("the catalogue as a map that keeps near items near", async () => {
    const world = await loadWorld("films");
    const { items, points } = await get<CataloguePage>("catalogue?run=random");
    expect(items.map((i) => i.title)).toEqual(world.items.map((i) => i.title));
    const gap = (a: number, b: number) => Math.hypot(points[2 * a]! - points[2 * b]!, points[2 * a + 1]! - points[2 * b + 1]!);
    const pairs = Array.from({ length: 4000 }, (_, i) => [(i * 7) % items.length, (i * 131 + 17) % items.length] as const);
    expect(
      correlation(
        pairs.map(([a, b]) => world.distance(a, b)),
        pairs.map(([a, b]) => gap(a, b)),
      ),
    ).toBeGreaterThan(0.6);
  });
});

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (of: (i: number) => number) => x.reduce((s, _, i) => s + of(i), 0);
  return sum((i) => (x[i]! - mx) * (y[i]! - my)) / Math.sqrt(sum((i) => (x[i]! - mx) ** 2) * sum((i) => (y[i]! - my) ** 2));
}

describe("who is told", () => {
  const own = () => new URL(server.url).host;

  test("nobody who reaches it by a foreign name, nor another page", async () => {
    for (const host of ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
      expect((await ask("/api/runs", { host })).status).toBe(403);
    for (const host of [own(), "localhost:1", "[::1]:8321"]) expect((await ask("/api/runs", { host })).status).toBe(200);
    expect((await ask("/api/runs", { host: own(), origin: "http://evil.example" })).status).toBe(403);
  });

  test("writes come from the page alone, as JSON", async () => {
    const json = { host: own(), "content-type": "application/json" };
    const body = JSON.stringify({ run: "study/one", episode: 1, round: 1, overrides: [] });
    expect((await ask("/api/fork", json, "POST", body)).status).toBe(403);
    expect((await ask("/api/fork", { ...json, origin: "http://evil.example" }, "POST", body)).status).toBe(403);
    const form = { host: own(), origin: `http://${own()}`, "content-type": "text/plain" };
    expect((await ask("/api/fork", form, "POST", body)).status).toBe(415);
    expect((await ask("/api/runs", { host: own(), origin: `http://${own()}` }, "DELETE")).status).toBe(405);
  });

  test("nothing outside the folder of runs, hidden or linked", async () => {
    const outside = runsFolder();
    writeFileSync(join(outside, "settings.json"), "{}");
    symlinkSync(outside, join(root, "linked"));
    mkdirSync(join(root, ".hidden"));
    writeFileSync(join(root, ".hidden", "settings.json"), "{}");
    for (const id of [`../${outside.split("/").at(-1)}`, outside, ".hidden", "study/../../x", "linked", "study", "a\0b"])
      expect((await ask(`/api/run?run=${encodeURIComponent(id)}`, {})).status, id).toBe(404);
    for (const path of ["/../package.json", "/api/none", "/page.tsx"]) expect((await ask(path, {})).status).toBe(404);
    for (const path of ["/api/run", "/api/episode?run=random&episode=x"]) expect((await ask(path, {})).status).toBe(400);
    expect((await ask("/api/episode?run=random&episode=99", {})).status).toBe(404);
  });

  test("no path that is no address, and nothing by another method", async () => {
    const raw = (path: string, method: string) =>
      new Promise<number>((done, failed) => {
        const { hostname, port } = new URL(server.url);
        const sent = request({ hostname, port, path, method }, (response) => {
          expect(response.headers["x-content-type-options"]).toBe("nosniff");
          response.resume().on("end", () => done(response.statusCode ?? 0));
        });
        sent.on("error", failed).end();
      });
    expect(await raw("//", "GET")).toBe(404);
    expect(await raw("*", "GET")).toBe(400);
    expect(await raw("/api/runs", "HEAD")).toBe(405);
  });

  test("the page with a policy that lets nothing else in", async () => {
    for (const path of ["", "page.js", "page.css", "icon.svg", "api/runs"]) {
      const response = await fetch(server.url + path);
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect((await response.text()).length).toBeGreaterThan(80);
    }
  });
});

describe("what goes wrong", () => {
  test("a damaged run is named in the list and refused with a sentence; the others stay", async () => {
    mkdirSync(join(root, "broken"));
    writeFileSync(join(root, "broken", "settings.json"), "{ no json");
    const { runs } = await get<{ runs: RunCard[] }>("runs");
    expect(runs.find((r) => r.id === "broken")).toMatchObject({ status: "damaged" });
    expect(runs).toHaveLength(3);
    const refused = await ask("/api/run?run=broken", {});
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.text)).toMatchObject({
      message: expect.stringContaining("cannot be read"),
      hint: expect.any(String),
    });
  });

  test("keys that got into a file do not get out, and the JSON stays whole", async () => {
    vi.stubEnv("PLANTED_API_KEY", "planted//user:secret");
    const { memory } = runFiles(join(root, "study/one"));
    const text = "sk-abc123def456ghi789 and planted//user:secret and Bearer abcdefghijklmnop1";
    appendFileSync(memory, `${JSON.stringify({ memory: "reflections", id: "000099", episode: 99, text })}\n`);
    const { entries } = await get<MemoryPage>("memory?run=study%2Fone");
    expect(entries.find((e) => e.key === "reflections:000099")?.text).toBe("[key] and [key] and Bearer [key]");
    vi.unstubAllEnvs();
  });

  test("a port in use and a folder that is not there are said in a sentence", async () => {
    const port = Number(new URL(server.url).port);
    await expect(serveView({ root, port })).rejects.toMatchObject({ code: "bad-input", message: `Port ${port} is in use.` });
    await expect(serveView({ root: join(root, "none"), port: 0 })).rejects.toMatchObject({ code: "run-folder" });
    expect(errors).toEqual([]);
  });
});
