/** The server of `billp view`: the page, what it reads, and events while a run goes on. Loopback only, unless told otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BillpError, firstOf } from "../../../core/errors.ts";
import { HttpError, readJson } from "../../server/body.ts";
import { type Assets, loadAssets } from "./bundle.ts";
import { streamEvents } from "./events.ts";
import { checkRoot } from "./folders.ts";
import { freeOnly, type MayFork, openForks } from "./forks.ts";
import { checkSender, protect } from "./guard.ts";
import { sendJson } from "./json.ts";
import { openLedgers } from "./ledgers.ts";
import { ROUTES, runOf, type Sources } from "./routes.ts";
import { openRuns } from "./runs.ts";

export interface ViewOptions {
  /** Folder of the runs. */
  readonly root: string;
  /** Default 127.0.0.1: there is no authentication here. */
  readonly host?: string;
  /** Default 8321; 0 for any free one. */
  readonly port?: number;
  /** Whether a fork from the page may ask these models. Default: those in this process. */
  readonly mayFork?: MayFork;
  /** Told of errors that the page is not told about. Default: nobody. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Serves the runs of a folder.
 * @throws BillpError `run-folder` when there is no such folder, `bad-input` when the port is taken.
 */
export async function serveView(options: ViewOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { host = "127.0.0.1", port = 8321 } = options;
  const runs = openRuns(await checkRoot(options.root));
  const sources: Sources = { runs, ledgers: openLedgers(), forks: openForks(runs, options.mayFork ?? freeOnly) };
  const assets = await loadAssets();
  const server = createServer((request, response) => {
    protect(response);
    answer(sources, assets, host, request, response).catch((error) => {
      const { status, body } = refusal(error);
      if (status >= 500) options.onError?.(error);
      sendJson(response, status, body);
    });
  });
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}/`,
    close: () =>
      new Promise((done) => {
        sources.forks.close();
        sources.ledgers.close();
        server.close(() => done());
        server.closeAllConnections(); // streams of events never end by themselves
      }),
  };
}

async function answer(sources: Sources, assets: Assets, host: string, request: IncomingMessage, response: ServerResponse) {
  checkSender(request, host);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://here");
  if (pathname === "/api/fork" && request.method === "POST")
    return sendJson(response, 202, await sources.forks.start(await readJson(request, 64 * 1024)));
  if (request.method !== "GET") throw new HttpError(405, "method: expected GET");
  const asset = assets.get(pathname);
  if (asset !== undefined) return void response.writeHead(200, { "content-type": asset.type }).end(asset.bytes);
  if (pathname === "/api/events") return streamEvents(sources.runs, runOf(searchParams), response);
  const route = ROUTES[pathname];
  if (route === undefined) throw new HttpError(404, "Nothing is served here.");
  sendJson(response, 200, await route(sources, searchParams));
}

function refusal(thrown: unknown): { status: number; body: unknown } {
  const error = firstOf(thrown);
  if (error instanceof HttpError) return { status: error.status, body: { message: error.message } };
  if (!(error instanceof BillpError)) return { status: 500, body: { message: "The server could not answer." } };
  return { status: 422, body: { message: error.message, hint: error.hint } };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => failed(explain(error, port, host)));
    server.listen(port, host, done);
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): unknown {
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use.`,
    EACCES: `Port ${port} may not be opened.`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
    ENOTFOUND: `There is no host ${host}.`,
  };
  const message = why[error.code ?? ""];
  if (message === undefined) return error;
  const hint =
    error.code?.startsWith("EAD") && error.code !== "EADDRINUSE"
      ? "Leave --host away."
      : "Name another one: --port 0 takes any free one.";
  return new BillpError("bad-input", message, { hint, cause: error });
}
