/** Web-standard application of `billp view`: the page, what it reads, and events while a run goes on. */
import { RequestError } from "@hono/node-server";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { BillpError, firstOf } from "../../../core/errors.ts";
import { checkSender, checkWriter } from "../../server/guard.ts";
import { loadAssets } from "./bundle.ts";
import { checkRoot } from "./folders.ts";
import { freeOnly, type MayFork, openForks } from "./forks.ts";
import { protect } from "./guard.ts";
import { jsonResponse } from "./json.ts";
import { openLedgers } from "./ledgers.ts";
import { apiRoutes } from "./routes.ts";
import { openRuns } from "./runs.ts";

/** Options of the application. */
export interface ViewAppOptions {
  /** Folder of the runs. */
  readonly root: string;
  /** Name or address it is reached by, besides localhost and plain addresses. Default 127.0.0.1. */
  readonly host?: string;
  /** Whether a fork from the page may ask these models. Default: those in this process. */
  readonly mayFork?: MayFork;
  /** Told of errors that the page is not told about. Default: nobody. */
  readonly onError?: (error: unknown) => void;
}

/** The application over the runs of a folder, to be served or mounted at the root of a server. */
export interface ViewApp {
  readonly app: Hono;
  /** The answer to an error that came up outside of the application, with the headers of all its answers. */
  refuse(error: unknown): Response;
  /** Stops a fork that is being played, and closes what was read. */
  close(): void;
}

/** @throws BillpError `run-folder` when there is no such folder, `bad-input` when the page cannot be bundled. */
export async function viewApp(options: ViewAppOptions): Promise<ViewApp> {
  const { host = "127.0.0.1", onError = () => undefined } = options;
  const runs = openRuns(await checkRoot(options.root));
  const sources = { runs, ledgers: openLedgers(), forks: openForks(runs, options.mayFork ?? freeOnly) };
  const assets = await loadAssets();
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    protect(c.res);
  });
  app.use(async (c, next) => {
    checkSender(c.req.raw, host);
    checkWriter(c.req.raw);
    const forks = c.req.method === "POST" && c.req.path === "/api/fork";
    if (c.req.method !== "GET" && !forks) throw new HTTPException(405, { message: "method: expected GET" });
    await next();
  });
  for (const [path, { type, bytes }] of assets)
    app.get(path, () => new Response(bytes, { headers: { "content-type": type, "content-length": `${bytes.length}` } }));
  app.route("/api", apiRoutes(sources, onError));
  app.notFound(() => refuse(new HTTPException(404, { message: "Nothing is served here." }), onError));
  app.onError((error) => refuse(error, onError));
  return {
    app,
    refuse: (error) => protect(refuse(error, onError)),
    close() {
      sources.forks.close();
      sources.ledgers.close();
    },
  };
}

function refuse(thrown: unknown, onError: (error: unknown) => void): Response {
  const error = firstOf(thrown);
  if (error instanceof RequestError) return jsonResponse(400, { message: `request: ${error.message}` });
  if (error instanceof HTTPException) return jsonResponse(error.status, { message: error.message });
  if (error instanceof BillpError) return jsonResponse(422, { message: error.message, hint: error.hint });
  onError(thrown);
  return jsonResponse(500, { message: "The server could not answer." });
}
