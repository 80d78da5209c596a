/** HTTP application over sessions, as an example to build on: JSON in and out, no stack traces, the loopback interface only. */
import { RequestError } from "@hono/node-server";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { BillpError, type ErrorCode, firstOf } from "../../core/errors.ts";
import { FeedbackSchema, PersonSchema } from "../../nodes/session-state.ts";
import { readJson } from "./body.ts";
import { checkSender } from "./guard.ts";
import { listen } from "./listen.ts";
import type { Sessions } from "./sessions.ts";

/** Options of the application. */
export interface SessionsAppOptions {
  /** Largest body in bytes. Default 64 KiB. */
  readonly bodyLimit?: number;
  /** Told of errors that the client is not told about. Default: nobody. */
  readonly onError?: (error: unknown) => void;
}

export interface HttpOptions extends SessionsAppOptions {
  /** Default 127.0.0.1: there is no authentication here. */
  readonly host?: string;
  /** Default 8080; 0 for any free one. */
  readonly port?: number;
}

/** Status of the errors a client can do something about; all others are 500. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  "bad-input": 400,
  "no-session": 404,
  "session-conflict": 409,
  "model-refused": 502,
  budget: 503,
};

const AnswerSchema = z.strictObject({ round: z.int().min(1), feedback: FeedbackSchema });
const SESSION = /^[\w-]{1,100}$/;

/**
 * A web-standard application (`app.fetch(request)`) over sessions, to be served or mounted. Routes:
 * `POST /sessions {history}` starts, `GET /sessions/<id>` tells where it stands, `POST /sessions/<id> {round, feedback}` answers.
 */
export function sessionsApp(sessions: Sessions, options: SessionsAppOptions = {}): Hono {
  const { bodyLimit = 64 * 1024 } = options;
  const app = new Hono();
  app.all("/sessions", async ({ req }) => {
    allow(req.method, "POST");
    const person = parse(PersonSchema, await readJson(req.raw, bodyLimit));
    return send(201, await sessions.start(person));
  });
  app.all("/sessions/:session", async ({ req, notFound }) => {
    const session = req.param("session");
    if (!SESSION.test(session)) return notFound();
    allow(req.method, "GET", "POST");
    if (req.method === "GET") return send(200, await sessions.resume(session));
    const { round, feedback } = parse(AnswerSchema, await readJson(req.raw, bodyLimit));
    return send(200, await sessions.answer(session, round, feedback));
  });
  app.notFound(() => refuse(new HTTPException(404, { message: "Nothing is served here." })));
  app.onError((error) => refuse(error, options.onError));
  return app;
}

/** Serves {@link sessionsApp} to this machine: other names and other pages are refused with 403. @throws the error of Node when the port cannot be had. */
export async function serveSessions(
  sessions: Sessions,
  options: HttpOptions = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const { host = "127.0.0.1", port = 8080, onError } = options;
  const app = sessionsApp(sessions, options);
  const fetch = async (request: Request): Promise<Response> => {
    checkSender(request, host);
    return app.fetch(request);
  };
  const { server, url } = await listen({ fetch, refuse: (error) => refuse(error, onError), host, port });
  return {
    url,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      }),
  };
}

function allow(method: string, ...methods: string[]): void {
  if (!methods.includes(method)) throw new HTTPException(405, { message: `method: expected ${methods.join(" or ")}` });
}

function parse<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues.map((i) => `${i.path.join(".") || "body"}: ${i.message}`).join("; ");
  throw new HTTPException(400, { message });
}

function refuse(thrown: unknown, onError?: (error: unknown) => void): Response {
  const error = firstOf(thrown);
  if (error instanceof RequestError) return send(400, { error: "bad-request", message: `request: ${error.message}` });
  if (error instanceof HTTPException) return send(error.status, { error: "bad-request", message: error.message });
  const status = error instanceof BillpError ? (STATUS[error.code] ?? 500) : 500;
  if (status >= 500) onError?.(thrown);
  if (status === 500) return send(500, { error: "internal", message: "The server could not answer." });
  const { code, message, hint } = error as BillpError;
  return send(status, { error: code, message, hint });
}

function send(status: number, body: unknown): Response {
  const headers = new Headers({ "content-type": "application/json; charset=utf-8", "x-content-type-options": "nosniff" });
  // After a refusal the rest of a body may still be on its way: the connection is not used again.
  if (status >= 400) headers.set("connection", "close");
  return new Response(JSON.stringify(body), { status, headers });
}
