/** A minimal HTTP server over sessions, as an example to build on: JSON in and out, no stack traces, the loopback interface only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { BillpError, type ErrorCode, firstOf } from "../../core/errors.ts";
import { FeedbackSchema, PersonSchema } from "../../nodes/session-state.ts";
import { HttpError, readJson } from "./body.ts";
import type { Sessions } from "./sessions.ts";

export interface HttpOptions {
  /** Default 127.0.0.1: there is no authentication here. */
  readonly host?: string;
  /** Default 8080; 0 for any free one. */
  readonly port?: number;
  /** Largest body in bytes. Default 64 KiB. */
  readonly bodyLimit?: number;
  /** Told of errors that the client is not told about. Default: nobody. */
  readonly onError?: (error: unknown) => void;
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
const SESSION = /^\/sessions\/([\w-]{1,100})$/;

/**
 * Routes:
 * `POST /sessions {history}` starts, `GET /sessions/<id>` tells where it stands, `POST /sessions/<id> {round, feedback}` answers.
 */
export async function serveSessions(
  sessions: Sessions,
  options: HttpOptions = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const { host = "127.0.0.1", port = 8080, bodyLimit = 64 * 1024 } = options;
  const server = createServer((request, response) => {
    answer(sessions, request, bodyLimit)
      .then(({ status, body }) => send(response, status, body))
      .catch((error) => {
        const { status, body } = refusal(error);
        if (status >= 500) options.onError?.(error);
        send(response, status, body);
      });
  });
  server.requestTimeout = 30_000;
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      }),
  };
}

type Reply = { status: number; body: unknown };

async function answer(sessions: Sessions, request: IncomingMessage, bodyLimit: number): Promise<Reply> {
  const path = (request.url ?? "/").split("?")[0] as string;
  if (path === "/sessions") {
    allow(request, "POST");
    const person = parse(PersonSchema, await readJson(request, bodyLimit));
    return { status: 201, body: await sessions.start(person) };
  }
  const session = SESSION.exec(path)?.[1];
  if (session === undefined) throw new HttpError(404, "Nothing is served here.");
  allow(request, "GET", "POST");
  if (request.method === "GET") return { status: 200, body: await sessions.resume(session) };
  const { round, feedback } = parse(AnswerSchema, await readJson(request, bodyLimit));
  return { status: 200, body: await sessions.answer(session, round, feedback) };
}

function allow(request: IncomingMessage, ...methods: string[]): void {
  if (!methods.includes(request.method ?? "")) throw new HttpError(405, `method: expected ${methods.join(" or ")}`);
}

function parse<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new HttpError(400, parsed.error.issues.map((i) => `${i.path.join(".") || "body"}: ${i.message}`).join("; "));
}

function refusal(thrown: unknown): Reply {
  const error = firstOf(thrown);
  if (error instanceof HttpError) return { status: error.status, body: { error: "bad-request", message: error.message } };
  const status = error instanceof BillpError ? STATUS[error.code] : undefined;
  if (status === undefined) return { status: 500, body: { error: "internal", message: "The server could not answer." } };
  const { code, message, hint } = error as BillpError;
  return { status, body: { error: code, message, hint } };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  // After a refusal the rest of a body may still be on its way: the connection is not used again.
  if (status >= 400) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "x-content-type-options": "nosniff" });
  response.end(JSON.stringify(body));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      done();
    });
  });
}
