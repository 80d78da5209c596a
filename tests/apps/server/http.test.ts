/** The HTTP example: sessions over JSON, refusals with a status and without a stack trace. */
import { request } from "node:http";
import { MemorySaver } from "@langchain/langgraph";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveSessions, sessionsApp } from "../../../apps/server/http.ts";
import { createSessions, type Sessions } from "../../../apps/server/sessions.ts";

let server: Awaited<ReturnType<typeof serveSessions>>;
let broken: typeof server;
const own = { Request, Response };
const errors: unknown[] = [];
beforeAll(async () => {
  server = await serveSessions(createSessions({ checkpointer: new MemorySaver() }), { port: 0, bodyLimit: 2000 });
  const failing = { start: () => Promise.reject(new Error("secret /etc/path")) } as unknown as Sessions;
  broken = await serveSessions(failing, { port: 0, onError: (e) => errors.push(e) });
});
afterAll(async () => {
  await server.close();
  await broken.close();
});

const post = (path: string, body: unknown, more: RequestInit = {}, to = server.url) =>
  fetch(`${to}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...more,
  });

describe("the HTTP server", () => {
  it("listens on the loopback interface and plays a session", async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const started = await post("/sessions", { history: ["Alien"] });
    expect(started.status).toBe(201);
    const first = (await started.json()) as { session: string; round: number };
    expect(first).toMatchObject({ status: "waiting", round: 1 });
    const path = `/sessions/${first.session}`;
    expect(await (await post(path, { round: 1, feedback: { rating: 4 } })).json()).toMatchObject({ round: 2 });
    expect(await (await fetch(`${server.url}${path}`)).json()).toMatchObject({ status: "waiting", round: 2 });
    expect((await post(path, { round: 1, feedback: { rating: 4 } })).status).toBe(409);
    expect(await (await post(path, { round: 2, feedback: { left: true } })).json()).toMatchObject({ status: "ended", return: 4 });
  });

  it.each([
    ["no JSON", () => post("/sessions", "{"), 400],
    ["a wrong history", () => post("/sessions", { history: "Alien" }), 400],
    ["an unknown field", () => post("/sessions", { history: [], admin: true }), 400],
    ["a rating out of range", () => post("/sessions/x", { round: 1, feedback: { rating: 9 } }), 400],
    ["a form", () => post("/sessions", "a=b", { headers: { "content-type": "text/plain" } }), 415],
    ["a large body", () => post("/sessions", { history: ["x".repeat(3000)] }), 413],
    ["an unknown session", () => fetch(`${server.url}/sessions/nobody`), 404],
    ["an unknown path", () => fetch(`${server.url}/../etc/passwd`), 404],
    ["another method", () => fetch(`${server.url}/sessions`, { method: "DELETE" }), 405],
  ])("refuses %s", async (_name, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    const body = (await response.json()) as { error: string; message: string };
    expect(body).toMatchObject({ error: expect.any(String), message: expect.any(String) });
    expect(JSON.stringify(body)).not.toMatch(/ {4}at |node_modules/);
  });

  it("tells the owner of an inner error, and the client only that there was one", async () => {
    const response = await post("/sessions", { history: [] }, {}, broken.url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(errors).toHaveLength(1);
  });

  it("refuses a path that is no address, a HEAD, and a body that says nothing of its length", async () => {
    expect(await raw("GET", "//")).toBe(404);
    expect(await raw("GET", "/sessions//x")).toBe(404);
    expect(await raw("HEAD", "/sessions/x")).toBe(405);
    expect(await raw("POST", "/sessions", ['{"history":["', "x".repeat(3000), '"]}'])).toBe(413);
    expect(await raw("POST", "/sessions", ['{"history":', "[]}"])).toBe(201);
  });

  it("leaves the globals of the process alone", () => {
    expect(Request).toBe(own.Request);
    expect(Response).toBe(own.Response);
  });

  it("is an application that needs no server", async () => {
    const app = sessionsApp(createSessions({ checkpointer: new MemorySaver() }));
    const headers = { "content-type": "application/json" };
    const started = await app.request("/sessions", { method: "POST", headers, body: '{"history":[]}' });
    expect(started.status).toBe(201);
    const { session } = (await started.json()) as { session: string };
    expect(await (await app.request(`/sessions/${session}`)).json()).toMatchObject({ status: "waiting", round: 1 });
    expect((await app.request("/nowhere")).status).toBe(404);
  });
});

/** Status of a request that fetch would not send so; its body goes in chunks. */
function raw(method: string, path: string, chunks: readonly string[] = []): Promise<number> {
  const { hostname, port } = new URL(server.url);
  return new Promise((done, failed) => {
    const headers = { "content-type": "application/json" };
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      response.resume().on("end", () => done(response.statusCode ?? 0));
    });
    sent.on("error", failed);
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}
