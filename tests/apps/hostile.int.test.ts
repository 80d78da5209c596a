/** Everything that a stranger can send to either server has an answer below 500, and nothing outside of the runs is read. */
import { cpSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemorySaver } from "@langchain/langgraph";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveSessions } from "../../apps/server/http.ts";
import { createSessions } from "../../apps/server/sessions.ts";
import { serveView } from "../../apps/view/server/serve.ts";
import { type RunFile, runFiles } from "../../experiments/runs/store/files.ts";
import { bodiesLike, bytesOf, type Hostile, hostile, statusOf } from "./hostile.ts";
import { playRun, runsFolder } from "./view/played.ts";

const errors: unknown[] = [];
const root = runsFolder();
const secret = mkdtempSync(join(tmpdir(), "billp-secret-"));
let view: Awaited<ReturnType<typeof serveView>>;
let sessions: Awaited<ReturnType<typeof serveSessions>>;
beforeAll(async () => {
  await playRun(root, "first");
  view = await serveView({ root, port: 0, onError: (e) => errors.push(e) });
  sessions = await serveSessions(createSessions({ checkpointer: new MemorySaver() }), {
    port: 0,
    onError: (e) => errors.push(e),
  });
});
afterAll(async () => {
  await view?.close();
  await sessions?.close();
  rmSync(secret, { recursive: true, force: true });
});

const own = (url: string) => new URL(url).host;
/** Answered, and below 500; hanging up is an answer to what is no HTTP. */
async function fine(url: string, request: Hostile): Promise<void> {
  errors.length = 0;
  const status = await statusOf(url, bytesOf(request, own(url)));
  expect(errors, JSON.stringify(request).slice(0, 400)).toEqual([]);
  if (status >= 500) throw new Error(`${status}: ${JSON.stringify(request).slice(0, 400)}`);
}

const FORK = { run: "first", episode: 9, round: 1, overrides: ["settings.gamma=7"], repeat: 1, from: null, to: "episode" };
const API = [
  "",
  "/runs",
  "/run?run=first",
  "/episode?run=first&episode=9",
  "/calls?run=first&episode=9&round=1",
  "/memory?run=first",
];
const MORE = ["/entry?run=first&key=", "/forks?run=first", "/catalogue?run=first", "/fork?job=", "/fork", "/events?run="];
const VIEW = ["/", "/page.js", ...[...API, ...MORE].map((path) => `/api${path}`)];

describe("any request", () => {
  it("to the page of runs", async () => {
    await fc.assert(
      fc.asyncProperty(hostile(VIEW, bodiesLike(FORK)), (request) => fine(view.url, request)),
      { numRuns: 600 },
    );
  });

  it("to the page of runs, from itself", async () => {
    const from = [["Origin", `http://${own(view.url)}`] as const, ["Content-Type", "application/json"] as const];
    const bodies = bodiesLike(FORK).map((body): Hostile => ({ method: "POST", target: "/api/fork", headers: from, body }));
    await fc.assert(
      fc.asyncProperty(bodies, (request) => fine(view.url, request)),
      { numRuns: 200 },
    );
  });

  it("to the sessions", async () => {
    const bodies = fc.oneof(bodiesLike({ history: ["Alien"] }), bodiesLike({ round: 1, feedback: { rating: 4 } }));
    const paths = ["/sessions", "/sessions/x", "/sessions/__proto__", "/sessions/constructor", "/"];
    await fc.assert(
      fc.asyncProperty(hostile(paths, bodies), (request) => fine(sessions.url, request)),
      { numRuns: 600 },
    );
  });

  it("of bytes that are no HTTP", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom("view", "sessions"), async (bytes, which) => {
        const { url } = which === "view" ? view : sessions;
        expect(await statusOf(url, Buffer.concat([bytes, Buffer.from("\r\n\r\n")]))).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
    expect(errors).toEqual([]);
  });

  it.each([
    ["GET //", 404],
    ["GET /%00", 404],
    ["GET /%zz", 404],
    ["CONNECT x:1", 405],
    ["GET http://evil.example/", 403],
    ["GET *", 400],
  ])("%s is answered by %i", async (line, status) => {
    for (const { url } of [view, sessions])
      expect(await statusOf(url, `${line} HTTP/1.1\r\nHost: ${own(url)}\r\nConnection: close\r\n\r\n`)).toBe(status);
  });
});

it("a request without a Host is no request of ours", async () => {
  for (const { url } of [view, sessions])
    for (const target of ["/", "//", "/api/runs", "/sessions/x"]) {
      const status = await statusOf(url, `GET ${target} HTTP/1.0\r\n\r\n`);
      expect([400, 403]).toContain(status);
    }
});

describe("a name that is not this machine's", () => {
  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "0.0.0.0", "[fe80::1]"])(
    "%s is refused by both servers",
    async (host) => {
      for (const { url } of [view, sessions])
        for (const line of ["GET /", "GET /api/runs", "POST /sessions"])
          expect(await statusOf(url, `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toBe(403);
    },
  );

  it("nor a write that another page sends", async () => {
    for (const headers of ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"]) {
      const post = (path: string) =>
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\nContent-Type: application/json\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{"history":[]}`;
      expect(await statusOf(sessions.url, post("/sessions"))).toBe(403);
      expect(await statusOf(view.url, post("/api/fork"))).toBe(403);
    }
  });
});

describe("links in the folder of runs", () => {
  const parts: RunFile[] = ["settings", "episodes", "memory", "summary", "forks", "checkpoints", "calls", "index", "lock"];

  it.each(parts)("a run whose %s is a link out of it is not shown, read or forked", async (part) => {
    const folder = join(root, `linked-${part}`);
    for (const copy of [folder, join(secret, "private")]) cpSync(join(root, "first"), copy, { recursive: true });
    const [file, target] = [runFiles(folder)[part], runFiles(join(secret, "private"))[part]];
    rmSync(file, { force: true });
    writeFileSync(target, "SECRET", { flag: "a" });
    symlinkSync(target, file);
    const listed = await (await fetch(`${view.url}api/runs`)).text();
    expect(listed).not.toContain(`linked-${part}`);
    expect((await fetch(`${view.url}api/run?run=linked-${part}`)).status).toBe(404);
    rmSync(folder, { recursive: true });
    rmSync(join(secret, "private"), { recursive: true });
  });

  it("a link to a folder outside is no run, a link within the root may stay", async () => {
    for (const copy of [join(root, "within"), join(secret, "private")]) cpSync(join(root, "first"), copy, { recursive: true });
    symlinkSync(join(secret, "private"), join(root, "away"));
    expect((await fetch(`${view.url}api/run?run=away`)).status).toBe(404);
    expect((await fetch(`${view.url}api/run?run=${encodeURIComponent("away/../first")}`)).status).toBe(404);
    const { settings } = runFiles(join(root, "within"));
    mkdirSync(join(root, "kept"));
    linkSync(settings, join(root, "kept", "s.json"));
    rmSync(settings);
    symlinkSync(join(root, "kept", "s.json"), settings);
    expect((await fetch(`${view.url}api/run?run=within`)).status).toBe(200);
    rmSync(join(root, "away"));
  });
});
