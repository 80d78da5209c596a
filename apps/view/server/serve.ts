/** Server of `billp view`. Loopback only, unless told otherwise. */
import { BillpError } from "../../../core/errors.ts";
import { listen } from "../../server/listen.ts";
import { type ViewAppOptions, viewApp } from "./app.ts";

export interface ViewOptions extends ViewAppOptions {
  /** Address to listen on. Default 127.0.0.1: there is no authentication here. */
  readonly host?: string;
  /** Default 8321; 0 for any free one. */
  readonly port?: number;
}

/**
 * Serves the runs of a folder.
 * @throws BillpError `run-folder` when there is no such folder, `bad-input` when the port is taken.
 */
export async function serveView(options: ViewOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { host = "127.0.0.1", port = 8321 } = options;
  const { app, refuse, close } = await viewApp({ ...options, host });
  const { server, url } = await listen({ fetch: app.fetch, refuse, host, port }).catch((error) => {
    close();
    throw explain(error, port, host);
  });
  return {
    url: `${url}/`,
    close: () =>
      new Promise((done) => {
        close();
        server.close(() => done());
        server.closeAllConnections(); // streams of events never end by themselves
      }),
  };
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
